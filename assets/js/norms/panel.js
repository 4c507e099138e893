// One norm beside the other: what it averages, its statistics, its result, one cell's numbers.

import { downloadPng, downloadSvg, el, number, t, tableOf } from "../common.js";
import {
  arrange,
  boxesOf,
  colourStrip,
  drawSheets,
  outlines,
  shadeAround,
  sheetPictures,
  visibleBox,
} from "./drawing.js";
import { NORMS } from "./activations.js";
import { drawCube } from "./cube.js";
import { drawStatistics } from "./statistics.js";
import { formulaOf } from "./formula.js";
import { drawHistograms } from "./histogram.js";
import { rangeOf, short } from "./numbers.js";

const LIMIT = 3; // normalised numbers beyond three deviations have the strongest colour
const FIGURE = { height: 312, top: 18, strip: 54, bottom: 18, gap: 3 };
const WIDE_ENOUGH = 220; // for the legend beside the title

/**
 * A panel with its own choice of norm: `{node, show(activations, pictures, name, width), light(cell, isHovered)}`.
 * The number of groups and whether the site's gain and bias are applied are chosen in it too.
 */
export function createPanel({ label, onNorm, onPoint, onGroups }) {
  const choice = el("select", { "aria-label": label, onchange: () => onNorm(choice.value) });
  choice.append(...NORMS.map((name) => el("option", { value: name }, t(`norms.${name}_name`))));
  const badge = el("span", { class: "badge", hidden: true }, t("norms.own_badge"));
  const groups = el("select", { onchange: () => onGroups(Number(groups.value)) });
  const groupChoice = el("label", { class: "groups" }, t("norms.groups"), groups);
  const gained = el("input", { type: "checkbox", onchange: redraw });
  const gainChoice = el("label", { class: "gained" }, gained, el("span", {}));
  const body = el("div");
  const node = el("section", { class: "panel" }, el("header", {}, choice, badge, groupChoice), body);
  let drawn;
  let shown;

  function show(activations, pictures, name, width) {
    const norm = activations.norms[name];
    shown = { norm, activations, pictures, width };
    choice.value = name;
    badge.hidden = name !== activations.kind;
    groupChoice.hidden = name !== "group";
    groups.replaceChildren(
      ...divisors(activations.dModel).map((n) => el("option", { value: n, selected: n === norm.nGroups }, String(n))),
    );
    gainChoice.hidden = !activations.gain;
    gainChoice.lastChild.textContent = t(activations.kind === "rms" ? "norms.with_gain" : "norms.with_gain_bias");
    draw();
  }

  function draw() {
    drawn = drawNorm(shown, gained.checked && Boolean(shown.activations.gain), gainChoice);
    onPoint(drawn.svg, drawn.places);
    body.replaceChildren(...drawn.parts);
  }

  function redraw() {
    draw();
    onNorm(choice.value);
    gained.focus();
  }

  return { node, show, light: (cell, isHovered) => drawn.light(cell, isHovered) };
}

const divisors = (n) => Array.from({ length: n }, (_, i) => i + 1).filter((part) => n % part === 0);

function drawNorm({ norm, activations, pictures, width }, isGained, gainChoice) {
  const cube = drawCube(activations, pictures);
  const values = normalisedAll(norm, activations);
  const after = isGained ? withGain(values, activations) : values;
  const map = drawMap(norm, activations, after, width, t(isGained ? "norms.after_gain" : "norms.after"));
  const formula = el("div", { class: "worked" });

  function light(cell, isHovered) {
    const slice = norm.sliceOf(cell);
    cube.light(slice);
    map.light(cell, slice, isHovered);
    formula.replaceChildren(...formulaOf(norm, activations, cell).filter(Boolean));
  }

  const parts = [
    el("div", { class: "slice" }, cube.svg, el("div", {}, words(norm, activations))),
    gainChoice,
    el("figure", {}, map.svg, isManyToARow(norm) && el("figcaption", { class: "quiet" }, t("norms.pale_bars"))),
    formula,
    el("p", { class: "measured" }, measured(norm), " ", uneven(norm, activations, values)),
    norm.name === activations.kind && el("p", { class: "own" }, own(activations)),
    el("div", { class: "um-actions" }, saving(norm, activations, map.svg)),
    drawHistograms(norm),
    tableOf(`norms-${norm.name}`, tableRows(norm, activations)),
  ];
  return { parts: parts.filter(Boolean), svg: map.svg, places: map.places, light };
}

