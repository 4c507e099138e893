// Numbers as colours: below zero, zero, above, from the page's palette.

import { cssColour, el, onColours } from "../common.js";

let scale = null;
onColours(() => (scale = null));

/** 256 colours from `-limit` to `limit`, as [r, g, b]. */
function colours() {
  if (scale) return scale;
  const canvas = el("canvas", { width: 256, height: 1 });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const ramp = context.createLinearGradient(0, 0, 256, 0);
  ["minus", "zero", "plus"].forEach((name, n) => ramp.addColorStop(n / 2, cssColour(name)));
  context.fillStyle = ramp;
  context.fillRect(0, 0, 256, 1);
  return (scale = context.getImageData(0, 0, 256, 1).data);
}

/** A picture of `[nRows, nColumns]` numbers, one pixel each; numbers beyond `limit` have the strongest colour. */
export function heatmap(values, nRows, nColumns, limit) {
  const canvas = el("canvas", { class: "um-heat", width: nColumns, height: nRows });
  paintHeat(canvas, values, limit);
  return canvas;
}

export function paintHeat(canvas, values, limit) {
  const context = canvas.getContext("2d");
  const picture = context.createImageData(canvas.width, canvas.height);
  const ramp = colours();
  for (let i = 0; i < values.length; i++) {
    const level = Math.max(0, Math.min(255, Math.round((values[i] / limit + 1) * 127.5))) * 4;
    picture.data.set([ramp[level], ramp[level + 1], ramp[level + 2], 255], i * 4);
  }
  context.putImageData(picture, 0, 0);
}

/** The size below which 98 in 100 numbers lie: the few largest would leave the others pale. */
export function usualSize(values) {
  const sizes = Float32Array.from(values, Math.abs).sort();
  return sizes[Math.floor((sizes.length - 1) * 0.98)] || 1;
}
