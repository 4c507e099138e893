// A norm's means and variances as bars along the axis that it keeps: under the sheets, column by
// column, where every token has its own; beside them, row by row, where every feature or group has.

import { el } from "../lib/dom.js";
import { rangeOf, short } from "../lib/numbers.js";
import { t } from "../lib/words.js";

/** @import { Activations, Cell, Norm } from "./activations.js" */
/** @import { Place, Rect } from "./drawing.js" */

const LABEL = 15;

/**
 * @typedef {object} Strip
 * @property {string} title
 * @property {Float32Array} values by slice
 * @property {(value: number) => number} lengthOf
 * @property {Norm} norm
 * @property {Activations} activations
 * @property {Place[]} places
 * @property {Partial<Rect>} area
 */
/** @typedef {{ node: SVGElement, light: (cell: Cell) => void }} Drawn */

/**
 * Bars for the mean and for the root of the variance, which has the unit of the numbers, aligned with `places`.
 *
 * @param {Norm} norm
 * @param {Activations} activations
 * @param {Place[]} places
 * @param {(i: number) => Partial<Rect>} area
 * @returns {Drawn}
 */
export function drawStatistics(norm, activations, places, area) {
  const strip = norm.kept.includes("p") ? tokenStrip : featureStrip;
  const spread = t(norm.isCentred ? "norms.root_variance" : "norms.root_mean_square");
  const kinds = [
    { title: t("norms.mean"), values: norm.mean, lengthOf: (/** @type {number} */ value) => value },
    { title: spread, values: norm.variance, lengthOf: Math.sqrt },
  ].slice(norm.isCentred ? 0 : 1);
  const strips = kinds.map((kind, i) => strip({ ...kind, norm, activations, places, area: area(i) }));
  return {
    node: el(
      "g",
      { class: "statistics" },
      strips.map(({ node }) => node),
    ),
    light: (cell) => {
      for (const { light } of strips) light(cell);
    },
  };
}

/**
 * @param {Strip} strip
 * @param {number} size
 */
function scaleOf({ norm, values, lengthOf }, size) {
  const range = rangeOf(norm.slices().map(({ index }) => values[index]));
  const [low, high] = [Math.min(0, lengthOf(range[0])), Math.max(0, lengthOf(range[1]))];
  const scale = (/** @type {number} */ value) => ((lengthOf(value) - low) / (high - low || 1)) * size;
  return { scale, zero: scale(0), range: range.map((end) => short(lengthOf(end), 2)).join(" … ") };
}

/**
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
const bar = (x, y, width, height) => `M${x} ${y}h${width}v${height}h${-width}z`;

/**
 * @param {Strip} strip
 * @returns {Drawn}
 */
function tokenStrip(strip) {
  const { norm, places, values, title } = strip;
  const { x = 0, y = 0, height = 0 } = strip.area;
  const { scale, zero, range } = scaleOf(strip, height - LABEL);
  const bottom = y + height;
  const barOf = (/** @type {number} */ b, /** @type {number} */ p, /** @type {number} */ index) => {
    const { x: left, column } = places[b];
    const end = scale(values[index]);
    const top = bottom - Math.max(end, zero);
    return bar(left + p * column + column * 0.1, top, column * 0.8, Math.max(Math.abs(end - zero), 0.75));
  };
  const bars = norm.slices().map(({ b = 0, p = 0, index }) => barOf(b, p, index));
  const lit = el("path", { class: "lit-bar" });
  const node = el(
    "g",
    {},
    el("text", { x, y: y + 10 }, el("tspan", { class: "name" }, title), `  ${range}`),
    el("path", { class: "bar", d: bars.join("") }),
    places.map((place) =>
      el("line", { x1: place.x, x2: place.x + place.width, y1: bottom - zero, y2: bottom - zero, class: "axis" }),
    ),
    lit,
  );
  return { node, light: (cell) => lit.setAttribute("d", barOf(cell.b, cell.p, norm.indexOf(cell))) };
}

/**
 * @param {Strip} strip
 * @returns {Drawn}
 */
function featureStrip(strip) {
  const { norm, activations, places, values, title } = strip;
  const { x = 0, width = 0 } = strip.area;
  const { scale, zero, range } = scaleOf(strip, width);
  const count = norm.kept.includes("d") ? activations.dModel : norm.nGroups; // one bar for a whole sentence
  const perBar = activations.dModel / count;
  const [top, row] = [places[0].y, places[0].height / count];
  const gap = Math.min(1, row * 0.1);
  const rowBar = (/** @type {number} */ i, /** @type {number} */ from, /** @type {number} */ to) =>
    bar(x + Math.min(from, to), top + i * row + gap, Math.max(Math.abs(to - from), 0.75), row - 2 * gap);
  const endOf = (/** @type {number} */ b, /** @type {number} */ i) => scale(values[norm.indexOf({ b, d: i * perBar })]);
  const rows = Array.from({ length: count }, (_, i) => i);
  const bars = (/** @type {number} */ b) => rows.map((i) => rowBar(i, zero, endOf(b, i))).join("");
  const ranges = () => rows.map((i) => rowBar(i, ...rangeOf(activations.spans.map((_, b) => endOf(b, i))))).join("");
  const drawn = el("path", { class: "bar", d: bars(0) });
  const lit = el("path", { class: count > 1 ? "lit-bar" : "lit-frame" });
  const bottom = top + places[0].height;
  const node = el(
    "g",
    {},
    el("text", { x, y: top - 6, class: "name" }, title),
    norm.kept.includes("b") && el("path", { class: "range", d: ranges() }),
    drawn,
    el("line", { x1: x + zero, x2: x + zero, y1: top, y2: bottom, class: "axis" }),
    lit,
    el("text", { x, y: bottom + 12 }, range),
  );
  const light = (/** @type {Cell} */ cell) => {
    const i = Math.floor(cell.d / perBar);
    if (norm.kept.includes("b")) drawn.setAttribute("d", bars(cell.b));
    lit.setAttribute("d", rowBar(i, zero, endOf(cell.b, i)));
  };
  return { node, light };
}
