// A canvas of cells with a row for each token: the tokens' names beside it, and what the pointer and the keys do in it.

import { el } from "../lib/dom.js";
import { cellAt } from "../lib/heatmap.js";
import { isPress, walk } from "../lib/keys.js";
import { every, fitted, pageFont, textWidth } from "../lib/labels.js";
import { tooltip } from "../lib/tooltip.js";

/** @import { Place } from "../lib/keys.js" */

const FONT_PX = 12;

/**
 * @param {{ label: string }[]} tokens
 * @param {{ row: number, width: number, here?: number | null }} size pixels; `here` is the row that is followed
 */
export function rowNames(tokens, { row, width, here = null }) {
  const measure = (/** @type {string} */ text) => textWidth(text, pageFont(), FONT_PX);
  const step = every(row);
  return el(
    "svg",
    { class: "row-names", width, height: row * tokens.length, "aria-hidden": "true" },
    tokens.map(
      ({ label }, i) =>
        i % step === 0 &&
        el(
          "text",
          { x: width - 8, y: (i + 0.5) * row + 4, "text-anchor": "end", class: i === here && "here" },
          fitted(label, width - 12, measure),
        ),
    ),
  );
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ nRows: number, nColumns: number }} grid
 * @param {Place | null} cell that is chosen
 * @param {{ told: (place: Place) => Node | string, onCell: (place: Place) => void }} on
 */
export function listen(canvas, grid, cell, { told, onCell }) {
  let at = cell ?? { row: 0, column: 0 };
  const where = () => {
    const box = canvas.getBoundingClientRect();
    const x = box.left + ((at.column + 0.5) / grid.nColumns) * box.width;
    return { x, y: box.top + (at.row / grid.nRows) * box.height };
  };
  canvas.addEventListener("pointermove", (event) => {
    const place = cellAt(canvas, event, grid);
    if (place) tooltip.show({ x: event.clientX, y: event.clientY - 6 }, told(place));
  });
  canvas.addEventListener("pointerleave", tooltip.hide);
  canvas.addEventListener("blur", tooltip.hide);
  canvas.addEventListener("click", (event) => {
    const place = cellAt(canvas, event, grid);
    if (place) onCell(place);
  });
  canvas.addEventListener("keydown", (event) => {
    const next = walk(event, at, grid);
    if (!next && !isPress(event)) return;
    event.preventDefault();
    event.stopPropagation();
    at = next ?? at;
    if (next) tooltip.show(where(), told(at));
    else onCell(at);
  });
}
