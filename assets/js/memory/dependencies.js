// Three networks on the tokens of the text: in each cell the step at which it can be computed.

import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { SCHEDULES } from "./schedule.js";

const MOST = 24; // columns; longer texts only repeat the pattern
const FEWEST = 6;
const WIDEST = 760;
const CELL = 26;

/**
 * @param {number} nTokens
 * @param {number} nLayers
 * @param {number} width
 */
export function dependencies(nTokens, nLayers, width) {
  const room = Math.max(FEWEST, Math.floor((Math.min(width, WIDEST) - 8) / CELL));
  const n = Math.min(nTokens, MOST, room);
  return el(
    "div",
    { class: "dependencies" },
    Object.entries(SCHEDULES).map(([kind, stepsOf]) => picture(kind, stepsOf(n, nLayers), nLayers)),
    n < nTokens && el("p", { class: "quiet" }, t("memory.first_tokens", { n })),
  );
}

/**
 * @param {string} kind
 * @param {number[][]} rows
 * @param {number} layers
 */
function picture(kind, rows, layers) {
  const [tokens, last] = [rows[0].length, Math.max(...rows.flat())];
  const title = t(`memory.depends_${kind}`, { layers, tokens, steps: last });
  const size = { width: tokens * CELL, height: rows.length * CELL };
  const cell = (/** @type {number} */ step, /** @type {number} */ x, /** @type {number} */ y) => [
    el("rect", {
      x: x * CELL + 1,
      y: y * CELL + 1,
      width: CELL - 2,
      height: CELL - 2,
      rx: 3,
      style: { "--late": `${((100 * step) / last).toFixed(0)}%` },
    }),
    el("text", { x: (x + 0.5) * CELL, y: (y + 0.5) * CELL + 4, "text-anchor": "middle" }, step),
  ];
  return el(
    "figure",
    { class: `um-figure ${kind}` },
    el("h5", {}, title),
    el(
      "svg",
      { ...size, viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": title },
      rows.map((row, y) => row.map((step, x) => cell(step, x, y))),
    ),
  );
}
