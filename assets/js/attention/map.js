// One head, large: cells on canvas; labels, titles and the marks of the cell in focus in SVG.

import { el, t } from "../common.js";
import { cellImage, hatch, imageCanvas, prepare, ramp, scale } from "./colours.js";
import { axis, columnRoom, columnTransform, every } from "./labels.js";
import { listen } from "./pointing.js";

const LARGEST_CELL = 34;
const SMALLEST_WHOLE = 2; // pixels; what does not fit then gets cells of a fraction of a pixel
const SMALLEST_CELL = 0.25;
const TITLE = 20;
const NARROW = 400; // below this, labels are cut shorter
const HATCH_GAP = 7;

/**
 * @param onFocus called with {query, key} when a person points at a cell or walks to it
 * @param onLeave called when nothing is pointed at any more
 * @param onPick called with {query, key} when a person presses on a cell
 * @param image how the cells are coloured: `(head) => ImageData`
 */
export function headMap(
  stack,
  family,
  { onFocus, onLeave, onPick, label = t("attention.map"), image = weightImage(family) },
) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const overlay = el("svg", { "aria-hidden": "true" });
  const element = el(
    "div",
    { class: "um-attention-map", tabindex: "0", role: "application", "aria-label": label },
    canvas,
    overlay,
  );
  const state = { head: null, focus: null, layout: null };
  let marks = null;

  const cellAt = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    const key = Math.floor(((clientX - box.left) / box.width) * stack.n_keys);
    const query = Math.floor(((clientY - box.top) / box.height) * stack.n_queries);
    const inside = key >= 0 && key < stack.n_keys && query >= 0 && query < stack.n_queries;
    return inside ? { query, key } : null;
  };
  listen(element, ["pointermove", "pointerdown"], { cellAt, state, stack, onFocus, onLeave, onPick });
  element.addEventListener("focus", () => element.matches(":focus-visible") && state.focus && onFocus(state.focus));

  const draw = () => {
    if (!state.layout || !state.head) return;
    const { width, height } = state.layout;
    const context = prepare(canvas, width, height);
    hatch(context, 0, 0, width, height, HATCH_GAP);
    context.imageSmoothingEnabled = state.layout.cell < 1; // else most cells would be skipped
    const picture = imageCanvas(image(state.head));
    // A block of the grid stands for several positions, the last perhaps for fewer.
    const [down, across] = state.head.block;
    const { cell } = state.layout;
    context.drawImage(picture, 0, 0, picture.width * across * cell, picture.height * down * cell);
    if (cell >= 12) rule(context, stack, cell);
  };
  const resize = (available) => {
    state.layout = arrange(stack, available, getComputedStyle(element).fontFamily);
    const { left, top, width, height, right } = state.layout;
    element.style.width = `${left + width + right}px`;
    element.style.height = `${top + height}px`;
    Object.assign(canvas.style, { left: `${left}px`, top: `${top}px` });
    marks = furnish(overlay, state.layout);
    draw();
    if (state.focus) moveMarks(marks, state.layout, state.focus);
  };
  return {
    element,
    draw,
    resize,
    show(head) {
      state.head = head;
      draw();
    },
    focus(cell) {
      state.focus = cell;
      if (marks) moveMarks(marks, state.layout, cell);
    },
    /** Where a cell is in the window, for a tooltip. */
    middle({ query, key }) {
      const box = canvas.getBoundingClientRect();
      const { cell } = state.layout;
      return { x: box.left + (key + 0.5) * cell, y: box.top + query * cell };
    },
  };
}

const weightImage = (family) => (head) => cellImage(head, ramp(family), scale.get());

/** Sizes in pixels that let the map fit the width. */
export function arrange(stack, available, fontFamily) {
  const longest = available < NARROW ? 8 : 14;
  const rows = axis(stack.queries, fontFamily, longest);
  const columns = axis(stack.keys, fontFamily, longest);
  const left = TITLE + rows.longest + 8;
  const room = (cell) => available - left - columnRoom(columns, cell).beside;
  let cell = LARGEST_CELL;
  while (cell > SMALLEST_WHOLE && stack.n_keys * cell > room(cell)) cell--;
  cell = Math.max(SMALLEST_CELL, Math.min(cell, room(cell) / stack.n_keys));
  const { above, beside } = columnRoom(columns, cell);
  const [width, height] = [stack.n_keys * cell, stack.n_queries * cell];
  return { cell, left, top: TITLE + above, right: beside, width, height, rows, columns };
}

/** Thin lines between the cells, where there is room for them. */
function rule(context, { n_queries, n_keys }, cell) {
  context.globalCompositeOperation = "destination-out";
  for (let i = 1; i < n_keys; i++) context.fillRect(i * cell - 0.5, 0, 1, n_queries * cell);
  for (let i = 1; i < n_queries; i++) context.fillRect(0, i * cell - 0.5, n_keys * cell, 1);
  context.globalCompositeOperation = "source-over";
}

/** Writes titles and labels, and returns the marks that follow the focus. */
function furnish(overlay, layout) {
  const { left, top, width, height, right } = layout;
  overlay.setAttribute("width", left + width + right);
  overlay.setAttribute("height", top + height);
  const labels = { rows: rowLabels(layout), columns: columnLabels(layout), here: [] };
  const row = el("rect", { class: "um-attention-band", x: left, width });
  const cell = el("rect", { class: "um-attention-focus" });
  overlay.replaceChildren(...axisTitles(layout), ...labels.rows, ...labels.columns, row, cell);
  return { labels, row, cell };
}

export const axisTitles = ({ left, top, height }) => [
  el("text", { class: "um-attention-title", x: left, y: 13 }, t("attention.axis_key")),
  el(
    "text",
    { class: "um-attention-title", transform: `translate(13 ${top + height}) rotate(-90)` },
    t("attention.axis_query"),
  ),
];

export function rowLabels({ left, top, cell, rows }) {
  const step = every(cell);
  return rows.texts.map((text, i) =>
    el(
      "text",
      { class: labelClass(i, step), x: left - 8, y: top + (i + 0.5) * cell + 4.5, "text-anchor": "end" },
      text,
    ),
  );
}

export function columnLabels({ left, top, cell, columns }) {
  const step = every(cell);
  return columns.texts.map((text, i) =>
    el("text", { class: labelClass(i, step), transform: columnTransform(left + (i + 0.5) * cell, top, cell) }, text),
  );
}

const labelClass = (i, step) => `um-attention-label${i % step === 0 ? "" : " um-attention-between"}`;

function moveMarks({ labels, row, cell }, { left, top, cell: side }, { query, key }) {
  row.setAttribute("y", top + query * side);
  row.setAttribute("height", side);
  const box = { x: left + key * side, y: top + query * side, width: side, height: side };
  for (const [name, value] of Object.entries(box)) cell.setAttribute(name, value);
  for (const label of labels.here) label.classList.remove("um-attention-here");
  labels.here = [labels.rows[query], labels.columns[key]];
  for (const label of labels.here) label.classList.add("um-attention-here");
}
