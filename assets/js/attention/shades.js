// From weights to colours: one hue, from the page to the family's colour; two around nothing for what a mask changed.

import { choices } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { cellImage, rampLegend } from "../lib/heatmap.js";
import { number } from "../lib/numbers.js";
import { amount, difference, diverging, sequential } from "../lib/ramp.js";
import { keptChoice } from "../lib/watch.js";
import { t } from "../lib/words.js";

/** @import { Head } from "./data.js" */

/** @typedef {"head" | "row" | "one"} Scale full colour is the map's strongest weight, each row's, or a weight of 1 */
/** @type {readonly Scale[]} */
const SCALES = ["head", "row", "one"];

/** The scale that all maps of the page share; kept in the link. */
export const scale = keptChoice("attention.scale", SCALES, "head");

/** What the scale means for one map: lengths that values carry have no largest value of 1. @param {Head} head */
const scaleOf = ({ place }) => (scale.get() === "one" && place.kind === "value" ? "head" : scale.get());

/** What full colour means in each row of a map. @param {Head} head @returns {(row: number) => number} */
export function fullWeight(head) {
  const chosen = scaleOf(head);
  if (chosen === "one") return () => 1;
  return chosen === "row" ? (row) => head.rowMax(row) : () => head.max;
}

/**
 * The pixel of each cell, 0 where it is forbidden.
 *
 * @param {Head} head @param {string} family
 */
export function weightPixels(head, family) {
  const ramp = sequential(`${family}-fill`);
  const full = fullWeight(head);
  const shades = Array.from({ length: head.nRows }, (_, row) => amount(ramp, full(row)));
  return (/** @type {number} */ row, /** @type {number} */ column) => {
    const at = row * head.nColumns + column;
    return head.allowed[at] ? shades[row](head.weights[at]) : 0;
  };
}

/** @param {Head} head @param {string} family */
export const weightImage = (head, family) => cellImage(head, weightPixels(head, family));

/** Losses in one colour, gains in the other, nothing between. @param {Head} change */
export function changeImage(change) {
  const shade = difference(diverging(), change.max);
  return cellImage(change, (row, column) => {
    const at = row * change.nColumns + column;
    return change.allowed[at] ? shade(change.weights[at]) : 0;
  });
}

const hatched = () =>
  el("span", { class: "um-attention-hatched" }, el("i", { "aria-hidden": "true" }), t("attention.forbidden"));

/** What the colours of a map mean, and the choice of what full colour stands for. */
export function legend() {
  const ramp = el("span", {});
  const chooser = choices({
    label: t("attention.scale"),
    options: SCALES.map((name) => ({ value: name, label: t(`attention.scale_${name}`) })),
    value: scale.get(),
    onChoose: (name) => scale.set(/** @type {Scale} */ (name)),
  });
  const chosen = el("span", { class: "um-attention-scales" }, el("span", {}, t("attention.scale")), chooser.element);
  return {
    element: el("div", { class: "um-attention-legend" }, ramp, hatched(), chosen),
    /** @param {Head} head */
    show(head) {
      chooser.set(scale.get());
      const most = { head: number(head.max, 2), row: t("attention.row_most"), one: "1" }[scaleOf(head)];
      ramp.replaceChildren(rampLegend("0", most));
    },
  };
}

export const changeLegend = () => [rampLegend(t("attention.loses"), t("attention.gains"), "difference"), hatched()];