/** True when a row of the figure has a mean in every sentence, of which the bars can show one. */
const isManyToARow = ({ kept }) => kept.includes("b") && !kept.includes("p");

/** What the norm averages over, in words and counts. */
function words(norm, { nSentences, nTokens, nPadding, dModel }) {
  const counts = {
    features: dModel,
    tokens: nTokens,
    sentences: nSentences,
    groups: norm.nGroups,
    size: norm.groupSize,
  };
  const nPairs = norm.slices().length;
  return [
    el("p", { class: "averages" }, t(`norms.${norm.name}_averages`, counts)),
    el("p", {}, t(norm.isCentred ? "norms.pairs" : "norms.mean_squares", { n: number(nPairs) })),
    el("p", {}, t(`norms.${norm.name}_sees`, counts)),
    nPadding > 0 && el("p", { class: "quiet" }, t("norms.padding_left_out", { n: nPadding })),
  ];
}

/** All cells after the norm, with the statistics that made them along the axis they belong to. */
function drawMap(norm, activations, values, width, title) {
  const alongTokens = norm.kept.includes("p");
  const tokenMap = FIGURE.height - FIGURE.top - FIGURE.strip * (norm.isCentred ? 2 : 1);
  const stripWidth = Math.max(66, Math.min(92, width * 0.19));
  const mapWidth = alongTokens ? width : width - 2 * (stripWidth + 12);
  const height = alongTokens ? tokenMap : FIGURE.height - FIGURE.top - FIGURE.bottom;
  const places = arrange(activations, { top: FIGURE.top, width: mapWidth, height, gap: FIGURE.gap });
  const areas = alongTokens
    ? (i) => ({ x: 0, y: FIGURE.top + tokenMap + 4 + i * FIGURE.strip, height: FIGURE.strip - 6 })
    : (i) => ({ x: places.at(-1).x + places.at(-1).width + 14 + i * (stripWidth + 10), width: stripWidth - 4 });
  const statistics = drawStatistics(norm, activations, places, areas);
  const [shade, ring, dot] = [
    el("path", { class: "shade", "fill-rule": "evenodd" }),
    el("path", { class: "ring" }),
    el("circle", { class: "cell", r: 4 }),
  ];
  const svg = el(
    "svg",
    {
      viewBox: `0 0 ${width} ${FIGURE.height}`,
      width,
      height: FIGURE.height,
      role: "img",
      "aria-label": t("norms.map_alt", { norm: t(`norms.${norm.name}_name`) }),
    },
    el("text", { x: 0, y: 11, class: "name" }, title),
    mapWidth >= WIDE_ENOUGH && legend(places.at(-1).x + places.at(-1).width),
    drawSheets(activations, places, sheetPictures(activations, values, LIMIT)),
    statistics.node,
    el("g", { class: "marks" }, shade, ring, dot),
  );

  function light(cell, slice, isHovered) {
    const boxes = boxesOf(activations, places, slice).map(visibleBox);
    const [at] = boxesOf(activations, places, [
      { b: cell.b, positions: [cell.p, cell.p + 1], features: [cell.d, cell.d + 1] },
    ]);
    shade.setAttribute("d", isHovered ? shadeAround(places, boxes) : "");
    ring.setAttribute("d", outlines(boxes));
    dot.setAttribute("cx", at.x + at.width / 2);
    dot.setAttribute("cy", at.y + at.height / 2);
    statistics.light(cell);
  }

  return { svg, places, light };
}

/** The colours' scale, to the left of `right`. */
const legend = (right) => [
  el("text", { x: right - 86, y: 11, "text-anchor": "end" }, short(-LIMIT)),
  el("image", { href: colourStrip(), x: right - 82, y: 4, width: 64, height: 7, preserveAspectRatio: "none" }),
  el("text", { x: right, y: 11, "text-anchor": "end" }, short(LIMIT)),
];

