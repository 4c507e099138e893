// One unit over the whole text: its gates and its cell as lines, and where a gate opens and closes.

import { chartLegend, lineChart } from "../lib/chart.js";
import { el } from "../lib/dom.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { crossings, isGate, QUANTITIES } from "./data.js";

/** @typedef {import("./data.js").Gates} Gates */
/** @typedef {import("./data.js").Layer} Layer */
/** @typedef {import("./data.js").State} State */
/** @typedef {(step: number) => void} MoveTo */

const LINES = /** @type {const} */ ([
  ["forget_gate", "var(--um-lstm-fill)"],
  ["input_gate", "var(--um-plus)"],
  ["output_gate", "var(--um-minus)"],
]);

/**
 * @param {Gates} gates
 * @param {State} state
 * @param {number} width
 * @param {MoveTo} moveTo
 */
export function drawUnit(gates, state, width, moveTo) {
  const layer = gates.layers[state.layer];
  const place = { layer: state.layer, unit: state.unit };
  const names = QUANTITIES.map((name) => t(`memory.${name}`));
  const row = (/** @type {string} */ label, /** @type {number} */ step) => [
    gates.first + step,
    label,
    ...QUANTITIES.map((name) => layer.at(name, step, state.unit).toFixed(4)),
  ];
  const file = `lstm-layer${place.layer}-unit${place.unit}`;
  const about = { title: t("memory.track", place), model: gates.title };
  return [
    el("h4", {}, t("memory.track", place)),
    drawCrossings(layer, gates.tokens, state, moveTo),
    savable(file, about, drawTrack(layer, gates.tokens, state, width, moveTo)),
    tableOf(file, () => [
      [t("memory.position"), t("memory.token"), ...names],
      ...gates.tokens.map(({ label }, step) => row(label, step)),
    ]),
  ];
}

/**
 * @param {Layer} layer
 * @param {Gates["tokens"]} tokens
 * @param {State} state
 * @param {number} width
 * @param {MoveTo} onChoose
 */
function drawTrack(layer, tokens, { unit, step }, width, onChoose) {
  const gates = LINES.map(([name, colour]) => ({ name: t(`memory.${name}`), colour, values: layer.track(name, unit) }));
  const cell = [{ name: t("memory.cell"), colour: "var(--um-ink)", values: layer.track("cell", unit) }];
  const names = tokens.map(({ label }) => ({ label, title: label }));
  const unnamed = tokens.map(({ label }) => ({ label: "", title: label })); // the chart below has the names
  const shared = { width, marked: step, xName: "", points: true, onChoose };
  const above = { height: 150, margin: { bottom: 10 }, low: 0, high: 1, yName: t("memory.gates") };
  return el(
    "div",
    { class: "track" },
    chartLegend([...gates, ...cell]),
    lineChart(gates, { ...shared, ...above, names: unnamed }),
    lineChart(cell, { ...shared, height: 190, names, upright: true, yName: t("memory.cell") }),
  );
}

/**
 * Where the gate crosses one half; each place can be stepped to.
 *
 * @param {Layer} layer
 * @param {Gates["tokens"]} tokens
 * @param {State} state
 * @param {MoveTo} moveTo
 */
function drawCrossings(layer, tokens, { quantity, unit }, moveTo) {
  const gate = isGate(quantity) ? quantity : "forget_gate";
  const { opens, closes } = crossings(layer.track(gate, unit));
  const chip = (/** @type {number} */ step) =>
    el("button", { type: "button", class: "um-chip", onclick: () => moveTo(step) }, tokens[step].label);
  const chips = (/** @type {number[]} */ steps) =>
    steps.length ? steps.map(chip) : el("span", { class: "quiet" }, t("memory.never"));
  return el(
    "p",
    { class: "crossings" },
    el("span", {}, t("memory.opens", { gate: t(`memory.${gate}`) })),
    chips(opens),
    el("span", {}, t("memory.closes")),
    chips(closes),
  );
}
