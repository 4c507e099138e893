// A line chart: series over numbers or named columns, on plain or logarithmic scales. Pointing, or the arrow
// keys, tell what all series say there.

import { line } from "../../vendor/d3-small/d3-small.js";
import { chartRows, layOutChart, nearest, spread, valuesAt, xText } from "./chart_layout.js";
import { el } from "./dom.js";
import { isPress, walkLine } from "./keys.js";
import { axisLabels, pageFont, textWidth } from "./labels.js";
import { short } from "./numbers.js";
import { saveMenu } from "./save.js";
import { tableOf } from "./table.js";
import { announce, tooltip } from "./tooltip.js";

/** @typedef {import("./save.js").About} About */
/** @typedef {import("./chart_layout.js").Series} Series */
/** @typedef {import("./chart_layout.js").ChartOptions} ChartOptions */
/** @typedef {import("./chart_layout.js").Layout} Layout */
/** @typedef {import("./chart_layout.js").Drawn} Drawn */
/** @typedef {import("./chart_layout.js").Point} Point */

const MAX_CIRCLES = 60; // beyond, circles would hide their line

/**
 * The picture alone.
 *
 * @param {Series[]} series
 * @param {ChartOptions} options
 * @returns {SVGSVGElement}
 */
export function lineChart(series, options) {
  const given = options.upright ? withRoomForNames(options) : options;
  const { width, height, xName, yName, title } = given;
  const layout = layOutChart(series, given);
  const guide = el("line", { class: "um-guide", y1: layout.area.top, y2: layout.area.bottom, visibility: "hidden" });
  const svg = el(
    "svg",
    {
      class: "um-chart",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "application",
      tabindex: "0",
      "aria-label": [title, yName, xName].filter(Boolean).join("; "),
    },
    axes(layout, given),
    given.marked !== undefined && verticalAt(layout.x(given.marked), layout, "um-marked"),
    guide,
    layout.drawn.map((drawn) => drawSeries(drawn, given)),
    given.named && endNames(layout),
  );
  listen(svg, guide, layout, given);
  return svg;
}

/**
 * Names that stand upright take their room below the axis.
 *
 * @param {ChartOptions} options
 * @returns {ChartOptions}
 */
function withRoomForNames(options) {
  const labels = (options.names ?? []).map(({ label }) => label);
  const { texts, longest } = axisLabels(labels, 14);
  const names = options.names?.map((name, i) => ({ title: name.label, ...name, label: texts[i] }));
  return { ...options, names, margin: { bottom: longest + (options.xName ? 30 : 12), ...options.margin } };
}

/**
 * @param {number} px
 * @param {Layout} layout
 * @param {string} kind
 */
const verticalAt = (px, { area }, kind) => el("line", { class: kind, x1: px, x2: px, y1: area.top, y2: area.bottom });

/**
 * @param {Layout} layout
 * @param {ChartOptions} options
 */
function axes({ area, xTicks, yTicks, y }, { xName, height, upright: isUpright }) {
  const zero = y.domain()[0] < 0 ? y(0) : area.bottom;
  const xText = isUpright
    ? (/** @type {number} */ at) => ({
        transform: `translate(${at + 4} ${area.bottom + 8}) rotate(-90)`,
        "text-anchor": "end",
      })
    : (/** @type {number} */ at) => ({ x: at, y: area.bottom + 16, "text-anchor": "middle" });
  return [
    yTicks.map(({ at, text }) => [
      el("line", {
        class: Math.abs(at - zero) < 0.01 ? "um-axis-line" : "um-grid",
        x1: area.left,
        x2: area.right,
        y1: at,
        y2: at,
      }),
      el("text", { x: area.left - 6, y: at + 4, "text-anchor": "end" }, text),
    ]),
    xTicks.map(({ at, text }) => el("text", xText(at), text)),
    el("text", { class: "um-axis-name", x: area.right, y: height - 4, "text-anchor": "end" }, xName),
  ];
}

