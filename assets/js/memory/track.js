// One unit over the whole text: its gates and its cell as lines, and where a gate opens and closes.

import { el, t } from "../common.js";
import { axis, columnRoom, columnTransform, every } from "../attention/labels.js";
import { chartLegend, lineChart } from "./chart.js";
import { crossings } from "./data.js";

const LINES = [
  { name: "forget_gate", css: "var(--um-lstm-fill)" },
  { name: "input_gate", css: "var(--um-plus)" },
  { name: "output_gate", css: "var(--um-minus)" },
];

export function drawTrack(layer, tokens, { unit, step }, width) {
  const series = LINES.map(({ name, css }) => ({ name: t(`memory.${name}`), css, values: layer.track(name, unit) }));
  const cell = [{ name: t("memory.cell"), css: "var(--um-ink)", values: layer.track("cell", unit) }];
  const shared = { width, marked: step, xName: "" };
  return el(
    "div",
    { class: "track" },
    chartLegend([...series, ...cell]),
    lineChart(series, {
      ...shared,
      height: 150,
      bottom: 10,
      low: 0,
      high: 1,
      yName: t("memory.gates"),
      labels: () => null,
    }),
    lineChart(cell, { ...shared, ...below(tokens, width), yName: t("memory.cell") }),
  );
}

function below(tokens, width) {
  const column = (width - 68) / Math.max(1, tokens.length - 1);
  const names = axis(tokens, getComputedStyle(document.body).fontFamily, 14);
  const { above } = columnRoom(names, 1);
  const stride = every(column);
  const labels = (px, area) =>
    names.texts.map(
      (text, i) =>
        i % stride === 0 &&
        el("text", { transform: `translate(${px(i) + 4} ${area.bottom + 8}) rotate(-90)`, "text-anchor": "end" }, text),
    );
  return { height: 110 + above, bottom: above + 8, labels };
}

/** Where the gate crosses one half; each place can be stepped to. */
export function drawCrossings(layer, tokens, gate, unit, onStep) {
  const found = crossings(layer.track(gate, unit));
  const list = (steps) =>
    steps.length
      ? steps.map((step) =>
          el("button", { type: "button", class: "um-chip", onclick: () => onStep(step) }, tokens[step].label),
        )
      : el("span", { class: "quiet" }, t("memory.never"));
  return el(
    "p",
    { class: "crossings" },
    el("span", {}, t("memory.opens", { gate: t(`memory.${gate}`) })),
    list(found.opens),
    el("span", {}, t("memory.closes")),
    list(found.closes),
  );
}
