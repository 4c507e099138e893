// One cell's way through a norm, in symbols and in its numbers.

import { el, t } from "../common.js";
import { short } from "./numbers.js";

const fraction = (above, below) => el("span", { class: "fraction" }, el("span", {}, above), el("span", {}, below));
const root = (...inside) => el("span", { class: "root" }, "√", el("span", {}, inside));
const signed = (value) => (value < 0 ? `(${short(value)})` : short(value));

export function formulaOf(norm, activations, cell) {
  const index = norm.indexOf(cell);
  const x = activations.at(cell);
  const y = norm.normalised(cell);
  const symbols = norm.isCentred ? [["x − ", t("norms.mean")], t("norms.variance")] : ["x", t("norms.mean_square")];
  const numbers = norm.isCentred ? `${short(x)} − ${signed(norm.mean[index])}` : short(x);
  return [
    el(
      "div",
      { class: "formula" },
      fraction(symbols[0], root(symbols[1], " + ε")),
      el("span", {}, "="),
      fraction(numbers, root(short(norm.variance[index]), " + ", short(activations.eps))),
      el("span", {}, "="),
      el("strong", {}, short(y)),
    ),
    norm.name === activations.kind && gainAndBias(activations, cell, y),
  ];
}

/** What the model itself does next: its learned gain and bias of the feature. */
function gainAndBias({ gain, bias, kind }, { d }, y) {
  if (!gain) return null;
  const hasBias = kind !== "rms";
  const sum = `${short(y)} × ${signed(gain[d])}${hasBias ? ` + ${signed(bias[d])}` : ""} = ${short(y * gain[d] + bias[d])}`;
  return el(
    "p",
    { class: "then" },
    t(hasBias ? "norms.then_gain_bias" : "norms.then_gain"),
    " ",
    el("span", { class: "numbers" }, sum),
  );
}
