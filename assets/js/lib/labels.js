// Token labels along the axes of a map: how long, how dense, how they lean.

import { el } from "./dom.js";
import { graphemes, shortened } from "./graphemes.js";

const FONT_PX = 13;
const LEANING = Math.PI / 4;

/** @type {OffscreenCanvasRenderingContext2D | null} */
let ruler = null;

/**
 * The width of a text in pixels.
 *
 * @param {string} text
 * @param {string} family of fonts
 * @param {number} [size]
 * @param {number} [weight]
 */
export function textWidth(text, family, size = FONT_PX, weight = 400) {
  ruler ??= /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
  ruler.font = `${weight} ${size}px ${family}`;
  return Math.ceil(ruler.measureText(text).width);
}

/**
 * As much of a text as fits into `width`, with "…" where it is cut.
 *
 * @param {string} text
 * @param {number} width
 * @param {(text: string) => number} measure
 */
export function fitted(text, width, measure) {
  if (measure(text) <= width) return text;
  const parts = graphemes(text);
  let [low, high] = [0, parts.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${parts.slice(0, middle).join("")}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${parts.slice(0, low).join("")}…`;
}

/** The font that the page's text is set in. */
export const pageFont = () => getComputedStyle(document.body).fontFamily;

/** @typedef {{ texts: string[], widths: number[], longest: number }} AxisLabels */

/**
 * The labels of an axis as they are written, `longest` characters at most, and their widths in pixels.
 *
 * @param {string[]} labels
 * @param {number} longest
 * @param {string} [font]
 * @returns {AxisLabels}
 */
export function axisLabels(labels, longest, font = pageFont()) {
  const texts = labels.map((label) => shortened(label, longest));
  const widths = texts.map((text) => textWidth(text, font));
  return { texts, widths, longest: Math.max(0, ...widths) };
}

/**
 * Labels stand this far apart at least, so some are left out where cells are smaller: every n-th is shown.
 *
 * @param {number} cell
 */
export const every = (cell) => Math.max(1, Math.ceil((FONT_PX + 1) / cell));

/**
 * Leaning labels need cells of some width; else they stand upright.
 *
 * @param {number} cell
 */
export const leans = (cell) => cell >= FONT_PX + 7;

/**
 * The room that column labels take above the map, and to the right of it when they lean.
 *
 * @param {AxisLabels} labels
 * @param {number} cell
 */
export function columnRoom({ widths, longest }, cell) {
  if (!leans(cell)) return { above: longest + 6, beside: 0 };
  const reach = Math.cos(LEANING);
  const beside = widths.reduce((most, width, i) => Math.max(most, (i + 0.5 - widths.length) * cell + width * reach), 0);
  return { above: Math.ceil(longest * reach + FONT_PX), beside: Math.ceil(beside) + 4 };
}

/**
 * SVG's transform for the label of a column whose middle is at x, above y.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} cell
 */
const columnTransform = (x, y, cell) =>
  leans(cell) ? `translate(${x - 2} ${y - 6}) rotate(-45)` : `translate(${x + FONT_PX / 3} ${y - 5}) rotate(-90)`;

/**
 * Labels above columns of `cell` pixels that begin at `x`, standing on `y`; those between the shown ones have
 * the class `um-between`.
 *
 * @param {AxisLabels} labels
 * @param {{ x?: number, y: number, cell: number }} place
 */
export const columnLabels = ({ texts }, { x = 0, y, cell }) =>
  texts.map((text, i) =>
    el("text", { class: labelClass(i, cell), transform: columnTransform(x + (i + 0.5) * cell, y, cell) }, text),
  );

/**
 * Labels that end at `x`, beside rows of `cell` pixels that begin at `y`.
 *
 * @param {AxisLabels} labels
 * @param {{ x: number, y?: number, cell: number }} place
 */
export const rowLabels = ({ texts }, { x, y = 0, cell }) =>
  texts.map((text, i) =>
    el("text", { class: labelClass(i, cell), x, y: y + (i + 0.5) * cell + 4.5, "text-anchor": "end" }, text),
  );

const labelClass = (/** @type {number} */ i, /** @type {number} */ cell) =>
  `um-label${i % every(cell) === 0 ? "" : " um-between"}`;
