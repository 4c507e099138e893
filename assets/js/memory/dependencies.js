// When each state can be computed at the earliest: a recurrent state waits for the one before it and for the
// one below it, attention only for the layer below.

import { el, t } from "../common.js";

const MOST = 24; // columns; longer texts only repeat the pattern
const CELL = 26;

/** For each row, from the top, the step of each column, counted from 1. */
const KINDS = {
  stack: (n, layers) => rows(layers, (layer, column) => layer + column + 1, n),
  bidirectional: (n, layers) =>
    Array.from({ length: layers }, (_, k) => layers - 1 - k).flatMap((layer) => [
      direction(n, (column) => layer * n + column + 1),
      direction(n, (column) => layer * n + n - column),
    ]),
  attention: (n, layers) => rows(layers, (layer) => layer + 1, n),
};

const rows = (layers, stepOf, n) =>
  Array.from({ length: layers }, (_, k) => direction(n, (column) => stepOf(layers - 1 - k, column)));
const direction = (n, stepOf) => Array.from({ length: n }, (_, column) => stepOf(column));

/** Three stacks on the tokens of the text. */
export function dependencies(tokens, nLayers, width) {
  const room = Math.max(6, Math.floor((Math.min(width, 760) - 8) / CELL));
  const shown = tokens.slice(0, Math.min(MOST, room));
  return el(
    "div",
    { class: "dependencies" },
    Object.entries(KINDS).map(([kind, stepsOf]) => picture(kind, stepsOf(shown.length, nLayers), nLayers)),
    shown.length < tokens.length && el("p", { class: "quiet" }, t("memory.first_tokens", { n: shown.length })),
  );
}

function picture(kind, steps, nLayers) {
  const last = Math.max(...steps.flat());
  const n = steps[0].length;
  const title = t(`memory.depends_${kind}`, { layers: nLayers, tokens: n, steps: last });
  return el(
    "figure",
    { class: "um-figure" },
    el("h5", {}, title),
    el(
      "svg",
      {
        width: n * CELL,
        height: steps.length * CELL,
        viewBox: `0 0 ${n * CELL} ${steps.length * CELL}`,
        role: "img",
        "aria-label": title,
      },
      steps.map((row, y) =>
        row.map((step, x) => [
          el("rect", {
            x: x * CELL + 1,
            y: y * CELL + 1,
            width: CELL - 2,
            height: CELL - 2,
            rx: 3,
            style: { "--late": `${((100 * step) / last).toFixed(0)}%` },
            class: kind,
          }),
          el("text", { x: (x + 0.5) * CELL, y: (y + 0.5) * CELL + 4, "text-anchor": "middle" }, String(step)),
        ]),
      ),
    ),
  );
}
