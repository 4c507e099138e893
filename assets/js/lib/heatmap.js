// Numbers as cells: pictures of one pixel a cell, canvases as sharp as the screen, hatching for what is
// forbidden or padding, and a map of rows by tokens with its labels.

import { colour } from "./colours.js";
import { el, scaleOf } from "./dom.js";
import { inside, isPress, walk } from "./keys.js";
import { axisLabels, columnLabels, columnRoom } from "./labels.js";
import { difference, diverging } from "./ramp.js";

/** @typedef {import("./keys.js").Place} Place */
/** @typedef {{ nRows: number, nColumns: number }} Grid */
/** @typedef {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} Context */

/** @param {HTMLCanvasElement} canvas */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * Sizes a canvas for the screen's pixels and returns its context, in CSS pixels, cleared.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 */
export function prepare(canvas, width, height) {
  const page = document.querySelector(".gradio-container .main");
  const density = (window.devicePixelRatio || 1) * (page ? scaleOf(page) : 1);
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = contextOf(canvas);
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/**
 * An image of one pixel a cell.
 *
 * @param {Grid} grid
 * @param {(row: number, column: number) => number} pixelAt a pixel of a ramp; 0 leaves the cell clear
 */
export function cellImage({ nRows, nColumns }, pixelAt) {
  const image = new ImageData(nColumns, nRows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0, at = 0; row < nRows; row++)
    for (let column = 0; column < nColumns; column++, at++) pixels[at] = pixelAt(row, column);
  return image;
}

/**
 * A canvas that is not on the page, to be drawn at any size.
 *
 * @param {ImageData} image
 */
export function imageCanvas(image) {
  const canvas = new OffscreenCanvas(image.width, image.height);
  /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d")).putImageData(image, 0, 0);
  return canvas;
}

/**
 * A canvas of one pixel a cell; the style sheet stretches it.
 *
 * @param {Grid} grid
 * @param {(row: number, column: number) => number} pixelAt
 */
export function cellCanvas({ nRows, nColumns }, pixelAt) {
  const canvas = el("canvas", { class: "um-cells", width: nColumns, height: nRows });
  contextOf(canvas).putImageData(cellImage({ nRows, nColumns }, pixelAt), 0, 0);
  return canvas;
}

/**
 * Numbers of a matrix in the diverging colours, one pixel each; those beyond `limit` have the strongest.
 *
 * @param {ArrayLike<number>} values row by row
 * @param {Grid} grid
 * @param {number} limit
 */
export function valueCanvas(values, grid, limit) {
  const pixelOf = difference(diverging(), limit);
  return cellCanvas(grid, (row, column) => pixelOf(values[row * grid.nColumns + column]));
}

/**
 * Fills a rectangle with hatching: thin strokes from lower left to upper right, `gap` apart.
 *
 * @param {Context} context
 * @param {{ x: number, y: number, width: number, height: number }} box
 * @param {number} gap
 */
export function hatch(context, { x, y, width, height }, gap) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.fillStyle = colour("sunken");
  context.fillRect(x, y, width, height);
  context.strokeStyle = colour("hatch");
  context.lineWidth = Math.max(0.5, gap / 7);
  context.beginPath();
  for (let from = Math.floor((x - height) / gap) * gap; from < x + width; from += gap) {
    context.moveTo(from, y + height);
    context.lineTo(from + height, y);
  }
  context.stroke();
  context.restore();
}

let nPatterns = 0;

/**
 * The same hatching for SVG: `{defs, fill}`, the one to be put into the picture, the other to fill with.
 *
 * @param {number} [gap]
 */
