// From numbers to colours: one sequential ramp, from the page to a family's own colour, and one diverging
// ramp, blue below zero and orange above. A ramp is an array of an ImageData's 32-bit pixels.

import { channels, ofColours } from "./colours.js";

/** @typedef {[number, number, number]} Rgb */

const STEPS = 255; // of the sequential ramp
const HALF = 127; // steps of the diverging ramp on either side of zero

/**
 * @param {Rgb} from
 * @param {Rgb} to
 * @param {number} share
 */
export const mixed = (from, to, share) => /** @type {Rgb} */ (from.map((start, i) => start + (to[i] - start) * share));

/**
 * @param {Rgb[]} colours each channel from 0 to 255
 * @returns {Uint32Array} a pixel for each colour
 */
export function pixelsOf(colours) {
  const bytes = new Uint8ClampedArray(colours.length * 4);
  for (const [i, colour] of colours.entries()) bytes.set([...colour, 255], i * 4);
  return new Uint32Array(bytes.buffer);
}

/**
 * 256 colours from `from` to `to`.
 *
 * @param {Rgb} from
 * @param {Rgb} to
 */
export const sequence = (from, to) =>
  pixelsOf(Array.from({ length: STEPS + 1 }, (_, level) => mixed(from, to, level / STEPS)));

/**
 * 255 colours from `minus` through `zero`, which is the middle one, to `plus`.
 *
 * @param {Rgb} minus
 * @param {Rgb} zero
 * @param {Rgb} plus
 */
export const divergence = (minus, zero, plus) =>
  pixelsOf(
    Array.from({ length: 2 * HALF + 1 }, (_, i) => mixed(zero, i < HALF ? minus : plus, Math.abs(i - HALF) / HALF)),
  );

/**
 * From the page to a colour of the palette, such as "gpt-fill".
 *
 * @param {string} name
 */
export const sequential = (name) => ofColours(`ramp ${name}`, () => sequence(channels("raised"), channels(name)));

/** Blue below zero, orange above. */
export const diverging = () =>
  ofColours("ramp of differences", () => divergence(channels("minus"), channels("zero"), channels("plus")));

/**
 * `(value) => pixel` of a sequential ramp: its first colour for 0, its last for `most` and more.
 *
 * @param {Uint32Array} ramp
 * @param {number} [most]
 */
export function amount(ramp, most = 1) {
  const perUnit = (ramp.length - 1) / (most || 1);
  return (/** @type {number} */ value) => ramp[clamp(Math.round(value * perUnit), ramp.length - 1)];
}

/**
 * `(value) => pixel` of a diverging ramp: its middle for 0, its ends for sizes of `limit` and more.
 *
 * @param {Uint32Array} ramp
 * @param {number} [limit]
 */
export function difference(ramp, limit = 1) {
  const half = (ramp.length - 1) / 2;
  const perUnit = half / (limit || 1);
  return (/** @type {number} */ value) => ramp[clamp(Math.round(value * perUnit) + half, ramp.length - 1)];
}

const clamp = (/** @type {number} */ level, /** @type {number} */ last) => Math.max(0, Math.min(last, level || 0));

/**
 * A pixel as CSS writes it.
 *
 * @param {number} pixel
 */
export function cssOf(pixel) {
  const parts = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
