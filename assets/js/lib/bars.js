// A share as a bar, with its number written on or beside it.

import { el } from "./dom.js";

/**
 * `share` from 0 to 1 of the room; the colour is `--um-bar`, the family's own unless a style sheet says other.
 *
 * @param {number} share
 * @param {import("./dom.js").Child} [text]
 * @param {Record<string, import("./dom.js").Attribute>} [attrs]
 */
export function bar(share, text = null, { class: kind, ...attrs } = {}) {
  const width = `${(100 * Math.max(0, Math.min(1, share || 0))).toFixed(2)}%`;
  return el(
    "span",
    { class: kind ? `um-bar-line ${kind}` : "um-bar-line", ...attrs },
    el("i", { style: { width }, "aria-hidden": "true" }),
    text !== null && el("b", {}, text),
  );
}