export function hatchPattern(gap = 6) {
  const id = `um-hatch-${++nPatterns}`;
  const defs = el(
    "defs",
    {},
    el(
      "pattern",
      { id, width: gap, height: gap, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      el("rect", { width: gap, height: gap, class: "um-hatch-ground", fill: colour("sunken") }),
      el("line", { x1: 0, y1: 0, x2: 0, y2: gap, class: "um-hatch-line", stroke: colour("hatch") }),
    ),
  );
  return { defs, fill: `url(#${id})` };
}

/**
 * The cell of an evenly divided element that an event of the pointer means; null outside.
 *
 * @param {Element} element
 * @param {{ clientX: number, clientY: number }} event
 * @param {Grid} grid
 * @returns {Place | null}
 */
export function cellAt(element, { clientX, clientY }, { nRows, nColumns }) {
  const box = element.getBoundingClientRect();
  const row = Math.floor(((clientY - box.top) / box.height) * nRows);
  const column = Math.floor(((clientX - box.left) / box.width) * nColumns);
  return row >= 0 && row < nRows && column >= 0 && column < nColumns ? { row, column } : null;
}

/**
 * A strip that says what the colours stand for: `low`, the colours, `high`.
 *
 * @param {string} low
 * @param {string} high
 * @param {"amount" | "difference"} [kind] an amount goes from the page to `--um-family-fill`
 */
export const rampLegend = (low, high, kind = "amount") =>
  el(
    "span",
    { class: `um-ramp um-ramp-${kind}` },
    el("span", {}, low),
    el("i", { "aria-hidden": "true" }),
    el("span", {}, high),
  );

/**
 * @typedef {object} TokenMap
 * @property {string[]} labels of the columns
 * @property {number} nRows
 * @property {(row: number, column: number) => number} pixelAt
 * @property {number} width
 * @property {number} height
 * @property {string} alt
 * @property {Place | null} [chosen]
 * @property {number} [longest] characters of a label
 * @property {number} [maxColumn] pixels
 */
/**
 * `where` is a place in the window, for a tooltip.
 * @typedef {object} TokenMapEvents
 * @property {(place: Place, where: { x: number, y: number }) => void} onPoint
 * @property {() => void} onLeave
 * @property {(place: Place) => void} [onChoose]
 */

/**
 * Rows of numbers by tokens, the tokens named on top. The pointer and the arrow keys tell of a cell.
 *
 * @param {TokenMap} map
 * @param {TokenMapEvents} on
 * @returns {{ element: HTMLElement, canvas: HTMLCanvasElement }}
 */
export function tokenMap({ labels, nRows, pixelAt, width, height, alt, chosen = null, ...sizes }, on) {
  const { longest = 14, maxColumn = 64 } = sizes;
  const grid = { nRows, nColumns: labels.length };
  const names = axisLabels(labels, longest);
  const room = columnRoom(names, Math.min(maxColumn, width / grid.nColumns));
  const cell = Math.min(maxColumn, (width - room.beside) / grid.nColumns);
  const size = { width: cell * grid.nColumns, height };
  const canvas = el("canvas", { class: "um-cells", role: "application", "aria-label": alt, tabindex: "0" });
  const context = prepare(canvas, size.width, height);
  context.imageSmoothingEnabled = false;
  context.drawImage(imageCanvas(cellImage(grid, pixelAt)), 0, 0, size.width, height);
  if (chosen) ring(context, chosen, { cell, row: height / nRows, width: size.width });
  listen(canvas, grid, chosen, on);
  const texts = columnLabels(names, { y: room.above, cell });
  if (chosen) texts[chosen.column].classList.add("um-here");
  const top = { class: "um-columns", width: size.width + room.beside, height: room.above, "aria-hidden": "true" };
  return { element: el("div", { class: "um-token-map" }, el("svg", top, texts), canvas), canvas };
}

/** The same, to be saved. @param {TokenMap} map */
export const tokenPicture = (map) => tokenMap(map, { onPoint() {}, onLeave() {} }).element;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Grid} grid
 * @param {Place | null} chosen
 * @param {TokenMapEvents} on
 */
function listen(canvas, grid, chosen, { onPoint, onLeave, onChoose }) {
  let at = chosen ?? { row: 0, column: 0 };
  const whereOf = (/** @type {Place} */ { row, column }) => {
    const box = canvas.getBoundingClientRect();
    return {
      x: box.left + ((column + 0.5) / grid.nColumns) * box.width,
      y: box.top + (row / grid.nRows) * box.height,
    };
  };
  const placeOf = (/** @type {MouseEvent} */ event) => {
    const place = cellAt(canvas, event, grid);
    if (place) at = place;
    return place;
  };
  canvas.addEventListener("pointermove", (event) => {
    const place = placeOf(event);
    if (place) onPoint(place, { x: event.clientX, y: event.clientY - 6 });
  });
  canvas.addEventListener("pointerleave", onLeave);
  canvas.addEventListener("blur", onLeave);
  canvas.addEventListener("click", (event) => {
    const place = placeOf(event);
    if (place) onChoose?.(place);
  });
  canvas.addEventListener("keydown", (event) => {
    const next = walk(event, at, grid);
    if (!next && !isPress(event)) return;
    event.preventDefault();
    event.stopPropagation();
    at = next ?? at;
    if (next) onPoint(at, whereOf(at));
    else onChoose?.(at);
  });
}

/**
 * @param {Context} context
 * @param {Place} chosen
 * @param {{ cell: number, row: number, width: number }} size
 */
function ring(context, chosen, { cell, row, width }) {
  const y = Math.max(0, chosen.row) * row;
  context.strokeStyle = colour("ink");
  context.lineWidth = 1;
  context.strokeRect(0.5, Math.max(0.5, y - 2), width - 1, Math.max(5, row + 4));
  context.lineWidth = 2;
  context.strokeRect(inside(chosen.column, Infinity) * cell, Math.max(1, y - 4), cell, Math.max(9, row + 8));
}
