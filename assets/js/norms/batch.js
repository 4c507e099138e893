// The batch that every section of the norms lab is about, under the choice of its model and norm.

import { decodeActivations } from "./activations.js";
import { createSource } from "./source.js";

const watchers = [];

export const batch = {
  /** The decoded payload of viz/norms/batch.py; null before the first. */
  activations: null,

  /** `watcher()` is called when there is another. */
  watch(watcher) {
    watchers.push(watcher);
  },
};

export function mount({ element, props, watch, trigger }) {
  const source = createSource({
    onFamily: (choice) => trigger("family_choice", { choice }),
    onSite: (choice) => trigger("site_choice", { choice }),
  });

  function read() {
    if (!props.value) return;
    batch.activations = decodeActivations(props.value);
    element.style.setProperty("--family", `var(--um-${props.value.family}-fill)`);
    element.replaceChildren(source.node);
    source.show(batch.activations);
    for (const watcher of watchers) watcher();
  }

  watch("value", read);
  read();
}
