// Units by time: one picture a layer, a pixel row a unit, a column a token.

import { cssColour, el, t } from "../common.js";
import { axis, columnRoom, columnTransform, every } from "../attention/labels.js";
import { channels, prepare } from "../attention/colours.js";
import { isSigned, limitOf } from "./data.js";

const STEPS = 255;
const MAX_COLUMN = 64;

/** Colours from 0 to 1 (a gate), or from minus through zero to plus (a candidate, a state). */
function palette(signed) {
  const stops = signed ? ["minus", "zero", "plus"] : ["zero", "lstm-fill"];
  const parts = stops.map(channels);
  return Array.from({ length: STEPS + 1 }, (_, level) => {
    const at = (level / STEPS) * (parts.length - 1);
    const from = Math.min(parts.length - 2, Math.floor(at));
    return parts[from].map((start, i) => start + (parts[from + 1][i] - start) * (at - from));
  });
}

/**
 * @param layer of decodeGates
 * @param view {tokens, order, quantity, chosen: {unit, step} or null, width, height}
 * @param on {point(unit, step, event), leave(), choose(unit, step)}
 */
export function heatmap(layer, { tokens, order, quantity, chosen, width, height }, on) {
  const font = getComputedStyle(document.body).fontFamily;
  const names = axis(tokens, font, 14);
  const plain = Math.min(MAX_COLUMN, width / layer.nSteps);
  const room = columnRoom(names, plain);
  const column = Math.min(MAX_COLUMN, (width - room.beside) / layer.nSteps);
  const area = { width: column * layer.nSteps, height };
  const canvas = el("canvas", { role: "img", "aria-label": t("memory.map_alt") });
  const context = prepare(canvas, area.width, area.height);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture(layer, order, quantity), 0, 0, area.width, area.height);
  if (chosen) mark(context, chosen, order, column, area);
  const cellOf = (event) => {
    const box = canvas.getBoundingClientRect();
    const [x, y] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    const inside = (value, count) => Math.max(0, Math.min(count - 1, Math.floor(value * count)));
    return [order[inside(y, order.length)], inside(x, layer.nSteps)];
  };
  canvas.addEventListener("pointermove", (event) => on.point(...cellOf(event), event));
  canvas.addEventListener("pointerleave", on.leave);
  canvas.addEventListener("click", (event) => on.choose(...cellOf(event)));
  const step = every(column);
  const labels = el(
    "svg",
    { class: "columns", width: area.width + room.beside, height: room.above, "aria-hidden": "true" },
    names.texts.map(
      (text, i) =>
        i % step === 0 &&
        el(
          "text",
          {
            transform: columnTransform((i + 0.5) * column, room.above, column),
            class: chosen?.step === i ? "here" : null,
          },
          text,
        ),
    ),
  );
  return el("div", { class: "map" }, labels, canvas);
}

function picture(layer, order, quantity) {
  const image = new ImageData(layer.nSteps, order.length);
  const values = layer.values[quantity];
  const [limit, signed] = [limitOf(layer, quantity), isSigned(quantity)];
  const colours = palette(signed);
  order.forEach((unit, row) => {
    for (let step = 0; step < layer.nSteps; step++) {
      const value = values[step * layer.nUnits + unit] / limit;
      const level = Math.max(0, Math.min(STEPS, Math.round((signed ? (value + 1) / 2 : value) * STEPS)));
      image.data.set([...colours[level], 255], (row * layer.nSteps + step) * 4);
    }
  });
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

function mark(context, { unit, step }, order, column, area) {
  const row = area.height / order.length;
  const y = order.indexOf(unit) * row;
  context.strokeStyle = cssColour("ink");
  context.lineWidth = 1;
  context.strokeRect(0.5, Math.max(0.5, y - 2), area.width - 1, Math.max(5, row + 4));
  context.lineWidth = 2;
  context.strokeRect(step * column, Math.max(1, y - 4), column, Math.max(9, row + 8));
}

/** What the colours stand for. */
export function legend(layer, quantity) {
  const signed = isSigned(quantity);
  const limit = limitOf(layer, quantity);
  return el(
    "span",
    { class: "legend" },
    signed ? `−${limit.toFixed(quantity === "cell" ? 1 : 0)}` : "0",
    el("i", { class: signed ? "signed" : "gate", "aria-hidden": "true" }),
    signed ? limit.toFixed(quantity === "cell" ? 1 : 0) : "1",
  );
}
