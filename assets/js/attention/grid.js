// All heads of a stack as thumbnails on one canvas, with a radio button over each.

import { el, t, tooltip } from "../common.js";
import { cellImage, hatch, imageCanvas, prepare, ramp, scale } from "./colours.js";

const GUTTER = 26;
const GAP = 4;
const LARGEST = 54;
const SMALLEST = 18;
const HATCH_GAP = 5;

/**
 * A grid of thumbnails: rows are layers, columns heads.
 *
 * @param stack of data.js
 * @param onOpen called with {layer, head} when a person picks one
 */
export function headGrid(stack, family, onOpen) {
  const canvas = el("canvas", { "aria-hidden": "true" });
  const cover = el("div", { class: "um-attention-cover", role: "radiogroup", "aria-label": t("attention.grid") });
  const sheet = el("div", { class: "um-attention-sheet" }, canvas, cover);
  const element = el("div", { class: "um-attention-grid" }, sheet);
  const buttons = places(stack).map((place) => radio(place, () => open(place)));
  let side = 0;
  cover.append(...labels(stack), ...buttons);
  cover.addEventListener("keydown", (event) => {
    const place = neighbour(event.key, buttons.indexOf(document.activeElement), stack);
    if (!place) return;
    event.preventDefault();
    open(place);
    buttonOf(place).focus();
  });

  const buttonOf = ({ layer, head }) => buttons[layer * stack.n_heads + head];
  const open = (place) => {
    select(place);
    onOpen(place);
  };
  let selected = null;
  const select = (place) => {
    if (selected) mark(selected, false);
    selected = buttonOf(place);
    mark(selected, true);
  };
  const draw = () => {
    if (!side) return;
    paint(canvas, stack, family, side);
  };
  const resize = (width) => {
    const fitting = Math.floor((width - GUTTER) / stack.n_heads) - GAP;
    side = Math.max(SMALLEST, Math.min(LARGEST, fitting));
    sheet.style.setProperty("--side", `${side}px`);
    draw();
  };
  sheet.style.setProperty("--heads", stack.n_heads);
  sheet.style.setProperty("--gutter", `${GUTTER}px`);
  sheet.style.setProperty("--gap", `${GAP}px`);
  return { element, draw, resize, select };
}

const places = (stack) =>
  Array.from({ length: stack.n_layers * stack.n_heads }, (_, i) => ({
    layer: Math.floor(i / stack.n_heads),
    head: i % stack.n_heads,
  }));

function radio(place, onclick) {
  const name = t("attention.head", place);
  const show = ({ currentTarget }) => tooltip.show(currentTarget, name);
  return el("button", {
    type: "button",
    role: "radio",
    tabindex: "-1",
    "aria-checked": "false",
    "aria-label": name,
    style: { "grid-row": String(place.layer + 2), "grid-column": String(place.head + 2) },
    onclick,
    onmouseenter: show,
    onmouseleave: tooltip.hide,
  });
}

function mark(button, chosen) {
  button.setAttribute("aria-checked", String(chosen));
  button.tabIndex = chosen ? 0 : -1;
}

const labels = (stack) => [
  ...Array.from({ length: stack.n_heads }, (_, head) =>
    label(`H${head}`, { "grid-row": "1", "grid-column": String(head + 2) }),
  ),
  ...Array.from({ length: stack.n_layers }, (_, layer) =>
    label(`L${layer}`, { "grid-row": String(layer + 2), "grid-column": "1" }),
  ),
];

const label = (text, style) => el("span", { "aria-hidden": "true", style }, text);

/** Where an arrow key leads from a button, or null. */
function neighbour(key, from, { n_layers, n_heads }) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[key];
  if (!step || from < 0) return null;
  const layer = Math.min(n_layers - 1, Math.max(0, Math.floor(from / n_heads) + step[0]));
  const head = Math.min(n_heads - 1, Math.max(0, (from % n_heads) + step[1]));
  return { layer, head };
}

function paint(canvas, stack, family, side) {
  const pitch = side + GAP;
  const context = prepare(canvas, stack.n_heads * pitch - GAP, stack.n_layers * pitch - GAP);
  const pixels = ramp(family);
  const chosen = scale.get();
  for (const place of places(stack)) {
    const [x, y] = [place.head * pitch, place.layer * pitch];
    const head = stack.coarse(place);
    context.imageSmoothingEnabled = head.n_columns > side * (window.devicePixelRatio || 1);
    context.imageSmoothingQuality = "high";
    hatch(context, x, y, side, side, HATCH_GAP);
    context.drawImage(imageCanvas(cellImage(head, pixels, chosen)), x, y, side, side);
  }
}
