// A cell of one map under the pointer and under the keyboard, however the map is drawn.

import { isPress, walk } from "../lib/keys.js";

/** @import { Cell, Head, Stack } from "./data.js" */

/** @typedef {{ onFocus: (cell: Cell) => void, onLeave: () => void, onPick: (cell: Cell) => void }} Pointing */
/**
 * What draws one map.
 *
 * @typedef {object} Picture
 * @property {HTMLElement} element
 * @property {SVGSVGElement} svg
 * @property {() => void} draw
 * @property {(available: number) => void} resize to the room in pixels
 * @property {(head: Head) => void} show
 * @property {(cell: Cell) => void} focus marks a cell
 * @property {(cell: Cell) => { x: number, y: number }} middle where a cell is in the window, for a tooltip
 */
/** @typedef {(event: PointerEvent) => Cell | null} CellAt */

/**
 * @param {HTMLElement} element
 * @param {("pointermove" | "pointerdown" | "pointerover")[]} pointers the events that point at a cell
 * @param {{ cellAt: CellAt, focused: () => Cell | null, stack: Stack }} where
 * @param {Pointing} pointing what happens when a person points at a cell or walks to it, leaves, presses on a cell
 */
export function listen(element, pointers, { cellAt, focused, stack }, { onFocus, onLeave, onPick }) {
  for (const name of pointers)
    element.addEventListener(name, (event) => {
      const cell = cellAt(event);
      if (cell) onFocus(cell);
      else onLeave();
    });
  element.addEventListener("pointerleave", onLeave);
  element.addEventListener("blur", onLeave);
  element.addEventListener("click", (event) => {
    const cell = cellAt(/** @type {PointerEvent} */ (event));
    if (cell) onPick(cell);
  });
  element.addEventListener("keydown", (event) => {
    const from = focused();
    if (!from) return;
    const grid = { nRows: stack.nQueries, nColumns: stack.nKeys };
    const to = walk(event, { row: from.query, column: from.key }, grid);
    if (!to && !isPress(event)) return;
    event.preventDefault();
    if (to) onFocus({ query: to.row, key: to.column });
    else onPick(from);
  });
}
