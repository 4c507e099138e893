// A small chart of lines over the steps, with its axes named and its numbers to be had.

import { downloadPng, downloadSvg, el, t } from "../common.js";

const SIZE = { width: 520, height: 220, left: 64, right: 16, top: 12, bottom: 38 };

/**
 * A figure of lines.
 *
 * `lines` are `{label, colour, values}`, a value for each step from the first; `colour` is a class of
 * the style sheet. `most` is the top of the scale, `nSteps` its right end, `show` spells a value.
 */
export function lineChart({ name, title, x, y, nSteps, most, lines, show }) {
  const { width, height, left, right, top, bottom } = SIZE;
  const last = Math.max(1, nSteps - 1);
  const atX = (step) => left + (step / last) * (width - left - right);
  const atY = (value) => height - bottom - (value / (most || 1)) * (height - top - bottom);
  const svg = el(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, class: "um-decoding-chart", role: "img", "aria-label": title },
    [0, 0.5, 1].map((share) => [
      el("line", { x1: left, x2: width - right, y1: atY(most * share), y2: atY(most * share), class: "grid" }),
      el("text", { x: left - 8, y: atY(most * share) + 4, "text-anchor": "end" }, show(most * share)),
    ]),
    [...new Set([0, Math.floor(last / 2), last])].map((step) =>
      el("text", { x: atX(step), y: height - bottom + 18, "text-anchor": "middle" }, String(step + 1)),
    ),
    el("text", { x: (left + width - right) / 2, y: height - 4, "text-anchor": "middle" }, x),
    lines.map(({ values, colour }) =>
      el("polyline", {
        class: `line ${colour}`,
        points: [...values].map((value, step) => `${atX(step).toFixed(1)},${atY(value).toFixed(1)}`).join(" "),
      }),
    ),
  );
  const key = lines
    .filter(({ label }) => label)
    .map(({ label, colour }) => el("span", { class: `key ${colour}` }, label));
  const save = (kind, how) =>
    el("button", { type: "button", class: "um-link", onclick: () => how(name, svg) }, t(`shell.${kind}`));
  return el(
    "figure",
    { class: "um-decoding-lines" },
    el("figcaption", {}, el("b", {}, title), el("span", {}, y), key),
    svg,
    el("div", { class: "um-actions" }, save("png", downloadPng), save("svg", downloadSvg)),
  );
}
