// Drawing blocks of the norms view: sheets (one sentence's numbers, positions across and features
// down), their arrangement in a row or as a cube, and the light on a slice.

import { el } from "../lib/dom.js";
import { cellCanvas, hatchPattern } from "../lib/heatmap.js";
import { difference, diverging } from "../lib/ramp.js";

/** @import { Activations, Box, Cell } from "./activations.js" */

/** @typedef {{ x: number, y: number, width: number, height: number }} Rect */
/** @typedef {Rect & { b: number, column: number }} Place where a sheet lies, and how wide a position is */

/**
 * One picture for every sentence, a pixel for every number: data URLs. Padding stays transparent.
 *
 * @param {Activations} activations
 * @param {ArrayLike<number>} values `[batch, pos, d_model]`
 * @param {number} limit numbers beyond it have the strongest colour
 */
export function sheetPictures({ nSentences, nPositions, dModel, isPadding }, values, limit) {
  const pixelOf = difference(diverging(), limit);
  const picture = (/** @type {number} */ b) =>
    cellCanvas({ nRows: dModel, nColumns: nPositions }, (d, p) =>
      isPadding(b, p) ? 0 : pixelOf(values[(b * nPositions + p) * dModel + d]),
    ).toDataURL();
  return Array.from({ length: nSentences }, (_, b) => picture(b));
}

/** The diverging colours as a strip, for the legend within a picture: a data URL. */
export function colourStrip() {
  const colours = diverging();
  return cellCanvas({ nRows: 1, nColumns: colours.length }, (_, at) => colours[at]).toDataURL();
}

/**
 * Where each sheet lies: `perRow` of them side by side, then the next row.
 *
 * @param {Activations} activations
 * @param {{ left?: number, top?: number, width: number, height: number, gap: number, perRow?: number, rowGap?: number,
 *   maxColumn?: number }} room
 * @returns {Place[]}
 */
export function arrange({ nSentences, nPositions }, { left = 0, top = 0, width, height, gap, ...rest }) {
  const { perRow = nSentences, rowGap = 0, maxColumn = 14 } = rest;
  const column = Math.min(maxColumn, (width - gap * (perRow - 1)) / perRow / nPositions);
  return Array.from({ length: nSentences }, (_, b) => ({
    b,
    x: left + (b % perRow) * (column * nPositions + gap),
    y: top + Math.floor(b / perRow) * (height + rowGap),
    width: column * nPositions,
    height,
    column,
  }));
}

/**
 * The sheets themselves, padding hatched.
 *
 * @param {Activations} activations
 * @param {Place[]} places
 * @param {string[]} pictures
 */
export function drawSheets(activations, places, pictures) {
  const hatch = hatchPattern(5);
  return el(
    "g",
    {},
    hatch.defs,
    places.map((place) => [
      el("image", { href: pictures[place.b], ...rectOf(place), preserveAspectRatio: "none" }),
      paddingOf(activations, place).map((box) => el("rect", { ...box, fill: hatch.fill })),
      el("rect", { ...rectOf(place), class: "sheet" }),
    ]),
  );
}

/**
 * @param {Rect} place
 * @returns {Rect}
 */
export const rectOf = ({ x, y, width, height }) => ({ x, y, width, height });

/**
 * @param {Activations} activations
 * @param {Place} place
 */
function paddingOf({ spans, nPositions }, { b, x, y, column, height }) {
  const [start, end] = spans[b];
  return [
    [0, start],
    [end, nPositions],
  ]
    .filter(([from, to]) => to > from)
    .map(([from, to]) => ({ x: x + from * column, y, width: (to - from) * column, height }));
}

/**
 * The cell under a point of the figure, or null outside the sheets.
 *
 * @param {{ nPositions: number, dModel: number }} activations
 * @param {Place[]} places
 * @param {number} x
 * @param {number} y
 * @returns {Cell | null}
 */
export function cellAt({ nPositions, dModel }, places, x, y) {
  const place = places.find(
    (sheet) => x >= sheet.x && x < sheet.x + sheet.width && y >= sheet.y && y < sheet.y + sheet.height,
  );
  if (!place) return null;
  const p = Math.min(nPositions - 1, Math.floor((x - place.x) / place.column));
  const d = Math.min(dModel - 1, Math.floor(((y - place.y) / place.height) * dModel));
  return { b: place.b, p, d };
}

/**
 * What a slice covers in the figure.
 *
 * @param {{ dModel: number }} activations
 * @param {Place[]} places
 * @param {Box[]} slice
 * @returns {Rect[]}
 */
export function boxesOf({ dModel }, places, slice) {
  return slice.map(({ b, positions, features }) => {
    const place = places[b];
    const row = place.height / dModel;
    return {
      x: place.x + positions[0] * place.column,
      y: place.y + features[0] * row,
      width: (positions[1] - positions[0]) * place.column,
      height: (features[1] - features[0]) * row,
    };
  });
}

/**
 * The middle of a cell in the figure.
 *
 * @param {{ dModel: number }} activations
 * @param {Place[]} places
 * @param {Cell} cell
 */
export function middleOf({ dModel }, places, { b, p, d }) {
  const { x, y, column, height } = places[b];
  return { cx: x + (p + 0.5) * column, cy: y + ((d + 0.5) * height) / dModel };
}

const THINNEST = 2.5;
const AROUND = 2; // between a slice and its ring, so that the ring hides none of the slice's own numbers

/**
 * A box grown about its middle until it can be seen.
 *
 * @param {Rect} box
 * @returns {Rect}
 */
export function visibleBox({ x, y, width, height }) {
  const [dx, dy] = [width, height].map((side) => Math.max(0, THINNEST - side) / 2);
  return { x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy };
}

/** The ring around a slice. @param {Rect} box @returns {Rect} */
export const ringAround = ({ x, y, width, height }) => ({
  x: x - AROUND,
  y: y - AROUND,
  width: width + 2 * AROUND,
  height: height + 2 * AROUND,
});

const outline = (/** @type {Rect} */ { x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}z`;

export const outlines = (/** @type {Rect[]} */ boxes) => boxes.map(outline).join("");

/**
 * A path over all sheets with holes where the boxes are: what is left in the dark.
 *
 * @param {Rect[]} places
 * @param {Rect[]} boxes
 */
export const shadeAround = (places, boxes) => outlines(places) + outlines(boxes);

/**
 * @param {Element} node
 * @param {Record<string, string | number>} attributes
 */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
}
