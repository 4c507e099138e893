// All units of every layer: a row a unit, a column a token.

import { el } from "../lib/dom.js";
import { rampLegend, tokenMap, tokenPicture } from "../lib/heatmap.js";
import { number } from "../lib/numbers.js";
import { amount, difference, diverging, sequential } from "../lib/ramp.js";
import { saveMenu } from "../lib/save.js";
import { tooltip } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { isGate, limitOf, orderUnits } from "./data.js";

/** @typedef {import("./data.js").Gates} Gates */
/** @typedef {import("./data.js").Layer} Layer */
/** @typedef {import("./data.js").State} State */

const HEIGHT = 384;
const WIDE = 820; // from here on two layers stand side by side
const GAP = 32;

/**
 * @param {Gates} gates
 * @param {State} state
 * @param {number} width
 * @param {(change: Partial<State>) => void} choose
 */
export function drawUnits(gates, state, width, choose) {
  const room = width >= WIDE && gates.nLayers > 1 ? (width - GAP) / 2 : width;
  return gates.layers.map((_, n) => drawLayer(gates, n, state, room, choose));
}

/**
 * @param {Gates} gates
 * @param {number} n of the layer
 * @param {State} state
 * @param {number} width
 * @param {(change: Partial<State>) => void} choose
 */
function drawLayer(gates, n, { quantity, order: by, ...chosen }, width, choose) {
  const layer = gates.layers[n];
  const labels = gates.tokens.map(({ label }) => label);
  const order = orderUnits(layer, gates.tokens, quantity, by);
  const name = t(`memory.${quantity}`);
  const map = () => ({
    labels,
    nRows: layer.nUnits,
    pixelAt: pixels(layer, quantity, order),
    width,
    height: HEIGHT,
    alt: t("memory.map_alt"),
    chosen: n === chosen.layer ? { row: order.indexOf(chosen.unit), column: chosen.step } : null,
  });
  const { element, canvas } = tokenMap(map(), {
    onPoint({ row, column }, where) {
      const value = number(layer.at(quantity, column, order[row]), 2);
      tooltip.show(where, t("memory.point", { unit: order[row], token: labels[column], name, value }));
    },
    onLeave: tooltip.hide,
    onChoose: ({ row, column }) => choose({ layer: n, unit: order[row], step: column }),
  });
  canvas.setAttribute("aria-controls", "um-memory-unit");
  const title = t("memory.layer", { n });
  const about = {
    title: `${t("memory.section_gates")} · ${name}`,
    model: gates.title,
    setting: t("memory.axes_saved", { units: layer.nUnits }),
  };
  const named = () => el("h4", {}, title, legend(layer, quantity));
  const picture = () => el("figure", { class: "layer um-of-lstm" }, named(), tokenPicture(map()));
  const table = () => [
    [t("memory.token"), ...order],
    ...labels.map((label, step) => [label, ...order.map((unit) => layer.at(quantity, step, unit).toFixed(4))]),
  ];
  const figure = el(
    "figure",
    { class: "layer um-of-lstm" },
    named(),
    el("p", { class: "quiet" }, t("memory.axes", { units: layer.nUnits })),
    element,
  );
  figure.append(saveMenu(`lstm-layer${n}-${quantity}`, { picture, about, place: figure, table }));
  return figure;
}

/**
 * A gate goes from closed to open; what has a sign, from minus through zero to plus.
 *
 * @param {Layer} layer
 * @param {State["quantity"]} quantity
 * @param {number[]} order
 */
function pixels(layer, quantity, order) {
  const values = layer.values[quantity];
  const pixelOf = isGate(quantity)
    ? amount(sequential("lstm-fill"))
    : difference(diverging(), limitOf(layer, quantity));
  return (/** @type {number} */ row, /** @type {number} */ step) => pixelOf(values[step * layer.nUnits + order[row]]);
}

/**
 * @param {Layer} layer
 * @param {State["quantity"]} quantity
 */
function legend(layer, quantity) {
  if (isGate(quantity)) return rampLegend("0", "1");
  const limit = limitOf(layer, quantity);
  const digits = quantity === "cell" ? 1 : 0;
  return rampLegend(number(-limit, digits), number(limit, digits), "difference");
}
