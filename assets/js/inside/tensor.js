// An opened tensor: what it is, all its numbers as cells, its formula and its line of PyTorch, and the lab that shows
// it in depth. A cell that is chosen is taken apart below (sum.js).

import { bar } from "../lib/bars.js";
import { colour } from "../lib/colours.js";
import { el } from "../lib/dom.js";
import { setFormula } from "../lib/formula.js";
import { cellImage, hatch, imageCanvas, prepare } from "../lib/heatmap.js";
import { largestSize, short, usualSize } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";
import { difference, diverging } from "../lib/ramp.js";
import { t } from "../lib/words.js";
import { listen, rowNames } from "./cells.js";

/** @import { Flow } from "./data.js" */
/** @import { Place } from "../lib/keys.js" */
/** @import { TensorPayload } from "./payloads.js" */
/** @import { Steps } from "./steps.js" */

const LABELS = 96; // pixels of the rows' names
const [TALLEST, LOWEST, USUAL_HEIGHT, WIDEST] = [22, 3, 420, 22];
const USUAL = 0.99;
const MOST_BARS = 24;

/**
 * @param {TensorPayload} tensor
 * @param {{ flow: Flow, steps: Steps, cell: Place | null, width: number, link: string | null }} shown
 * @param {{ onCell: (place: Place) => void }} on
 */
export function drawTensor(tensor, { flow, steps, cell, width, link }, on) {
  const { name, equation, code } = tensor;
  const formula = el("div", { class: "formula" });
  if (equation) setFormula(formula, equation);
  const lens = steps.lens(name);
  return [
    el(
      "header",
      {},
      el("h3", {}, name),
      lens && el("small", { class: "quiet" }, t("inside.lens_name", { name: lens })),
    ),
    el("p", { class: "says" }, steps.says(name)),
    el(
      "div",
      { class: "tensor-row" },
      tensor.columns ? vocabulary(tensor, cell, on) : cells(tensor, { flow, cell, width: Math.min(width, 860) }, on),
      el(
        "aside",
        {},
        formula,
        el("pre", { class: "code" }, el("code", {}, code)),
        link &&
          el(
            "p",
            {},
            el("a", { class: "um-inside-depth", href: link }, t("inside.in_depth", { lab: depthOf(steps, name) })),
          ),
      ),
    ),
  ];
}

/**
 * The cells, with the tokens' names beside the rows, and above the columns of a map.
 *
 * @param {TensorPayload} tensor
 * @param {{ flow: Flow, cell: Place | null, width: number }} shown
 * @param {{ onCell: (place: Place) => void }} on
 */
function cells(tensor, { flow, cell, width }, on) {
  const values = decodeArray(tensor.values);
  const allowed = tensor.allowed && decodeArray(tensor.allowed);
  const [nRows, nColumns] = values.shape;
  const grid = { nRows, nColumns };
  const size = {
    row: Math.max(LOWEST, Math.min(TALLEST, USUAL_HEIGHT / nRows)),
    column: Math.max(1, Math.min(WIDEST, (width - LABELS) / nColumns)),
  };
  const [wide, tall] = [size.column * nColumns, size.row * nRows];
  const isMap = allowed !== null && nRows === flow.nTokens && nColumns === flow.nTokens;
  const canvas = el("canvas", {
    class: "um-cells",
    role: "application",
    tabindex: "0",
    "aria-label": t("inside.cells_alt", { name: tensor.name }),
  });
  paint(canvas, values, allowed, grid, { wide, tall, cell });
  const told = (/** @type {Place} */ { row, column }) => {
    const value = allowed && !allowed.at(row, column) ? t("inside.forbidden") : short(values.at(row, column));
    const second = isMap ? flow.tokens[column].label : column;
    return t("inside.cell_told", { row, token: flow.tokens[row].label, column: second, value });
  };
  listen(canvas, grid, cell, { told, onCell: on.onCell });
  return el(
    "div",
    { class: "cells" },
    el("div", { class: "scroll" }, rowNames(flow.tokens, { row: size.row, width: LABELS }), canvas),
    el("p", { class: "um-caption" }, t(isMap ? "inside.map_axes" : "inside.axes", { n: nColumns })),
  );
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {{ data: ArrayLike<number>, at: (...index: number[]) => number }} values
 * @param {{ at: (...index: number[]) => number } | null} allowed
 * @param {{ nRows: number, nColumns: number }} grid
 * @param {{ wide: number, tall: number, cell: Place | null }} size
 */
function paint(canvas, values, allowed, grid, { wide, tall, cell }) {
  const context = prepare(canvas, wide, tall);
  const pixelOf = difference(diverging(), usualSize(values.data, USUAL));
  if (allowed) hatch(context, { x: 0, y: 0, width: wide, height: tall }, 6);
  context.imageSmoothingEnabled = false;
  const isSeen = (/** @type {number} */ row, /** @type {number} */ column) => !allowed || allowed.at(row, column);
  const image = cellImage(grid, (row, column) => (isSeen(row, column) ? pixelOf(values.at(row, column)) : 0));
  context.drawImage(imageCanvas(image), 0, 0, wide, tall);
  if (!cell) return;
  const [width, height] = [wide / grid.nColumns, tall / grid.nRows];
  context.strokeStyle = colour("ink");
  context.lineWidth = 2;
  const grown = Math.max(0, 7 - width) / 2;
  context.strokeRect(cell.column * width - grown, cell.row * height, width + 2 * grown, height);
}

/**
 * The largest numbers of a tensor as wide as the vocabulary, by token.
 *
 * @param {TensorPayload} tensor
 * @param {Place | null} cell
 * @param {{ onCell: (place: Place) => void }} on
 */
function vocabulary({ values, columns, labels, position }, cell, { onCell }) {
  const { data } = decodeArray(values);
  const most = largestSize(data);
  const rows = (columns ?? []).slice(0, MOST_BARS).map((column, i) =>
    el(
      "button",
      {
        type: "button",
        class: "logit",
        "aria-pressed": String(cell?.column === column),
        onclick: () => onCell({ row: position ?? 0, column }),
      },
      el("span", {}, labels?.[i]),
      bar(Math.max(0, data[i]) / most, short(data[i])),
    ),
  );
  return el(
    "div",
    { class: "vocabulary" },
    rows,
    el("p", { class: "um-caption" }, t("inside.largest", { n: MOST_BARS })),
  );
}

/** The title of the lab that shows a step in depth. @param {Steps} steps @param {string} name */
const depthOf = (steps, name) => t(`${steps.of(name).depth?.[0]}.title`);