const path = line(
  (/** @type {Point} */ { px }) => px,
  (/** @type {Point} */ { py }) => py,
).digits(1);

/**
 * @param {Drawn} drawn
 * @param {ChartOptions} options
 */
function drawSeries({ series, runs }, { points = false }) {
  const { colour, dashed, dots, faint } = series;
  const all = runs.flat();
  const lonely = runs.filter((run) => run.length === 1).flat(); // a line of one point would not be seen
  const circled = dots || (points && all.length <= MAX_CIRCLES) ? all : lonely;
  return el(
    "g",
    { class: `um-series${faint ? " um-faint" : ""}`, style: { "--series": colour } },
    !dots && el("path", { class: dashed ? "um-line um-dashed" : "um-line", d: runs.map((run) => path(run)).join("") }),
    circled.map(({ px, py }) => el("circle", { cx: px.toFixed(1), cy: py.toFixed(1), r: dots ? 3.5 : 2.5 })),
  );
}

/** @param {Layout} layout */
function endNames({ area, drawn }) {
  const ends = drawn.flatMap(({ series, runs }) => {
    const last = runs.at(-1)?.at(-1);
    return last ? [{ series, y: last.py }] : [];
  });
  const heights = spread(ends.map(({ y }) => y));
  return ends.map(({ series }, i) =>
    el(
      "text",
      { class: "um-series-name", x: area.right + 8, y: heights[i] + 4, style: { "--series": series.colour } },
      series.name,
    ),
  );
}

/**
 * @param {SVGSVGElement} svg
 * @param {SVGLineElement} guide
 * @param {Layout} layout
 * @param {ChartOptions} options
 */
function listen(svg, guide, layout, options) {
  const { xs, x, area } = layout;
  if (!xs.length) return;
  let at = options.marked === undefined ? 0 : Math.max(0, xs.indexOf(options.marked));

  /**
   * @param {number} index
   * @param {number} [top] of the window
   */
  function show(index, top) {
    at = index;
    const px = x(xs[at]);
    const box = svg.getBoundingClientRect();
    guide.setAttribute("x1", String(px));
    guide.setAttribute("x2", String(px));
    guide.setAttribute("visibility", "visible");
    const place = { x: box.left + (px / options.width) * box.width, y: top ?? box.top + area.top };
    tooltip.show(place, told(layout, options, xs[at]));
  }
  function leave() {
    guide.setAttribute("visibility", "hidden");
    tooltip.hide();
  }
  const pointed = (/** @type {MouseEvent} */ { clientX }) => {
    const box = svg.getBoundingClientRect();
    return nearest(layout, ((clientX - box.left) / box.width) * options.width);
  };
  svg.addEventListener("pointermove", (event) => show(pointed(event)));
  svg.addEventListener("pointerleave", leave);
  svg.addEventListener("focus", () => svg.matches(":focus-visible") && show(at));
  svg.addEventListener("blur", leave);
  svg.addEventListener("click", (event) => options.onChoose?.(xs[pointed(event)]));
  svg.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return leave();
    if (isPress(event)) options.onChoose?.(xs[at]);
    const next = walkLine(event, at, xs.length);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    show(next);
    announce(said(layout, options, xs[next]));
  });
}

/**
 * @param {Layout} layout
 * @param {ChartOptions} options
 * @param {number} x
 */
function told(layout, options, x) {
  const { format = short } = options;
  return el(
    "div",
    { class: "um-chart-told" },
    el("p", {}, xText(options, x)),
    valuesAt(layout, x).map(({ series, point }) =>
      el("p", { style: { "--series": series.colour } }, key(series), series.name, " ", el("b", {}, format(point.y))),
    ),
  );
}

/**
 * @param {Layout} layout
 * @param {ChartOptions} options
 * @param {number} x
 */
