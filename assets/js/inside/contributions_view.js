// The parts of a logit as a grid of blocks by heads, the largest of them as bars, the neurons of an MLP as a table.

import { el } from "../lib/dom.js";
import { largestSize, number, short } from "../lib/numbers.js";
import { table } from "../lib/table.js";
import { t } from "../lib/words.js";
import { biasOf, gridOf, ranked, startsOf, sumOf } from "./contributions_data.js";

/** @import { NeuronPayload, SplitPayload } from "./answers/payloads.js" */
/** @import { Told } from "./contributions_data.js" */

const N_BARS = 10;
const DIGITS = 3;
const DEEPEST = 72; // per cent of the colour, so that numbers can be read

/** A number with its sign. @param {number} value */
export const signedNumber = (value) => `${value >= 0.005 ? "+" : ""}${number(value, 2)}`;

/**
 * What a part is called.
 *
 * @param {SplitPayload} split
 * @param {Told} part
 */
export function partName({ tokens, position }, { kind, layer, head, position: written }) {
  const token = tokens[written ?? position].label;
  return t(`inside.part_of_${kind}`, { layer, head, token, position: written ?? position });
}

/**
 * @param {SplitPayload} split
 * @param {number | null} open the block whose MLP is open
 * @param {(layer: number) => void} onMlp
 */
export function drawParts(split, open, onMlp) {
  const { layers, heads, hasMlp, at } = gridOf(split.parts);
  if (!layers.length) return null;
  const most = largestSize(
    split.parts.filter(({ kind }) => kind === "head" || kind === "mlp").map(({ value }) => value),
  );
  const rows = layers.map((layer) => {
    const mlp = at(layer, null);
    return [
      t("inside.part_block", { n: layer }),
      ...heads.map((head) => cell(at(layer, head), most)),
      ...(hasMlp ? [cell(mlp, most, () => onMlp(layer), open === layer)] : []),
      el(
        "td",
        { class: "sum" },
        signedNumber(sumOf(split.parts.filter((one) => one.layer === layer && one.kind !== "bias"))),
      ),
    ];
  });
  const head = [
    "",
    ...heads.map((n) => t("inside.head_n", { n })),
    ...(hasMlp ? [t("inside.mlp")] : []),
    t("inside.row_sum"),
  ];
  const starts = startsOf(split.parts).map((part) => `${partName(split, part)} ${signedNumber(part.value)}`);
  const beside = [...starts, `${t("inside.part_of_bias")} ${signedNumber(biasOf(split.parts))}`];
  return el(
    "div",
    { class: "parts" },
    el("div", { class: "scroll" }, table(head, rows, { class: "parts-grid" })),
    el("p", { class: "um-caption" }, `${beside.join(" · ")}. ${t("inside.parts_key")}`),
  );
}

/**
 * @param {number | null} value
 * @param {number} most
 * @param {() => void} [onclick]
 * @param {boolean} [isOpen]
 */
function cell(value, most, onclick, isOpen = false) {
  if (value === null) return el("td", {});
  const share = `${((DEEPEST * Math.abs(value)) / (most || 1)).toFixed(1)}%`;
  const attrs = { class: value < 0 ? "minus" : "plus", style: { "--share": share } };
  if (!onclick) return el("td", attrs, signedNumber(value));
  return el(
    "td",
    attrs,
    el("button", { type: "button", "aria-pressed": String(isOpen), onclick }, signedNumber(value)),
  );
}

/** @param {SplitPayload} split */
export function drawBars(split) {
  const { largest, nRest, rest } = ranked(split.parts, N_BARS);
  const most = largestSize(largest.map(({ value }) => value));
  const rows = largest.map((part) => [partName(split, part), signedBar(part.value, most), signedNumber(part.value)]);
  if (nRest) rows.push([t("inside.rest", { n: number(nRest) }), signedBar(rest, most), signedNumber(rest)]);
  return el(
    "div",
    { class: "part-bars" },
    table([t("inside.part"), "", t("inside.adds")], rows, { class: "terms" }),
    el(
      "p",
      { class: "adds-up" },
      t("inside.parts_add_up", { sum: short(split.total, 6), value: short(split.value, 6) }),
    ),
  );
}

/** @param {number} value @param {number} most */
const signedBar = (value, most) =>
  el("i", {
    class: `signed ${value < 0 ? "minus" : "plus"}`,
    style: { "--share": String(most ? Math.min(1, Math.abs(value) / most) : 0) },
    "aria-hidden": "true",
  });

/** @param {NeuronPayload[]} neurons @param {boolean} areUnits */
export function drawNeurons(neurons, areUnits) {
  const most = largestSize(neurons.map(({ value }) => value));
  const rows = neurons.map(({ index, activation, value, raises, lowers }) => [
    number(index),
    short(activation, DIGITS),
    signedBar(value, most),
    signedNumber(value),
    raises.join("  "),
    lowers.join("  "),
  ]);
  const head = ["neuron", "fires", "", "adds", "raises", "lowers"].map((key) => key && t(`inside.neuron_${key}`));
  if (areUnits) head[0] = t("inside.neuron_unit");
  const layer = neurons[0]?.layer ?? 0;
  return [
    el("h3", {}, t(areUnits ? "inside.units_title" : "inside.neurons_title", { layer })),
    el("p", { class: "um-caption" }, t(areUnits ? "inside.units_say" : "inside.neurons_say")),
    el("div", { class: "scroll" }, table(head, rows, { class: "terms neurons" })),
  ];
}
