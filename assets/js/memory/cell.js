// One unit's cell at one token, drawn with its numbers: what is kept, what is written, what is shown.

import { el } from "../lib/dom.js";
import { bracketed, largestSize, number } from "../lib/numbers.js";
import { t } from "../lib/words.js";

/** @typedef {import("./data.js").Layer} Layer */

const SIZE = { width: 720, height: 272 };
const [LINE, BRANCH, GATE_Y] = [62, 128, 176]; // heights: of the cell, of what is written and shown, of the gates
const X = { before: 24, forget: 150, input: 292, plus: 356, candidate: 420, output: 560, after: 696 };
const BOX = { width: 86, height: 50 };

const short = (/** @type {number} */ value) => number(value, 2);

/**
 * @param {Layer} layer
 * @param {number} step
 * @param {number} unit
 */
export function drawCell(layer, step, unit) {
  const [f, i, g, o, cell, hidden] = valuesAt(layer, step, unit);
  const before = layer.cellBefore(step, unit);
  const shown = Math.tanh(cell);
  const widest = Math.max(1, largestSize([before, i * g, cell]));
  const flow = (/** @type {string} */ d, /** @type {number} */ size) =>
    el("path", {
      d,
      class: `flow ${size < 0 ? "negative" : "positive"}`,
      "stroke-width": 1.5 + 9 * Math.min(1, Math.abs(size) / widest),
    });
  const wires = [
    `M${X.forget} ${GATE_Y}V${LINE}`,
    `M${X.input} ${GATE_Y}V${BRANCH}H${X.plus}`,
    `M${X.candidate} ${GATE_Y}V${BRANCH}H${X.plus}`,
    `M${X.output} ${GATE_Y}V${BRANCH}`,
  ];
  return el(
    "svg",
    { class: "cell", viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img", "aria-label": t("memory.cell_alt") },
    flow(`M${X.before} ${LINE}H${X.forget}`, before),
    flow(`M${X.forget} ${LINE}H${X.plus}`, f * before),
    flow(`M${X.plus} ${LINE}H${X.after}`, cell),
    flow(`M${X.plus} ${BRANCH}V${LINE}`, i * g),
    flow(`M${X.output} ${LINE}V${BRANCH}`, shown),
    flow(`M${X.output} ${BRANCH}H${X.after}`, hidden),
    el("path", { class: "wire", d: wires.join("") }),
    node(X.forget, LINE, "×"),
    node(X.plus, LINE, "+"),
    node(X.plus, BRANCH, "×"),
    node(X.output, BRANCH, "×"),
    text(X.output - 10, 100, `tanh ${short(shown)}`, "small", "end"),
    label(X.before, LINE, "cell_before", before, "start"),
    label(X.after, LINE, "cell", cell, "end"),
    label(X.after, BRANCH, "hidden", hidden, "end"),
    gate(X.forget, "forget_gate", f),
    gate(X.input, "input_gate", i),
    gate(X.candidate, "cell_candidate", g),
    gate(X.output, "output_gate", o),
  );
}

/**
 * @param {Layer} layer
 * @param {number} step
 * @param {number} unit
 */
const valuesAt = (layer, step, unit) =>
  /** @type {const} */ (["forget_gate", "input_gate", "cell_candidate", "output_gate", "cell", "hidden"]).map((name) =>
    layer.at(name, step, unit),
  );

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string | null} kind
 * @param {"start" | "middle" | "end"} [anchor]
 */
const text = (x, y, content, kind, anchor = "middle") =>
  el("text", { x, y, "text-anchor": anchor, class: kind }, content);

/**
 * @param {number} x
 * @param {number} y
 * @param {string} sign
 */
const node = (x, y, sign) =>
  el("g", { class: "node" }, el("circle", { cx: x, cy: y, r: 13 }), text(x, y + 5, sign, null));

/**
 * @param {number} x
 * @param {number} y
 * @param {string} name
 * @param {number} value
 * @param {"start" | "end"} anchor
 */
const label = (x, y, name, value, anchor) => [
  text(x, y - 26, t(`memory.${name}`), "small", anchor),
  text(x, y - 10, short(value), "number", anchor),
];

/**
 * Which part of a gate's box is filled, from its top: all of it at 1. A candidate below 0 fills from above.
 *
 * @param {number} value -1 to 1
 * @returns {[from: number, part: number]}
 */
export const filling = (value) => [value < 0 ? 0 : 1 - value, Math.abs(value)];

/**
 * A box that is filled as far as its gate is open; a candidate has the colour of its sign.
 *
 * @param {number} x
 * @param {string} name
 * @param {number} value
 */
function gate(x, name, value) {
  const { width, height } = BOX;
  const isSigned = name === "cell_candidate";
  const rect = (
    /** @type {string} */ kind,
    /** @type {number} */ inset,
    /** @type {[number, number]} */ [from, part],
  ) =>
    el("rect", {
      class: kind,
      x: x - width / 2 + inset,
      y: GATE_Y + inset + from * (height - 2 * inset),
      width: width - 2 * inset,
      height: part * (height - 2 * inset),
      rx: inset ? null : 5,
    });
  return el(
    "g",
    { class: `gate ${isSigned ? (value < 0 ? "minus" : "plus") : "open"}` },
    rect("box", 0, [0, 1]),
    rect("fill", 1, filling(value)),
    rect("frame", 0, [0, 1]),
    text(x, GATE_Y + 31, short(value), "number"),
    text(x, GATE_Y + height + 17, t(`memory.${name}`), "name"),
    text(x, GATE_Y + height + 33, t(`memory.${name}_does`), "small"),
  );
}

/**
 * The two formulas with this unit's numbers put in.
 *
 * @param {Layer} layer
 * @param {number} step
 * @param {number} unit
 */
export function drawFormulas(layer, step, unit) {
  const [f, i, g, o, cell, hidden] = valuesAt(layer, step, unit).map(short);
  const before = bracketed(short(layer.cellBefore(step, unit)));
  const line = (/** @type {string} */ symbols, /** @type {string} */ numbers, /** @type {string} */ result) =>
    el(
      "div",
      { class: "formula" },
      el("span", { class: "symbols" }, symbols),
      el("span", { class: "numbers" }, `= ${numbers} = `, el("strong", {}, result)),
    );
  return el(
    "div",
    { class: "formulas" },
    line("cₜ = f · cₜ₋₁ + i · g", `${f} · ${before} + ${i} · ${bracketed(g)}`, cell),
    line("hₜ = o · tanh(cₜ)", `${o} · tanh(${cell})`, hidden),
    el("p", { class: "quiet" }, t("memory.gates_formula")),
  );
}
