// A norm's means and variances as bars along the axis that it keeps: under the sheets, column by
// column, where every token has its own; beside them, row by row, where every feature or group has.

import { el, t } from "../common.js";
import { short } from "./numbers.js";

const LABEL = 15;

/** Bars for the mean and for the variance (drawn as its root), aligned with `places`. */
export function drawStatistics(norm, activations, places, area) {
  const strip = norm.kept.includes("p") ? tokenStrip : featureStrip;
  const means = { title: t("norms.mean"), valueOf: (i) => norm.mean[i], lengthOf: (value) => value };
  const spread = t(norm.isCentred ? "norms.variance" : "norms.mean_square");
  const variances = {
    title: t("norms.as_root", { name: spread }),
    valueOf: (i) => norm.variance[i],
    lengthOf: Math.sqrt,
  };
  const strips = (norm.isCentred ? [means, variances] : [variances]).map((kind, i) =>
    strip({ ...kind, norm, activations, places, area: area(i) }),
  );
  return {
    node: el(
      "g",
      { class: "statistics" },
      strips.map(({ node }) => node),
    ),
    light: (cell) => strips.forEach(({ light }) => light(cell)),
  };
}

function scaleOf({ norm, valueOf, lengthOf }, size) {
  const values = norm.slices().map(({ index }) => valueOf(index));
  const range = [Math.min(...values), Math.max(...values)];
  const [low, high] = [Math.min(0, lengthOf(range[0])), Math.max(0, lengthOf(range[1]))];
  const scale = (value) => ((lengthOf(value) - low) / (high - low || 1)) * size;
  return { scale, zero: scale(0), range };
}

const bar = (x, y, width, height) => `M${x} ${y}h${width}v${height}h${-width}z`;
const rangeText = ([low, high]) => `${short(low, 2)} … ${short(high, 2)}`;

function tokenStrip(kind) {
  const { norm, places, area } = kind;
  const size = area.height - LABEL;
  const { scale, zero, range } = scaleOf(kind, size);
  const bottom = area.y + area.height;
  const barOf = ({ b, p, index }) => {
    const { x, column } = places[b];
    const end = scale(kind.valueOf(index));
    return bar(
      x + p * column + column * 0.1,
      bottom - Math.max(end, zero),
      column * 0.8,
      Math.max(Math.abs(end - zero), 0.75),
    );
  };
  const lit = el("path", { class: "lit-bar" });
  const node = el(
    "g",
    {},
    el("text", { x: area.x, y: area.y + 10 }, el("tspan", { class: "name" }, kind.title), `  ${rangeText(range)}`),
    el("path", { class: "bar", d: norm.slices().map(barOf).join("") }),
    places.map(({ x, width }) =>
      el("line", { x1: x, x2: x + width, y1: bottom - zero, y2: bottom - zero, class: "axis" }),
    ),
    lit,
  );
  return { node, light: (cell) => lit.setAttribute("d", barOf({ ...cell, index: norm.indexOf(cell) })) };
}

function featureStrip(kind) {
  const { norm, activations, places, area } = kind;
  const { scale, zero, range } = scaleOf(kind, area.width);
  const count = norm.kept.includes("d") ? activations.dModel : norm.nGroups; // one bar for a whole sentence
  const [top, row] = [places[0].y, places[0].height / count];
  const gap = Math.min(1, row * 0.1);
  const rowBar = (i, from, to) =>
    bar(area.x + Math.min(from, to), top + i * row + gap, Math.max(Math.abs(to - from), 0.75), row - 2 * gap);
  const indexOf = (b, i) => norm.indexOf({ b, d: i * (activations.dModel / count) });
  const bars = (b) =>
    Array.from({ length: count }, (_, i) => rowBar(i, zero, scale(kind.valueOf(indexOf(b, i))))).join("");
  const drawn = el("path", { class: "bar", d: bars(0) });
  const lit = el("path", { class: count > 1 ? "lit-bar" : "lit-frame" });
  const bottom = top + places[0].height;
  const node = el(
    "g",
    {},
    el("text", { x: area.x, y: top - 6, class: "name" }, kind.title),
    norm.kept.includes("b") && el("path", { class: "range", d: rangeBars() }),
    drawn,
    el("line", { x1: area.x + zero, x2: area.x + zero, y1: top, y2: bottom, class: "axis" }),
    lit,
    el("text", { x: area.x, y: bottom + 12 }, rangeText(range)),
  );

  function rangeBars() {
    const ends = (i) => Array.from({ length: activations.nSentences }, (_, b) => scale(kind.valueOf(indexOf(b, i))));
    return Array.from({ length: count }, (_, i) => rowBar(i, Math.min(...ends(i)), Math.max(...ends(i)))).join("");
  }

  function light(cell) {
    const i = Math.floor(cell.d / (activations.dModel / count));
    if (norm.kept.includes("b")) drawn.setAttribute("d", bars(cell.b));
    lit.setAttribute("d", rowBar(i, zero, scale(kind.valueOf(norm.indexOf(cell)))));
  }

  return { node, light };
}
