// What another mask did to one head: after less before, in two colours around nothing.

import { el, t } from "../common.js";
import { channels } from "./colours.js";
import { Head } from "./data.js";

/** What the change of a mask did to one head: after less before, where either allows anything. */
export function difference(before, after) {
  const weights = after.weights.map((weight, cell) => weight - before.weights[cell]);
  const allowed = after.allowed.map((sees, cell) => sees || before.allowed[cell]);
  const head = new Head({ ...after, weights, allowed, exact: before.exact && after.exact });
  head.max = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  return head;
}

/** Losses in one colour, gains in the other, nothing between. */
export function changeImage(head) {
  const image = new ImageData(head.n_columns, head.n_rows);
  const [zero, minus, plus] = ["zero", "minus", "plus"].map(channels);
  head.weights.forEach((change, cell) => {
    if (!head.allowed[cell]) return;
    const share = Math.abs(change) / (head.max || 1);
    const to = change < 0 ? minus : plus;
    zero.forEach((from, i) => (image.data[cell * 4 + i] = from + (to[i] - from) * share));
    image.data[cell * 4 + 3] = 255;
  });
  return image;
}

export const changeLegend = () => [
  el(
    "span",
    { class: "um-attention-changes" },
    t("attention.loses"),
    el("i", { "aria-hidden": "true" }),
    t("attention.gains"),
  ),
  el("span", { class: "um-attention-hatched" }, el("i", { "aria-hidden": "true" }), t("attention.forbidden")),
];
