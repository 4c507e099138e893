// The batch as it enters the norm: one sheet a sentence, tokens named under their columns.

import { el } from "../lib/dom.js";
import { shortened } from "../lib/graphemes.js";
import { t } from "../lib/words.js";
import { arrange, boxesOf, drawSheets, middleOf, outlines, ringAround } from "./drawing.js";

/** @import { Activations, Box, Cell } from "./activations.js" */
/** @import { Place } from "./drawing.js" */

const MARGIN = { left: 22, top: 20, labels: 66, gap: 12, row: 16 };
export const LEGIBLE_COLUMN = 9;
export const NAMES_HEIGHT = 70; // of tokens upright
const LONGEST_LABEL = 10;

/** @typedef {ReturnType<typeof drawStack>} Stack */

/**
 * @param {Activations} activations
 * @param {string[]} pictures
 * @param {number} width
 */
export function drawStack(activations, pictures, width) {
  const { nSentences, nPositions } = activations;
  const room = width - MARGIN.left;
  const fitting = Math.floor((room + MARGIN.gap) / (nPositions * LEGIBLE_COLUMN + MARGIN.gap));
  const perRow = Math.max(1, Math.min(nSentences, fitting));
  const height = perRow === nSentences ? 176 : 120;
  const rowGap = MARGIN.top + MARGIN.labels + MARGIN.row;
  const places = arrange(activations, { ...MARGIN, width: room, height, perRow, rowGap, maxColumn: 22 });
  const total = Math.ceil(nSentences / perRow) * (height + rowGap) - MARGIN.row;
  const marks = el("g", { class: "marks" });
  const svg = el(
    "svg",
    { viewBox: `0 0 ${width} ${total}`, width, height: total },
    drawSheets(activations, places, pictures),
    places.map((place) => captions(activations, place)),
    places.filter((_, b) => b % perRow === 0).map(featureAxis),
    marks,
  );

  /**
   * @param {Cell} cell
   * @param {Box[][]} slices
   */
  function light(cell, slices) {
    const rings = slices.map((slice) => boxesOf(activations, places, slice).map(ringAround));
    marks.replaceChildren(
      ...rings.map((boxes) => el("path", { d: outlines(boxes), class: "ring" })),
      el("circle", { ...middleOf(activations, places, cell), r: 5, class: "cell" }),
    );
  }

  return { svg, places, light };
}

/**
 * @param {Activations} activations
 * @param {Place} place
 */
function captions(activations, place) {
  const { b, x, y, column, height, width } = place;
  const name = b === 0 ? t("norms.first_sentence") : t("norms.sentence", { n: b + 1 });
  return [
    el("text", { x, y: y - 7, class: "name" }, width > 90 ? name : String(b + 1)),
    column >= LEGIBLE_COLUMN && tokenNames(activations, place, y + height + 6),
  ];
}

/**
 * A sentence's tokens below their columns.
 *
 * @param {Activations} activations
 * @param {Place} place
 * @param {number} y
 */
export function tokenNames({ spans, sentences }, { b, x, column }, y) {
  const [start] = spans[b];
  return sentences[b].tokens.map(({ text }, i) =>
    el(
      "text",
      { transform: `translate(${x + (start + i + 0.5) * column + 3.5} ${y}) rotate(-90)`, class: "token" },
      shortened(text, LONGEST_LABEL),
    ),
  );
}

const featureAxis = (/** @type {Place} */ { y, height }) =>
  el(
    "text",
    { transform: `translate(12 ${y + height / 2}) rotate(-90)`, "text-anchor": "middle" },
    t("norms.features_axis"),
  );
