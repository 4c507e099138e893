// The focused query in words and numbers: one cell's computation, and all its keys ranked.

import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { table } from "../lib/table.js";
import { t } from "../lib/words.js";
import { isBlind, ranked, softmax } from "./row.js";

/** @import { Cell, Head, Stack } from "./data.js" */

const DIGITS = 4;

/** One that is known only from the grid is marked as rounded. @param {Head} head @param {number} weight */
const weightText = ({ exact }, weight) => (exact ? number(weight, DIGITS) : `≈ ${number(weight, 2)}`);

/** @param {Head} head @param {Cell} cell */
export const cellText = (head, { query, key }) =>
  head.isAllowed(query, key) ? weightText(head, head.weight(query, key)) : t("attention.forbidden");

/** `it → animal  0.6213`, each in its own direction. @param {Stack} stack @param {Cell} cell @param {string} text */
export const cellLine = ({ queries, keys }, { query, key }, text) =>
  el(
    "span",
    { class: "um-attention-pair" },
    el("bdi", {}, queries[query].label),
    " → ",
    el("bdi", {}, keys[key].label),
    el("strong", {}, text),
  );

/**
 * The cell in focus: its weight, how softmax made it, and where it stands in the tensor.
 *
 * @param {string} stackName @param {Stack} stack @param {Head} head @param {Cell} cell
 */
export function cellReadout(stackName, stack, head, cell) {
  const { kind, layer, head: n } = head.place;
  const pattern = stackName === "self" ? "attn_pattern" : `${stackName}.attn_pattern`;
  const name = `${pattern}[layer=${layer}, head=${n}, query_pos=${cell.query}, key_pos=${cell.key}]`;
  const made = kind === "head" ? formula(head, stack, cell) : t(`attention.about_${kind}`);
  return el(
    "div",
    {},
    el("p", {}, cellLine(stack, cell, cellText(head, cell))),
    el("p", { class: "um-attention-formula" }, made),
    kind === "head" && el("p", { class: "um-attention-tensor" }, el("code", {}, name), ` [${stack.shape.join(", ")}]`),
  );
}

/** @param {Head} head @param {Stack} stack @param {Cell} cell */
function formula(head, stack, { query, key }) {
  if (isBlind(head, stack, query)) return t("attention.blind");
  if (!head.isAllowed(query, key)) return t("attention.formula_forbidden");
  const score = head.score(query, key);
  if (score === null || !head.scores) return t(head.exact ? "attention.formula" : "attention.arriving");
  const row = [head.offset(query, 0), head.offset(query, 0) + head.nColumns];
  const { highest, total } = softmax(head.scores.subarray(...row), head.allowed.subarray(...row));
  return t("attention.formula_numbers", {
    score: number(score, 2),
    behind: number(highest - score, 2),
    total: number(total, DIGITS),
    weight: number(head.weight(query, key), DIGITS),
  });
}

/**
 * The table beside a map: what one query looks at.
 *
 * @param {Stack} stack @param {Head} head @param {number} query
 * @param {(key: number) => void} onKey called when a person points at a key's row
 */
export function rankedTable(stack, head, query, onKey) {
  const rows = ranked(head, stack, query);
  const nForbidden = stack.nKeys - rows.length;
  const titles = ["key", "position", "weight"].map((name) => t(`attention.${name}`));
  const line = (/** @type {{ key: number, weight: number }} */ { key, weight }) =>
    el(
      "tr",
      {
        "data-key": key,
        onpointerenter: () => onKey(key),
        style: { "--share": `${(weight / (head.max || 1)) * 100}%` },
      },
      el("td", { class: "um-attention-key" }, el("bdi", {}, stack.keys[key].label)),
      el("td", { class: "um-attention-position" }, key),
      el("td", { class: "um-attention-weight" }, weightText(head, weight)),
    );
  const region = { class: "um-attention-scroll", tabindex: "0", role: "region", "aria-label": t("attention.ranked") };
  return [
    el("p", { class: "um-attention-asks" }, el("bdi", {}, stack.queries[query].label), ` ${t("attention.looks_at")}`),
    el("div", region, table(titles, rows.map(line), { headless: true })),
    el("p", { class: "um-attention-closed" }, nForbidden > 0 && t("attention.n_forbidden", { n: nForbidden })),
  ];
}
