// All heads of a stack as thumbnails on one canvas, with a radio button over each.

import { el } from "../lib/dom.js";
import { hatch, imageCanvas, prepare } from "../lib/heatmap.js";
import { walk } from "../lib/keys.js";
import { tells } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { weightImage } from "./shades.js";

/** @import { At, Head, Stack } from "./data.js" */

const GUTTER = 26;
const GAP = 4;
const LARGEST = 54;
const SMALLEST = 18;
const HATCH_GAP = 5;

/**
 * A grid of thumbnails: rows are layers, columns heads.
 *
 * @param {Stack} stack @param {string} family @param {(at: At) => void} onOpen called when a person picks one
 * @param {string} opens the id of the element that shows it
 */
export function headGrid(stack, family, onOpen, opens) {
  const { nLayers, nHeads } = stack;
  const places = Array.from({ length: nLayers * nHeads }, (_, i) => ({
    layer: Math.floor(i / nHeads),
    head: i % nHeads,
  }));
  const buttons = places.map((at) => radio(at, () => open(at)));
  const buttonOf = (/** @type {At} */ { layer, head }) => buttons[layer * nHeads + head];
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cover = el(
    "div",
    {
      class: "um-attention-cover",
      role: "radiogroup",
      "aria-label": t("attention.grid"),
      "aria-controls": opens,
      onkeydown,
    },
    Array.from({ length: nHeads }, (_, head) => label(`H${head}`, 1, head + 2)),
    Array.from({ length: nLayers }, (_, layer) => label(`L${layer}`, layer + 2, 1)),
    buttons,
  );
  const style = { "--heads": nHeads, "--gutter": `${GUTTER}px`, "--gap": `${GAP}px` };
  const sheet = el("div", { class: "um-attention-sheet", style }, canvas, cover);
  let side = 0;

  /** @param {KeyboardEvent} event */
  function onkeydown(event) {
    const from = buttons.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const at = { row: Math.floor(from / nHeads), column: from % nHeads };
    const to = from < 0 ? null : walk(event, at, { nRows: nLayers, nColumns: nHeads });
    if (!to) return;
    event.preventDefault();
    const place = { layer: to.row, head: to.column };
    open(place);
    buttonOf(place).focus();
  }
  /** @param {At} at */
  function open(at) {
    select(at);
    onOpen(at);
  }
  /** @param {At} at */
  function select(at) {
    for (const button of buttons) {
      const isChosen = button === buttonOf(at);
      button.setAttribute("aria-checked", String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
    }
  }
  function draw() {
    if (!side) return;
    const pitch = side + GAP;
    const context = prepare(canvas, nHeads * pitch - GAP, nLayers * pitch - GAP);
    for (const { layer, head } of places) {
      const map = /** @type {Head} */ (stack.coarse({ layer, head, kind: "head" }));
      context.imageSmoothingEnabled = map.nColumns > side * (window.devicePixelRatio || 1);
      context.imageSmoothingQuality = "high";
      const box = { x: head * pitch, y: layer * pitch, width: side, height: side };
      hatch(context, box, HATCH_GAP);
      context.drawImage(imageCanvas(weightImage(map, family)), box.x, box.y, side, side);
    }
  }
  /** @param {number} width */
  function resize(width) {
    const fitting = Math.floor((width - GUTTER) / nHeads) - GAP;
    side = Math.max(SMALLEST, Math.min(LARGEST, fitting));
    sheet.style.setProperty("--side", `${side}px`);
    draw();
  }
  return { element: el("div", { class: "um-attention-grid" }, sheet), draw, resize, select };
}

/** @param {At} at @param {() => void} onclick */
function radio({ layer, head }, onclick) {
  const name = t("attention.name_head", { layer, head });
  const style = { "grid-row": layer + 2, "grid-column": head + 2 };
  return el("button", { type: "button", role: "radio", "aria-label": name, style, onclick, ...tells(name) });
}

/** @param {string} text @param {number} row @param {number} column */
const label = (text, row, column) =>
  el("span", { "aria-hidden": "true", style: { "grid-row": row, "grid-column": column } }, text);
