// A few lines over steps or over the depth of a model.

import { decodeArray, downloadPng, downloadSvg, el, tableOf, tooltip } from "../common.js";
import { rangeOf, short } from "./numbers.js";

const SIZE = { height: 210, left: 46, right: 10, top: 10, bottom: 34 };
const WIDTH = 640;

/**
 * `series`: `[{name, values}]` of one length (arrays or payloads); `x` and `y` name the axes; `first` is
 * the number of the first step; `names`, if given, stand for the numbers. Returns a figure with legend,
 * table, PNG and SVG.
 */
export function drawLines(name, { series, x, y, first = 0, names = null, width = WIDTH, left = SIZE.left }) {
  const lines = series.map(({ name: title, values }) => ({
    title,
    values: values.data && values.shape ? decodeArray(values).data : values,
  }));
  const n = lines[0].values.length;
  const [low, high] = rangeOf(lines.flatMap(({ values }) => [...values, 0]));
  const across = (i) => left + (names ? (i + 0.5) / n : n === 1 ? 0.5 : i / (n - 1)) * (width - left - SIZE.right);
  const down = (value) => SIZE.top + (1 - (value - low) / (high - low || 1)) * (SIZE.height - SIZE.top - SIZE.bottom);
  const guide = el("line", { class: "guide", y1: SIZE.top, y2: SIZE.height - SIZE.bottom, visibility: "hidden" });
  const svg = el(
    "svg",
    {
      viewBox: `0 0 ${width} ${SIZE.height}`,
      class: "lines",
      role: "img",
      "aria-label": `${y}; ${x}`,
      onpointermove: point,
      onpointerleave: leave,
    },
    ticks(low, high).map((value) => [
      el("line", {
        x1: left,
        x2: width - SIZE.right,
        y1: down(value),
        y2: down(value),
        class: value === 0 ? "axis" : "grid",
      }),
      el("text", { x: left - 6, y: down(value) + 3.5, "text-anchor": "end" }, short(value, 3)),
    ]),
    xTicks(n, first, names).map(([i, text]) =>
      el("text", { x: across(i), y: SIZE.height - 20, "text-anchor": "middle" }, text),
    ),
    el("text", { x: (left + width) / 2, y: SIZE.height - 4, "text-anchor": "middle" }, x),
    guide,
    lines.map(({ values }, i) =>
      el("polyline", {
        class: `line line-${i}`,
        points: Array.from(values, (value, at) => `${across(at)},${down(value)}`).join(" "),
      }),
    ),
  );

  function point(event) {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * width;
    const share = (at - left) / (width - left - SIZE.right);
    const i = Math.max(0, Math.min(n - 1, names ? Math.floor(share * n) : Math.round(share * (n - 1))));
    guide.setAttribute("x1", across(i));
    guide.setAttribute("x2", across(i));
    guide.setAttribute("visibility", "visible");
    const where = names ? names[i].title : `${x} ${i + first}`;
    tooltip.show(
      { x: event.clientX, y: box.top },
      `${where} · ${lines.map(({ title, values }) => `${title} ${short(values[i], 3)}`).join(" · ")}`,
    );
  }

  function leave() {
    guide.setAttribute("visibility", "hidden");
    tooltip.hide();
  }

  const table = [
    [x, ...lines.map(({ title }) => title)],
    ...Array.from({ length: n }, (_, i) => [
      names ? names[i].title : i + first,
      ...lines.map(({ values }) => values[i]),
    ]),
  ];
  return el(
    "figure",
    { class: "chart" },
    el(
      "p",
      { class: "legend" },
      el("span", { class: "y" }, y),
      lines.map(({ title }, i) => el("span", { class: `key key-${i}` }, title)),
    ),
    svg,
    el("div", { class: "um-actions" }, saving(name, svg)),
    tableOf(name, table),
  );
}

const saving = (name, svg) =>
  [
    ["PNG", downloadPng],
    ["SVG", downloadSvg],
  ].map(([text, save]) => el("button", { type: "button", class: "um-link", onclick: () => save(name, svg) }, text));

/** At most five round numbers from `low` to `high`, 0 among them. */
function ticks(low, high) {
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * power).find((size) => size >= rough);
  const from = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - from + 1 }, (_, i) =>
    Number(((from + i) * step).toPrecision(6)),
  );
}

function xTicks(n, first, names) {
  if (names) return names.map(({ label }, i) => [i, label]).filter(([, label]) => label);
  const step = Math.max(1, Math.ceil(n / 8));
  return Array.from({ length: n }, (_, i) => i)
    .filter((i) => i % step === 0 || i === n - 1)
    .filter((i) => i === n - 1 || n - 1 - i >= step / 2)
    .map((i) => [i, String(i + first)]);
}
