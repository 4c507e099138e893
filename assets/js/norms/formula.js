// One cell's way through a norm, in symbols and in its numbers.

import { el } from "../lib/dom.js";
import { bracketed, short } from "../lib/numbers.js";
import { t } from "../lib/words.js";

/** @import { Activations, Cell, Norm } from "./activations.js" */
/** @import { Child } from "../lib/dom.js" */

const fraction = (/** @type {Child} */ above, /** @type {Child} */ below) =>
  el("span", { class: "fraction" }, el("span", {}, above), el("span", {}, below));
const root = (/** @type {Child[]} */ ...inside) => el("span", { class: "root" }, "√", el("span", {}, inside));
const signed = (/** @type {number} */ value) => bracketed(short(value));

/**
 * @param {Norm} norm
 * @param {Activations} activations
 * @param {Cell} cell
 */
export function formulaOf(norm, activations, cell) {
  const index = norm.indexOf(cell);
  const x = activations.at(cell);
  const y = norm.normalised(cell);
  const [above, below] = norm.isCentred
    ? [["x − ", t("norms.mean")], t("norms.variance")]
    : ["x", t("norms.mean_square")];
  const numbers = norm.isCentred ? `${short(x)} − ${signed(norm.mean[index])}` : short(x);
  const equals = () => el("span", {}, "=");
  const worked = el(
    "div",
    { class: "formula" },
    fraction(above, root(below, " + ε")),
    equals(),
    fraction(numbers, root(short(norm.variance[index]), " + ", short(activations.eps))),
    equals(),
    el("strong", {}, short(y)),
  );
  return [worked, ...(norm.name === activations.kind ? gainAndBias(activations, cell, y) : [])];
}

/**
 * What the model itself does next: its learned gain and bias of the feature.
 *
 * @param {Activations} activations
 * @param {Cell} cell
 * @param {number} y
 */
function gainAndBias({ gain, bias, norms, kind }, { d }, y) {
  if (!gain || !bias) return [];
  const hasBias = norms[kind].isCentred;
  const added = hasBias ? ` + ${signed(bias[d])}` : "";
  const sum = `${short(y)} × ${signed(gain[d])}${added} = ${short(y * gain[d] + bias[d])}`;
  return [
    el(
      "p",
      { class: "then" },
      t(hasBias ? "norms.then_gain_bias" : "norms.then_gain"),
      " ",
      el("span", { class: "numbers" }, sum),
    ),
  ];
}