function normalisedAll(norm, { nSentences, nPositions, dModel, isPadding }) {
  const values = new Float32Array(nSentences * nPositions * dModel);
  const cell = { b: 0, p: 0, d: 0 };
  for (let i = 0; i < values.length; i++) {
    cell.d = i % dModel;
    cell.p = Math.floor(i / dModel) % nPositions;
    cell.b = Math.floor(i / dModel / nPositions);
    if (!isPadding(cell.b, cell.p)) values[i] = norm.normalised(cell);
  }
  return values;
}

/** The same after the gain and bias that the model learned for its own norm there. */
const withGain = (values, { gain, bias, dModel }) =>
  values.map((value, i) => value * gain[i % dModel] + bias[i % dModel]);

/** How far the result is from mean 0 and variance 1, slice by slice: the farthest of all. */
function measured(norm) {
  const indices = norm.slices().map(({ index }) => index);
  const farthest = (from, valueOf) => short(rangeOf(indices.map((i) => Math.abs(valueOf(i) - from)))[1]);
  if (norm.isCentred)
    return t("norms.measured", {
      mean: farthest(0, (i) => norm.meanAfter[i]),
      variance: farthest(1, (i) => norm.varianceAfter[i]),
    });
  const [low, high] = rangeOf(indices.map((i) => norm.meanAfter[i])).map((value) => short(value));
  return t("norms.measured_rms", {
    square: farthest(1, (i) => norm.varianceAfter[i] + norm.meanAfter[i] ** 2),
    low,
    high,
  });
}

/** What the norm leaves as it was: the means across its slices, of every feature or of every token. */
function uneven(norm, { nTokens, dModel, spans, nPositions }, values) {
  const alongTokens = norm.kept.includes("p");
  const sums = spans.map(() => new Float64Array(alongTokens ? dModel : nPositions));
  for (const [b, [start, end]] of spans.entries())
    for (let p = start; p < end; p++)
      for (let d = 0; d < dModel; d++) sums[b][alongTokens ? d : p] += values[(b * nPositions + p) * dModel + d];
  const means = alongTokens
    ? Array.from({ length: dModel }, (_, d) => sums.reduce((sum, row) => sum + row[d], 0) / nTokens)
    : sums.flatMap((row, b) => [...row.subarray(...spans[b])].map((sum) => sum / dModel));
  const [low, high] = rangeOf(means).map((value) => short(value));
  return t(alongTokens ? "norms.uneven_features" : "norms.uneven_tokens", { low, high });
}

const own = ({ kind, max_difference }) =>
  max_difference === null
    ? t("norms.own_running")
    : t(kind === "rms" ? "norms.own_gain" : "norms.own_gain_bias", { difference: short(max_difference) });

function saving(norm, activations, svg) {
  const name = `norms-${norm.name}`;
  return [
    el("button", { type: "button", class: "um-link", onclick: () => downloadPng(name, svg) }, "PNG"),
    el("button", { type: "button", class: "um-link", onclick: () => downloadSvg(name, svg) }, "SVG"),
  ];
}

/** The statistics of all slices, one a row; the first row is the head. */
function tableRows(norm, activations) {
  const { kept, groupSize } = norm;
  const columns = {
    b: [t("norms.column_sentence"), ({ b }) => b + 1],
    p: [t("norms.column_token"), (at) => `${at.p} ${activations.token(at).text}`],
    d: [t("norms.column_feature"), ({ d }) => d],
    g: [t("norms.column_features"), ({ g }) => `${g * groupSize}–${(g + 1) * groupSize - 1}`],
  };
  const statistics = ["mean", "variance", "meanAfter", "varianceAfter"];
  const head = ["mean", "variance", "mean_after", "variance_after"].map((name) => t(`norms.${name}`));
  return [
    [...kept.map((axis) => columns[axis][0]), ...head],
    ...norm
      .slices()
      .map((at) => [...kept.map((axis) => columns[axis][1](at)), ...statistics.map((name) => norm[name][at.index])]),
  ];
}
