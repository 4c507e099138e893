// A line chart: a few series over whole numbers, on a plain or a logarithmic scale.

import { el, tooltip } from "../common.js";

const MARGIN = { left: 52, right: 16, top: 12, bottom: 40 };

/**
 * @param series [{name, css, values: [y or null], x: [numbers] or nothing for 0, 1, 2, dashed, dots}]
 * @param options {width, height, xName, yName, log, format(y), low, high, labels, marked}
 *   `labels` replaces the numbers below the axis; `marked` is an x that gets a line.
 */
export function lineChart(series, options) {
  const { width, height, log = false } = options;
  const area = {
    left: MARGIN.left,
    right: width - MARGIN.right,
    top: MARGIN.top,
    bottom: height - (options.bottom ?? MARGIN.bottom),
  };
  const xs = series.flatMap(({ values, x }) => x ?? values.map((_, i) => i));
  const ys = series.flatMap(({ values }) => values.filter((y) => y !== null && (!log || y > 0)));
  const [left, right] = [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1)];
  const ends = log
    ? logEnds(ys, options)
    : [options.low ?? Math.min(0, ...ys), options.high ?? (Math.max(...ys, 0) || 1)];
  const place = (value) => (log ? Math.log10(Math.max(value, ends[0])) : value);
  const [bottom, top] = ends.map(place);
  const px = (x) => area.left + ((x - left) / (right - left)) * (area.right - area.left);
  const py = (y) => area.bottom - ((place(y) - bottom) / (top - bottom || 1)) * (area.bottom - area.top);
  const format = options.format ?? ((y) => String(Number(y.toPrecision(3))));
  return el(
    "svg",
    {
      class: "chart",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "aria-label": `${options.yName}, ${options.xName}`,
    },
    yTicks(ends, log).map((y) => [
      el("line", { class: "grid", x1: area.left, x2: area.right, y1: py(y), y2: py(y) }),
      el("text", { x: area.left - 6, y: py(y) + 4, "text-anchor": "end" }, log ? power(y) : format(y)),
    ]),
    options.marked !== undefined &&
      el("line", { class: "marked", x1: px(options.marked), x2: px(options.marked), y1: area.top, y2: area.bottom }),
    options.labels
      ? options.labels(px, area)
      : xTicks(left, right, area).map((x) =>
          el("text", { x: px(x), y: area.bottom + 16, "text-anchor": "middle" }, String(x)),
        ),
    options.xName && el("text", { class: "axis", x: area.right, y: height - 4, "text-anchor": "end" }, options.xName),
    series.map((one) => drawn(one, px, py, log, format)),
  );
}

function drawn({ name, css, values, x, dashed, dots }, px, py, log, format) {
  const points = values.map((y, i) => [x ? x[i] : i, y]).filter(([, y]) => y !== null && (!log || y > 0));
  const path = points.map(([at, y], i) => `${i ? "L" : "M"}${px(at).toFixed(1)} ${py(y).toFixed(1)}`).join("");
  return el(
    "g",
    { class: dots ? "series dots" : "series", style: { "--series": css } },
    el("path", { d: path, class: dashed ? "line dashed" : "line" }),
    points.map(([at, y]) =>
      el("circle", {
        cx: px(at),
        cy: py(y),
        r: dots ? 3.5 : 2,
        onpointerenter: (event) => tooltip.show(event.target, `${name} · ${at} · ${format(y)}`),
        onpointerleave: () => tooltip.hide(),
      }),
    ),
  );
}

function logEnds(values, { low, high }) {
  const most = high ?? Math.max(...values, 1e-6);
  const least = low ?? Math.min(...values, most / 10);
  return [10 ** Math.floor(Math.log10(least)), 10 ** Math.ceil(Math.log10(most) - 1e-9)];
}

function yTicks([low, high], log) {
  if (log) {
    const powers = [];
    const [first, last] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))];
    const stride = Math.max(1, Math.ceil((last - first) / 6));
    for (let at = first; at <= last; at += stride) powers.push(10 ** at);
    return powers;
  }
  const raw = (high - low) / 4;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const stride = [1, 2, 2.5, 5, 10].map((n) => n * unit).find((n) => n >= raw);
  const ticks = [];
  for (let at = Math.ceil(low / stride) * stride; at <= high + stride / 1e6; at += stride)
    ticks.push(Number(at.toPrecision(6)));
  return ticks;
}

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

function power(value) {
  const exponent = Math.round(Math.log10(value));
  if (exponent >= -2 && exponent <= 3) return String(Number(value.toPrecision(1)));
  return `10${[...String(exponent)].map((digit) => SUPERSCRIPT[digit]).join("")}`;
}

function xTicks(left, right, area) {
  const most = Math.max(2, Math.floor((area.right - area.left) / 48));
  const stride = [1, 2, 5, 10, 20, 50, 100].find((n) => (right - left) / n <= most) ?? 200;
  const ticks = [];
  for (let at = Math.ceil(left / stride) * stride; at <= right; at += stride) ticks.push(at);
  return ticks;
}

/** The names of the series with their colours. */
export const chartLegend = (series) =>
  el(
    "p",
    { class: "chart-legend" },
    series.map(({ name, css, dashed, dots }) =>
      el(
        "span",
        { style: { "--series": css } },
        el("i", { class: dots ? "dots" : dashed ? "dashed" : null, "aria-hidden": "true" }),
        name,
      ),
    ),
  );

/** PNG and SVG of a chart, each when it is asked for. */
export const chartActions = (name, chartOf, { downloadPng, downloadSvg }) =>
  el(
    "div",
    { class: "um-actions" },
    el("button", { type: "button", class: "um-link", onclick: () => downloadPng(name, chartOf()) }, "PNG"),
    el("button", { type: "button", class: "um-link", onclick: () => downloadSvg(name, chartOf()) }, "SVG"),
  );
