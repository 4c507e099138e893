// How far each norm's output moved, one row a norm and one column for each thing that it was measured on.

import { decodeArray, el, t, tableOf, tooltip } from "../common.js";
import { short } from "./numbers.js";

const MANY = 9; // columns beyond which numbers no longer fit: then they are told on pointing
const [FAINT, STRONG] = [-4, 1]; // powers of ten between which the tint grows
const ROUNDING = 1e-3;

/** `columns` are their names; `titles`, if any, say more of each on pointing. */
export function drawMoves(name, { moved, norms, input_moved }, columns, titles = columns) {
  const { at } = decodeArray(moved);
  const entered = decodeArray(input_moved).data;
  const dense = columns.length > MANY;
  const row = (label, valueOf, isInput) =>
    el(
      "tr",
      { class: isInput && "input" },
      el("th", { scope: "row" }, label),
      columns.map((_, i) => cell(label, titles[i], valueOf(i), dense)),
    );
  const rows = [
    row(t("norms.what_enters"), (i) => entered[i], true),
    ...norms.map((norm, n) => row(t(`norms.${norm}_name`), (i) => at(n, i), false)),
  ];
  const head = el(
    "tr",
    {},
    el("th", {}),
    columns.map((column) => el("th", { scope: "col" }, el("span", {}, column))),
  );
  const table = [
    ["", ...columns],
    [t("norms.what_enters"), ...entered],
    ...norms.map((norm, n) => [t(`norms.${norm}_name`), ...columns.map((_, i) => at(n, i))]),
  ];
  return el(
    "figure",
    {},
    el(
      "div",
      { class: "scroll", tabindex: "0" },
      el(
        "table",
        { class: dense ? "moves dense" : "moves" },
        el("caption", {}, t("norms.moves_caption")),
        el("thead", {}, head),
        el("tbody", {}, rows),
      ),
    ),
    tableOf(`norms-${name}`, table),
  );
}

function cell(row, column, value, dense) {
  const text = said(value);
  const told = () => tooltip.show(node, `${row} · ${column}: ${text}`);
  const node = el(
    "td",
    {
      style: { "--tint": tint(value) },
      class: value < ROUNDING && "still",
      onpointerenter: told,
      onpointerleave: () => tooltip.hide(),
    },
    dense ? el("span", { class: "um-visually-hidden" }, text) : value < ROUNDING && value > 0 ? "≈ 0" : text,
  );
  return node;
}

const said = (value) => (value === 0 ? "0" : value < ROUNDING ? `≈ 0 (${short(value, 1)})` : short(value, 3));
const tint = (value) =>
  value < ROUNDING ? 0 : Math.max(0.12, Math.min(1, (Math.log10(value) - FAINT) / (STRONG - FAINT)));
