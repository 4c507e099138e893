// One head, large: cells on canvas; labels, titles and the marks of the cell in focus in SVG.

import { el, scaleOf } from "../lib/dom.js";
import { cellAt, hatch, hatchPattern, imageCanvas, prepare } from "../lib/heatmap.js";
import { axisLabels, columnLabels, columnRoom, pageFont, rowLabels } from "../lib/labels.js";
import { cssOf } from "../lib/ramp.js";
import { t } from "../lib/words.js";
import { labelsOf } from "./data.js";
import { listen } from "./pointing.js";
import { weightImage, weightPixels } from "./shades.js";

/** @import { Cell, Head, Stack } from "./data.js" */
/** @import { Picture, Pointing } from "./pointing.js" */

const LARGEST_CELL = 34;
const SMALLEST_WHOLE = 2; // pixels; what does not fit then gets cells of a fraction of a pixel
const SMALLEST_CELL = 0.25;
const RULED_CELL = 12; // from here on there is room for lines between the cells
const TITLE = 20;
const NARROW = 400; // below this, labels are cut shorter
const HATCH_GAP = 7;
const SAVED_WIDTH = 900;

/**
 * @param {Stack} stack @param {string} family @param {Pointing} pointing
 * @param {{ label?: string, image?: (head: Head, family: string) => ImageData }} [options] `image` colours the cells
 * @returns {Picture}
 */
export function headMap(stack, family, pointing, { label = t("attention.map"), image = weightImage } = {}) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const svg = el("svg", { "aria-hidden": "true" });
  const attrs = { class: "um-attention-map", tabindex: "0", role: "application", "aria-label": label };
  const element = el("div", attrs, canvas, svg);
  const grid = { nRows: stack.nQueries, nColumns: stack.nKeys };
  /** @type {{ head: Head | null, cell: Cell | null, layout: Layout | null, mark: ((cell: Cell) => void) | null }} */
  const now = { head: null, cell: null, layout: null, mark: null };
  const pointed = (/** @type {PointerEvent} */ event) => {
    const place = cellAt(canvas, event, grid);
    return place && { query: place.row, key: place.column };
  };
  const where = { cellAt: pointed, focused: () => now.cell, stack };
  listen(element, ["pointermove", "pointerdown"], where, pointing);
  element.addEventListener("focus", () => element.matches(":focus-visible") && now.cell && pointing.onFocus(now.cell));

  const draw = () => now.layout && now.head && paint(canvas, image(now.head, family), now.head, now.layout);
  return {
    element,
    svg,
    draw,
    resize(available) {
      const layout = arrange(stack, available);
      const { left, top, width, height, right } = layout;
      now.layout = layout;
      Object.assign(element.style, { width: `${left + width + right}px`, height: `${top + height}px` });
      Object.assign(canvas.style, { left: `${left}px`, top: `${top}px` });
      now.mark = furnish(svg, layout);
      draw();
      if (now.cell) now.mark(now.cell);
    },
    show(head) {
      now.head = head;
      draw();
    },
    focus(cell) {
      now.cell = cell;
      now.mark?.(cell);
    },
    middle({ query, key }) {
      const box = canvas.getBoundingClientRect();
      const side = scaleOf(canvas) * (now.layout?.cell ?? 0);
      return { x: box.left + (key + 0.5) * side, y: box.top + query * side };
    },
  };
}

/** @typedef {ReturnType<typeof arrange>} Layout */

/** Sizes in pixels that let the map fit the width. @param {Stack} stack @param {number} available */
function arrange({ queries, keys }, available) {
  const longest = available < NARROW ? 8 : 14;
  const [rows, columns] = [queries, keys].map((tokens) => axisLabels(labelsOf(tokens), longest));
  const left = TITLE + rows.longest + 8;
  const room = (/** @type {number} */ cell) => available - left - columnRoom(columns, cell).beside;
  let cell = LARGEST_CELL;
  while (cell > SMALLEST_WHOLE && keys.length * cell > room(cell)) cell--;
  cell = Math.max(SMALLEST_CELL, Math.min(cell, room(cell) / keys.length));
  const { above, beside } = columnRoom(columns, cell);
  const [width, height] = [keys.length * cell, queries.length * cell];
  return { cell, left, top: TITLE + above, right: beside, width, height, rows, columns };
}