function said(layout, options, x) {
  const { format = short } = options;
  const values = valuesAt(layout, x).map(({ series, point }) => `${series.name} ${format(point.y)}`.trim());
  return [xText(options, x), ...values].join(" · ");
}

/** @param {Series} series */
const key = ({ dashed, dots }) =>
  el("i", { class: `um-key${dots ? " um-dots" : dashed ? " um-dashed" : ""}`, "aria-hidden": "true" });

/**
 * The names of the series with their colours.
 *
 * @param {Series[]} series
 */
export const chartLegend = (series) =>
  el(
    "p",
    { class: "um-chart-legend" },
    series
      .filter(({ name, faint }) => name && !faint)
      .map((one) => el("span", { style: { "--series": one.colour } }, key(one), one.name)),
  );

const KEY = { line: 18, gap: 6, apart: 18, row: 20, font: 13 };

/**
 * The chart as it is saved: what is measured and the names of the series stand in the picture, above the lines.
 *
 * @param {Series[]} series
 * @param {ChartOptions} options
 */
function savedChart(series, options) {
  const { top = 12 } = options.margin ?? {};
  const places = keyPlaces(series, options);
  const room = KEY.row * (1 + Math.max(0, ...places.map(({ row }) => row)));
  const taller = { ...options, height: options.height + room, margin: { ...options.margin, top: top + room } };
  const svg = lineChart(series, taller);
  svg.append(
    ...places.map(({ one, x, row }) => {
      const y = KEY.row * (row + 0.7);
      const name = el("text", { x: one ? x + KEY.line + KEY.gap : x, y }, one ? one.name : options.yName);
      const [from, to] = [x, x + KEY.line];
      return el(
        "g",
        { style: { "--series": one?.colour ?? "none" } },
        one && (one.dots ? el("circle", { cx: (from + to) / 2, cy: y - 4, r: 3.5 }) : keyLine(one, from, to, y - 4)),
        name,
      );
    }),
  );
  return svg;
}

/**
 * @param {Series} series
 * @param {number} x1
 * @param {number} x2
 * @param {number} y
 */
const keyLine = ({ dashed }, x1, x2, y) =>
  el("line", { class: dashed ? "um-line um-dashed" : "um-line", x1, x2, y1: y, y2: y });

/**
 * Where what is measured (`one` is null) and each series' key stand, row by row.
 *
 * @param {Series[]} series
 * @param {ChartOptions} options
 */
function keyPlaces(series, { width, yName, named }) {
  const keys = named ? [] : series.filter(({ name, faint }) => name && !faint);
  let [x, row] = [0, 0];
  return [null, ...keys].map((one) => {
    const needs = textWidth(one ? one.name : yName, pageFont(), KEY.font) + (one ? KEY.line + KEY.gap : 0);
    if (x > 0 && x + needs > width) [x, row] = [0, row + 1];
    const place = { one, x, row };
    x += needs + KEY.apart;
    return place;
  });
}

/**
 * The chart with all that belongs to it: title, what is measured, legend, PNG and SVG, the numbers as a table.
 *
 * @param {string} name of the files
 * @param {Series[]} series
 * @param {ChartOptions & { about?: Partial<About>, rows?: import("./table.js").Rows }} options `rows` in place of the
 *   chart's own
 */
export function chartFigure(name, series, { about, rows, ...options }) {
  const picture = lineChart(series, options);
  const figure = el("figure", { class: "um-figure um-chart-figure" });
  const parts = [
    options.title && el("h4", {}, options.title),
    el("p", { class: "um-chart-measure" }, options.yName),
    !options.named && chartLegend(series),
    picture,
    saveMenu(name, {
      picture: () => savedChart(series, options),
      place: figure,
      about: { title: options.title ?? options.yName, ...about },
    }),
    tableOf(name, rows ?? (() => chartRows(series, options))),
  ];
  figure.append(...parts.filter((part) => part instanceof Node));
  return figure;
}
