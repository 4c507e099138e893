// How far each norm's output moved, one row a norm and one column for each thing that it was measured on.

import { el } from "../lib/dom.js";
import { short } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";
import { table, tableOf } from "../lib/table.js";
import { tells } from "../lib/tooltip.js";
import { named, t } from "../lib/words.js";

/** @import { MovesPayload } from "./payloads.js" */

const MANY = 9; // columns beyond which numbers no longer fit: then they are told on pointing
const [FAINT, STRONG] = [-4, 1]; // powers of ten between which the tint grows
export const ROUNDING = 1e-3; // what moved less did not

/**
 * @param {string} name
 * @param {MovesPayload} moves
 * @param {string[]} columns
 * @param {string[]} [titles] say more of each column on pointing
 */
export function drawMoves(name, { moved, norms, input_moved }, columns, titles = columns) {
  const { at } = decodeArray(moved);
  const entered = decodeArray(input_moved).data;
  const isDense = columns.length > MANY;
  const labels = [t("norms.what_enters"), ...norms.map((norm) => t(`norms.${norm}_name`))];
  const values = [[...entered], ...norms.map((_, n) => columns.map((_, i) => at(n, i)))];
  const row = (/** @type {string} */ label, /** @type {number} */ n) =>
    el(
      "tr",
      { class: n === 0 && "input" },
      el("th", { scope: "row" }, label),
      values[n].map((value, i) => cell(`${label} · ${titles[i]}`, value, isDense)),
    );
  const head = ["", ...columns.map((column) => el("span", {}, column))];
  const look = { class: isDense ? "moves dense" : "moves", caption: t("norms.moves_caption") };
  return el(
    "figure",
    {},
    el("div", { class: "scroll", tabindex: "0" }, table(head, labels.map(row), look)),
    tableOf(`norms-${name}`, [["", ...columns], ...labels.map((label, n) => [label, ...values[n]])]),
  );
}

/**
 * @param {string} what
 * @param {number} value
 * @param {boolean} isDense
 */
function cell(what, value, isDense) {
  const text = said(value);
  const isStill = value < ROUNDING;
  return el(
    "td",
    { style: { "--tint": tint(value) }, class: isStill && "still", ...tells(named(what, text)) },
    isDense ? el("span", { class: "um-visually-hidden" }, text) : isStill && value > 0 ? "≈ 0" : text,
  );
}

const said = (/** @type {number} */ value) =>
  value === 0 || value >= ROUNDING ? short(value, 3) : `≈ 0 (${short(value, 1)})`;

/**
 * How strongly a cell is tinted, from 0 to 1: what is rounding is not.
 *
 * @param {number} value
 */
export const tint = (value) =>
  value < ROUNDING ? 0 : Math.max(0.12, Math.min(1, (Math.log10(value) - FAINT) / (STRONG - FAINT)));
