// The text of the page under all tokenizers, as the server sends it to all sections of the tokens lab.

import { readRows } from "./columns.js";
import { text } from "./section.js";

/** @param {Host<import("./payloads.js").TokensPayload | null, unknown, unknown>} host */
export function mount({ props, watch }) {
  const read = () => {
    if (props.value) text.set(readRows(props.value));
  };
  watch("value", read);
  read();
}
