// The text of the page under all tokenizers, which every section of the tokens lab shows in its own way.

import { readRows } from "./columns.js";

const watchers = [];

export const source = {
  /** The decoded payload of viz/tokens/rows.py; null before the first. */
  rows: null,

  /** `watcher()` is called when there are other rows. */
  watch(watcher) {
    watchers.push(watcher);
  },
};

export function mount({ props, watch }) {
  const read = () => {
    source.rows = props.value ? readRows(props.value) : null;
    for (const watcher of watchers) watcher();
  };
  watch("value", read);
  read();
}
