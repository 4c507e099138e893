// A section of the tokens lab: while it is open it shows the text of the page, in its own way.

import { watched } from "../lib/watch.js";

/** @typedef {import("./columns.js").Rows} Rows */

/** The text under all tokenizers; null before the first. */
export const text = watched(/** @type {Rows | null} */ (null));

/**
 * A section's `mount`.
 * @template P, S @param {(host: Host<null, P, S>) => (rows: Rows) => void} create gives what shows a text
 * @returns {(host: Host<null, P, S>) => void}
 */
export const ofText = (create) => (host) => {
  const draw = create(host);
  /** @type {Rows | null} */
  let shown = null;
  const show = () => {
    const rows = text.get();
    if (!host.section?.isOpen() || !rows || rows === shown) return;
    shown = rows;
    draw(rows);
  };
  text.watch(show);
  host.section?.watch(show);
  show();
};
