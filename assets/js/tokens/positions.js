// The learned table of positions beside the sinusoidal one, and the formula with its numbers.

import { el, t } from "../common.js";
import { heatmap, usualSize } from "./heat.js";

const BASE = 10_000; // Vaswani et al. (2017), section 3.5

/** PE(pos, 2i) = sin(pos / 10000^(2i/d)), PE(pos, 2i+1) = cos of the same. */
export const sinusoid = (position, feature, dModel) => {
  const angle = position / BASE ** ((feature - (feature % 2)) / dModel);
  return feature % 2 ? Math.cos(angle) : Math.sin(angle);
};

/** The section: tables, and what is pointed at. `select(p)` chooses the token at a position. */
export function drawPositions(found, p) {
  const d = found.dModel;
  const nRows = found.positions?.shape[0] ?? 64;
  const shown = Math.min(d, 256);
  const table = new Float32Array(nRows * shown);
  for (let i = 0; i < table.length; i++) table[i] = sinusoid(Math.floor(i / shown), i % shown, d);
  const readout = el("p", { class: "um-readout um-formula", "aria-live": "polite" });
  const learnt = found.positions && crop(found.positions, shown);
  const at = found.first_position + p;
  const tell = (row, feature) =>
    readout.replaceChildren(...formula(row, feature, d, learnt && learnt[row * shown + feature]));
  const figures = [
    learnt &&
      figure(t("tokens.learned_table", { n: nRows, width: d }), learnt, nRows, shown, usualSize(learnt), at, tell),
    figure(t("tokens.sinusoidal_table"), table, nRows, shown, 1, at, tell),
  ];
  tell(at < nRows ? at : 0, 4);
  return el(
    "section",
    { class: "um-panel um-positions" },
    el("h4", {}, t("tokens.positions_title")),
    el("p", { class: "um-quiet" }, t(learnt ? "tokens.positions_lead" : "tokens.positions_none")),
    el("div", { class: "um-tables" }, figures.filter(Boolean)),
    readout,
  );
}

function crop({ data, shape: [nRows, nColumns] }, shown) {
  const cropped = new Float32Array(nRows * shown);
  for (let row = 0; row < nRows; row++) cropped.set(data.subarray(row * nColumns, row * nColumns + shown), row * shown);
  return cropped;
}

function figure(caption, values, nRows, nColumns, limit, at, tell) {
  const canvas = heatmap(values, nRows, nColumns, limit);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("tabindex", "0");
  canvas.setAttribute("aria-label", `${caption}. ${t("tokens.axes")}`);
  const marker = el("div", { class: "um-marker", style: { top: `${((at + 0.5) / nRows) * 100}%` } });
  let place = [Math.min(at, nRows - 1), 4];
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    const cell = (offset, size, n) => Math.max(0, Math.min(n - 1, Math.floor((offset / size) * n)));
    place = [cell(offsetY, canvas.clientHeight, nRows), cell(offsetX, canvas.clientWidth, nColumns)];
    tell(...place);
  });
  canvas.addEventListener("keydown", (event) => {
    const by = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!by) return;
    event.preventDefault();
    place = [Math.max(0, Math.min(nRows - 1, place[0] + by[0])), Math.max(0, Math.min(nColumns - 1, place[1] + by[1]))];
    tell(...place);
  });
  return el(
    "figure",
    { class: "um-figure" },
    el("figcaption", {}, caption),
    el("div", { class: "um-table-picture" }, canvas, at < nRows && marker),
    el(
      "div",
      { class: "um-axis" },
      el("span", {}, t("tokens.axis_feature")),
      el("span", {}, t("tokens.axis_position")),
    ),
  );
}

const short = (x, digits = 3) => x.toFixed(digits).replace("-", "−");

function formula(position, feature, dModel, learnt) {
  const even = feature - (feature % 2);
  const name = feature % 2 ? "cos" : "sin";
  const parts = [
    el(
      "span",
      {},
      `PE(${position}, ${feature}) = ${name}(${position} / 10000`,
      el("sup", {}, `${even}/${dModel}`),
      `) = ${name}(${short(position / BASE ** (even / dModel))}) = `,
      el("strong", {}, short(sinusoid(position, feature, dModel))),
    ),
  ];
  if (learnt !== undefined && learnt !== null)
    parts.push(el("span", {}, t("tokens.learned_there"), " ", el("strong", {}, short(learnt))));
  return parts;
}