/** @param {HTMLCanvasElement} canvas @param {ImageData} image @param {Head} head @param {Layout} layout */
function paint(canvas, image, head, { width, height, cell }) {
  const context = prepare(canvas, width, height);
  hatch(context, { x: 0, y: 0, width, height }, HATCH_GAP);
  context.imageSmoothingEnabled = cell < 1; // else most cells would be skipped
  const [down, across] = head.block; // a block of the grid stands for several positions, the last perhaps for fewer
  context.drawImage(imageCanvas(image), 0, 0, image.width * across * cell, image.height * down * cell);
  if (cell < RULED_CELL) return;
  context.globalCompositeOperation = "destination-out";
  for (let x = cell; x < width - 1; x += cell) context.fillRect(x - 0.5, 0, 1, height);
  for (let y = cell; y < height - 1; y += cell) context.fillRect(0, y - 0.5, width, 1);
}

/** Titles and labels of both axes. @param {Layout} layout */
function axes({ left, top, height, cell, rows, columns }) {
  const title = (/** @type {"key" | "query"} */ axis, /** @type {Record<string, string | number>} */ place) =>
    el("text", { class: "um-attention-title", ...place }, t(`attention.axis_${axis}`));
  return {
    titles: [
      title("key", { x: left, y: 13 }),
      title("query", { transform: `translate(13 ${top + height}) rotate(-90)` }),
    ],
    rows: rowLabels(rows, { x: left - 8, y: top, cell }),
    columns: columnLabels(columns, { x: left, y: top, cell }),
  };
}

/** Writes the axes, and returns what moves the marks to a cell. @param {SVGSVGElement} svg @param {Layout} layout */
function furnish(svg, layout) {
  const { left, top, width, height, right, cell: side } = layout;
  const { titles, rows, columns } = axes(layout);
  const band = el("rect", { class: "um-attention-band", x: left, width, height: side });
  const ring = el("rect", { class: "um-attention-focus", width: side, height: side });
  svg.setAttribute("width", String(left + width + right));
  svg.setAttribute("height", String(top + height));
  svg.replaceChildren(...titles, ...rows, ...columns, band, ring);
  /** @type {SVGTextElement[]} */
  let marked = [];
  return (/** @type {Cell} */ { query, key }) => {
    for (const rect of [band, ring]) rect.setAttribute("y", String(top + query * side));
    ring.setAttribute("x", String(left + key * side));
    for (const label of marked) label.classList.remove("um-attention-here");
    marked = [rows[query], columns[key]];
    for (const label of marked) label.classList.add("um-attention-here");
  };
}

/**
 * The map to be saved: all vectors, the cells of one colour in one path.
 *
 * @param {Stack} stack @param {Head} head @param {string} family
 */
export function mapPicture(stack, head, family) {
  const layout = arrange(stack, SAVED_WIDTH);
  const { left, top, width, height, right, cell } = layout;
  const pixelAt = weightPixels(head, family);
  /** @type {Map<number, string>} */
  const paths = new Map();
  for (let row = 0; row < head.nRows; row++)
    for (let column = 0; column < head.nColumns; column++) {
      const pixel = pixelAt(row, column);
      const square = `M${left + column * cell} ${top + row * cell}h${cell}v${cell}h${-cell}z`;
      if (pixel) paths.set(pixel, (paths.get(pixel) ?? "") + square);
    }
  const { titles, rows, columns } = axes(layout);
  const { defs, fill } = hatchPattern();
  return el(
    "svg",
    { viewBox: `0 0 ${left + width + right} ${top + height}`, "font-family": pageFont(), "font-size": 13 },
    defs,
    titles,
    rows,
    columns,
    el("rect", { x: left, y: top, width, height, fill }),
    [...paths].map(([pixel, d]) => el("path", { d, fill: cssOf(pixel) })),
  );
}
