// One unit's cell at one token, drawn with its numbers: what is kept, what is written, what is shown.

import { el, t } from "../common.js";
import { short } from "./data.js";

const SIZE = { width: 720, height: 272 };
const LINE = 62;
const GATE_Y = 176;
const X = { before: 24, forget: 150, input: 292, candidate: 420, output: 560, after: 696 };
const PLUS = 356;

export function drawCell(layer, step, unit) {
  const value = (name) => layer.at(name, step, unit);
  const before = layer.cellBefore(step, unit);
  const written = value("input_gate") * value("cell_candidate");
  const shown = Math.tanh(value("cell"));
  const widest = Math.max(1, Math.abs(before), Math.abs(written), Math.abs(value("cell")));
  const flow = (d, amount) =>
    el("path", {
      d,
      class: `flow ${amount < 0 ? "negative" : "positive"}`,
      "stroke-width": 1.5 + 9 * Math.min(1, Math.abs(amount) / widest),
    });
  return el(
    "svg",
    { class: "cell", viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img", "aria-label": t("memory.cell_alt") },
    flow(`M${X.before} ${LINE}H${X.forget}`, before),
    flow(`M${X.forget} ${LINE}H${PLUS}`, value("forget_gate") * before),
    flow(`M${PLUS} ${LINE}H${X.after}`, value("cell")),
    flow(`M${PLUS} 128V${LINE}`, written),
    flow(`M${X.output} ${LINE}V128`, shown),
    flow(`M${X.output} 128H${X.after}`, value("hidden")),
    el("path", {
      class: "wire",
      d: `M${X.forget} ${GATE_Y}V${LINE}M${X.input} ${GATE_Y}V128H${PLUS}M${X.candidate} ${GATE_Y}V128H${PLUS}M${X.output} ${GATE_Y}V128`,
    }),
    node(X.forget, LINE, "×"),
    node(PLUS, LINE, "+"),
    node(PLUS, 128, "×"),
    node(X.output, 128, "×"),
    el("text", { x: X.output - 10, y: 100, "text-anchor": "end", class: "small" }, `tanh ${short(shown)}`),
    label(X.before, LINE, t("memory.cell_before"), before, "start"),
    label(X.after, LINE, t("memory.cell"), value("cell"), "end"),
    label(X.after, 128, t("memory.hidden"), value("hidden"), "end"),
    gate(X.forget, "forget_gate", value("forget_gate")),
    gate(X.input, "input_gate", value("input_gate")),
    gate(X.candidate, "cell_candidate", value("cell_candidate")),
    gate(X.output, "output_gate", value("output_gate")),
  );
}

const node = (x, y, sign) =>
  el(
    "g",
    { class: "node" },
    el("circle", { cx: x, cy: y, r: 13 }),
    el("text", { x, y: y + 5, "text-anchor": "middle" }, sign),
  );

const label = (x, y, name, value, anchor) => [
  el("text", { x, y: y - 26, "text-anchor": anchor, class: "small" }, name),
  el("text", { x, y: y - 10, "text-anchor": anchor, class: "number" }, short(value)),
];

/** A box that is filled as far as its gate is open; a candidate fills from the middle, up or down. */
function gate(x, name, value) {
  const [width, height] = [86, 50];
  const [left, top] = [x - width / 2, GATE_Y];
  const signed = name === "cell_candidate";
  const [begin, size] = signed ? [value > 0 ? (1 - value) / 2 : 0.5, Math.abs(value) / 2] : [1 - value, value];
  return el(
    "g",
    { class: `gate ${signed ? (value < 0 ? "minus" : "plus") : "open"}` },
    el("rect", { x: left, y: top, width, height, rx: 5, class: "box" }),
    el("rect", {
      x: left + 1,
      y: top + 1 + begin * (height - 2),
      width: width - 2,
      height: size * (height - 2),
      class: "fill",
    }),
    el("rect", { x: left, y: top, width, height, rx: 5, class: "frame" }),
    el("text", { x, y: top + 31, "text-anchor": "middle", class: "number" }, short(value)),
    el("text", { x, y: top + height + 17, "text-anchor": "middle", class: "name" }, t(`memory.${name}`)),
    el("text", { x, y: top + height + 33, "text-anchor": "middle", class: "small" }, t(`memory.${name}_does`)),
  );
}

/** The two formulas with this unit's numbers put in. */
export function drawFormulas(layer, step, unit) {
  const value = (name) => short(layer.at(name, step, unit));
  const [f, i, g, o] = ["forget_gate", "input_gate", "cell_candidate", "output_gate"].map(value);
  const signed = (text) => (text.startsWith("−") ? `(${text})` : text);
  const before = signed(short(layer.cellBefore(step, unit)));
  const line = (name, formula, numbers, result) =>
    el(
      "div",
      { class: "formula" },
      el("span", { class: "symbols" }, `${name} = ${formula}`),
      el("span", { class: "numbers" }, `= ${numbers} = `, el("strong", {}, result)),
    );
  return el(
    "div",
    { class: "formulas" },
    line("cₜ", "f · cₜ₋₁ + i · g", `${f} · ${before} + ${i} · ${signed(g)}`, value("cell")),
    line("hₜ", "o · tanh(cₜ)", `${o} · tanh(${value("cell")})`, value("hidden")),
    el("p", { class: "quiet" }, t("memory.gates_formula")),
  );
}
