// Activation functions and the values that enter them, as numbers.

import { decodeArray } from "../lib/payload.js";

/** @import { CurvePayload, FunctionsPayload } from "./payloads.js" */
/** @typedef {Omit<CurvePayload, "values" | "slopes"> & { values: Float32Array, slopes: Float32Array }} Curve */
/**
 * @typedef {Omit<FunctionsPayload, "x" | "counts" | "curves"> & Decoded} Functions
 * @typedef {object} Decoded
 * @property {string} own the curve that this model has: with a gate, the product
 * @property {Float32Array} x
 * @property {Int32Array} counts
 * @property {Curve[]} curves
 */

/** @param {FunctionsPayload} payload @returns {Functions} */
export function decodeFunctions(payload) {
  const curves = payload.curves.map((curve) => ({
    ...curve,
    values: decodeArray(curve.values).data,
    slopes: decodeArray(curve.slopes).data,
  }));
  const gated = payload.used === "silu" && curves.some(({ name }) => name === "swiglu");
  const own = gated ? "swiglu" : payload.used;
  return { ...payload, own, x: decodeArray(payload.x).data, counts: decodeArray(payload.counts).data, curves };
}

/** The curve that the model itself has; undefined where the table lacks it. @param {Functions} shown */
export const ownOf = ({ curves, own }) => curves.find(({ name }) => name === own);

/**
 * The curve to be shown: the chosen one, else the model's own, else the first.
 *
 * @param {Functions} shown
 * @param {string} [chosen]
 */
export const shownOf = (shown, chosen) =>
  shown.curves.find(({ name }) => name === chosen) ?? ownOf(shown) ?? shown.curves[0];

/** Whether a number lies where a curve is flat. @param {Curve} curve @param {number} x */
export const isFlat = ({ flat_below, flat_above }, x) =>
  (flat_below !== null && x < flat_below) || (flat_above !== null && x > flat_above);

/**
 * The histogram as bars over the axis, those that lie where the curve is flat marked. A bar on the border counts as
 * flat if its middle does.
 *
 * @param {Functions} shown
 * @param {Curve} curve
 */
export function barsOf({ x, counts }, curve) {
  const [low, high] = [x[0], x[x.length - 1]];
  const width = (high - low) / counts.length;
  const most = Math.max(1, ...counts);
  return Array.from(counts, (count, i) => {
    const from = low + i * width;
    return { from, to: from + width, count, share: count / most, flat: isFlat(curve, from + width / 2) };
  });
}
