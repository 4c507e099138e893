// From weights to colours: one hue, from the page to the family's colour; hatching where a mask forbids.

import { cssColour, setting } from "../common.js";

/** What a full colour stands for: the head's strongest weight, each row's strongest, or a weight of 1. */
export const SCALES = ["head", "row", "one"];

const watchers = new Set();

/** The scale that all maps of the page share; kept in the link. */
export const scale = {
  get() {
    const chosen = setting("attention.scale").get();
    return SCALES.includes(chosen) ? chosen : "head";
  },
  set(value) {
    setting("attention.scale").set(value);
    for (const draw of watchers) draw();
  },
  watch: (draw) => watchers.add(draw),
};

/** The bytes of a colour of the palette, `[red, green, blue]`. */
export function channels(name) {
  const hex = cssColour(name).replace("#", "");
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/** 256 colours from the page to the family's own, as 32-bit pixels of an ImageData. */
export function ramp(family) {
  const from = channels("raised");
  const to = channels(`${family}-fill`);
  const bytes = new Uint8ClampedArray(256 * 4);
  for (let level = 0; level < 256; level++) {
    from.forEach((start, i) => (bytes[level * 4 + i] = start + ((to[i] - start) * level) / 255));
    bytes[level * 4 + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

/** A pixel of the ramp as CSS writes it. */
export function cssOf(pixel) {
  const parts = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** What full colour means in each row of a map: `(row) => weight`. Lengths that values carry have no largest value of 1. */
export function fullWeight(head, chosen = scale.get()) {
  if (chosen === "one" && head.kind !== "value") return () => 1;
  return chosen === "row" ? (row) => head.rowMax(row) : () => head.max;
}

/** A head's cells as an image, one pixel a cell; what is forbidden is left clear. */
export function cellImage(head, pixels, chosen) {
  const image = new ImageData(head.n_columns, head.n_rows);
  const target = new Uint32Array(image.data.buffer);
  const full = fullWeight(head, chosen);
  for (let row = 0; row < head.n_rows; row++) {
    const perWeight = 255 / (full(row) || 1);
    for (let at = row * head.n_columns; at < (row + 1) * head.n_columns; at++)
      if (head.allowed[at]) target[at] = pixels[Math.min(255, Math.round(head.weights[at] * perWeight))];
  }
  return image;
}

/** Fills a rectangle with hatching: thin strokes from lower left to upper right, `gap` apart. */
export function hatch(context, x, y, width, height, gap) {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.fillStyle = cssColour("sunken");
  context.fillRect(x, y, width, height);
  context.strokeStyle = cssColour("hatch");
  context.lineWidth = Math.max(0.5, gap / 7);
  context.beginPath();
  for (let from = Math.floor((x - height) / gap) * gap; from < x + width; from += gap) {
    context.moveTo(from, y + height);
    context.lineTo(from + height, y);
  }
  context.stroke();
  context.restore();
}

/** A canvas of one pixel a cell, to be drawn at any size. */
export function imageCanvas(image) {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** Sizes a canvas for the screen's pixels and returns its context, in CSS pixels, cleared. */
export function prepare(canvas, width, height) {
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
