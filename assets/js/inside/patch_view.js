// Two maps: what each part's silence does to the answer, and what one vector of another sentence does to it.

import { el } from "../lib/dom.js";
import { percent } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";
import { table } from "../lib/table.js";
import { tells } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { differing } from "./patch_data.js";

/** @import { SilencePayload } from "./answers/payloads.js" */
/** @import { Patch } from "./patch_data.js" */

const DEEPEST = 72; // per cent of the colour, so that numbers can be read
const SEEN = 0.02; // a smaller share is no number in the map

/**
 * @param {number} strength from −1 to 1
 * @param {string} text
 * @param {string} told
 */
function cell(strength, text, told) {
  const share = `${(DEEPEST * Math.min(1, Math.abs(strength))).toFixed(1)}%`;
  return el("td", { class: strength < 0 ? "minus" : "plus", style: { "--share": share }, ...tells(told) }, text);
}

/**
 * A row for each position, a column for each block.
 *
 * @param {Patch} patch
 */
export function drawCarried(patch) {
  const { tokens, others, nLayers, shares, probs, top, rival, position } = patch;
  const changed = new Set(differing(patch));
  const blocks = Array.from({ length: nLayers }, (_, layer) => layer);
  const rows = tokens.map(({ label }, place) => {
    const name = changed.has(place) ? `${label} → ${others[place].label}` : label;
    return el(
      "tr",
      { class: place === position && "answers" },
      el("th", { scope: "row", class: changed.has(place) && "changed" }, name),
      blocks.map((layer) => {
        const share = shares.at(layer, place);
        const said = { token: label, layer, rival, prob: percent(probs.at(layer, place)), top: top[layer][place] };
        const text = Math.abs(share) < SEEN ? "" : percent(Math.round(100 * share) / 100);
        return cell(share, text, t("inside.carried_told", { ...said, share: percent(share) }));
      }),
    );
  });
  const head = ["", ...blocks.map((n) => t("inside.part_block", { n }))];
  return el("div", { class: "scroll" }, table(head, rows, { class: "parts-grid carried-grid" }));
}

/** @param {Patch} patch */
export const carriedRows = ({ tokens, nLayers, shares }) => [
  [t("inside.token"), ...Array.from({ length: nLayers }, (_, n) => t("inside.part_block", { n }))],
  ...tokens.map(({ label }, place) => [label, ...Array.from({ length: nLayers }, (_, n) => shares.at(n, place))]),
];

/** What a column of the map of silence stands for. @param {string} column */
function columnName(column) {
  if (column === "mlp") return t("inside.mlp");
  return column === "block" ? t("inside.row_sum") : t("inside.head_n", { n: column });
}

/** A row for each block, a column for each part. @param {SilencePayload} silenced */
export function drawSilenced({ token, columns, before, probs: encoded, top }) {
  const probs = decodeArray(encoded);
  const rows = top.map((said, layer) => [
    t("inside.part_block", { n: layer }),
    ...columns.map((column, at) => {
      const prob = probs.at(layer, at);
      const strength = (prob - before) / Math.max(before, 1 - before);
      const text = said[at] === token ? percent(prob) : `${percent(prob)} ${said[at]}`;
      const part = `${t("inside.part_block", { n: layer })}, ${columnName(column)}`;
      return cell(strength, text, t("inside.silent_told", { part, token, prob: percent(prob), top: said[at] }));
    }),
  ]);
  return el(
    "div",
    { class: "scroll" },
    table(["", ...columns.map(columnName)], rows, { class: "parts-grid silent-grid" }),
  );
}

/** @param {SilencePayload} silenced */
export function silencedRows({ columns, probs: encoded, top }) {
  const probs = decodeArray(encoded);
  const rows = top.map((_, layer) => [layer, ...columns.map((_one, at) => probs.at(layer, at))]);
  return [[t("inside.row_sum"), ...columns.map(columnName)], ...rows];
}
