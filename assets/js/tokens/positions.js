// The learned table of positions beside the sinusoidal one, and the formula with its numbers.

import { el } from "../lib/dom.js";
import { cellAt, valueCanvas } from "../lib/heatmap.js";
import { walk } from "../lib/keys.js";
import { number, usualSize } from "../lib/numbers.js";
import { t } from "../lib/words.js";
import { angle, sinusoid } from "./sum.js";

/** @typedef {import("../lib/keys.js").Place} Place */
/** @typedef {{ caption: string, limit: number, valueAt: (row: number, column: number) => number }} Table */

const MOST = 256; // features that are shown
const N_COMPUTED = 64; // positions, where no learned table says how many
const FIRST = 4; // the feature whose formula is shown before one is pointed at

/**
 * Both tables, with the position of the token that is chosen marked.
 * @param {import("./sum.js").Vectors} found @param {number} p
 */
export function drawPositions({ positions, first_position, dModel }, p) {
  const at = first_position + p;
  const grid = { nRows: positions?.shape[0] ?? N_COMPUTED, nColumns: Math.min(dModel, MOST) };
  const readout = el("p", { class: "um-readout um-formula", "aria-live": "polite" });
  const tell = (/** @type {Place} */ { row, column }) =>
    readout.replaceChildren(...formula(row, column, dModel, positions?.at(row, column)));
  /** @type {Table[]} */
  const tables = [
    {
      caption: t("tokens.sinusoidal_table"),
      limit: 1,
      valueAt: (row, column) => sinusoid(row, column, dModel),
    },
  ];
  if (positions)
    tables.unshift({
      caption: t("tokens.learned_table", { n: grid.nRows, width: dModel }),
      limit: usualSize(positions.data),
      valueAt: positions.at,
    });
  const start = { row: at < grid.nRows ? at : 0, column: FIRST };
  tell(start);
  return el(
    "section",
    { class: "um-panel um-positions" },
    el("h4", {}, t("tokens.positions_title")),
    el("p", { class: "um-quiet" }, t(positions ? "tokens.positions_lead" : "tokens.positions_none")),
    el(
      "div",
      { class: "um-tables" },
      tables.map((table) => figure(table, grid, at, start, tell)),
    ),
    readout,
  );
}

/** Both tables as rows: a line a position. @param {import("./sum.js").Vectors} found */
export const positionRows = (found) => () => {
  const nRows = found.positions?.shape[0] ?? N_COMPUTED;
  const features = Array.from({ length: found.dModel }, (_, d) => d);
  const head = (/** @type {string} */ name) => features.map((d) => `${name} ${d}`);
  return [
    [t("tokens.axis_position"), ...head("sin/cos"), ...(found.positions ? head(t("tokens.position_row")) : [])],
    ...Array.from({ length: nRows }, (_, row) => [
      row,
      ...features.map((d) => Number(sinusoid(row, d, found.dModel).toFixed(6))),
      ...(found.positions ? features.map((d) => found.positions?.at(row, d)) : []),
    ]),
  ];
};

/**
 * @param {Table} table @param {import("../lib/heatmap.js").Grid} grid @param {number} at @param {Place} start
 * @param {(place: Place) => void} tell
 */
function figure({ caption, limit, valueAt }, grid, at, start, tell) {
  const { nRows, nColumns } = grid;
  const values = Float32Array.from({ length: nRows * nColumns }, (_, i) =>
    valueAt(Math.floor(i / nColumns), i % nColumns),
  );
  const canvas = valueCanvas(values, grid, limit);
  const attrs = { role: "img", tabindex: "0", "aria-label": `${caption}. ${t("tokens.axes")}` };
  for (const [name, value] of Object.entries(attrs)) canvas.setAttribute(name, value);
  let place = start;
  const move = (/** @type {Place | null} */ to) => {
    if (!to) return;
    place = to;
    tell(place);
  };
  canvas.addEventListener("pointermove", (event) => move(cellAt(canvas, event, grid)));
  canvas.addEventListener("keydown", (event) => {
    const to = walk(event, place, grid);
    if (to) event.preventDefault();
    move(to);
  });
  const marker = el("div", { class: "um-marker", style: { top: `${((at + 0.5) / nRows) * 100}%` } });
  return el(
    "figure",
    { class: "um-figure" },
    el("figcaption", {}, caption),
    el("div", { class: "um-table-picture" }, canvas, at < nRows && marker),
    el(
      "div",
      { class: "um-axis" },
      el("span", {}, t("tokens.axis_feature")),
      el("span", {}, t("tokens.axis_position")),
    ),
  );
}

/** @param {number} position @param {number} feature @param {number} dModel @param {number} [learned] */
function formula(position, feature, dModel, learned) {
  const name = feature % 2 ? "cos" : "sin";
  const said = (/** @type {number} */ value) => el("strong", {}, number(value, 3));
  const computed = el(
    "span",
    {},
    `PE(${position}, ${feature}) = ${name}(${position} / 10000`,
    el("sup", {}, `${feature - (feature % 2)}/${dModel}`),
    `) = ${name}(${number(angle(position, feature, dModel), 3)}) = `,
    said(sinusoid(position, feature, dModel)),
  );
  return learned === undefined ? [computed] : [computed, el("span", {}, t("tokens.learned_there"), " ", said(learned))];
}
