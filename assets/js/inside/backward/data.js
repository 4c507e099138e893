// The gradient of one loss, as numbers.

import { decodeArray } from "../../lib/payload.js";

/** @import { BackwardPayload } from "./payloads.js" */
/** @typedef {Omit<BackwardPayload, "norms"> & { norms: import("../../lib/payload.js").Decoded<"float32"> }} Backward */

const DECADES = 3; // of the colours: the palest is a thousandth of the strongest

/** @param {BackwardPayload} payload @returns {Backward} */
export const decodeBackward = (payload) => ({ ...payload, norms: decodeArray(payload.norms) });

/** The sizes at one depth, by position. @param {Backward} shown @param {number} station */
export const rowOfStation = ({ norms, tokens }, station) => tokens.map((_, position) => norms.at(station, position));

/**
 * Which share of all lengths at one depth lies at other positions than the one that is asked.
 *
 * @param {Backward} shown
 * @param {number} station
 */
export function shareElsewhere(shown, station) {
  const sizes = rowOfStation(shown, station);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  return all > 0 ? 1 - sizes[shown.position] / all : 0;
}

/**
 * The other token that most comes back to, where it enters block 0; null where there is none.
 *
 * @param {Backward} shown
 */
export function mostReached(shown) {
  const sizes = rowOfStation(shown, 0).map((size, position) =>
    position === shown.position || shown.tokens[position].special ? 0 : size,
  );
  const most = Math.max(...sizes);
  return most > 0 ? sizes.indexOf(most) : null;
}

/**
 * How strongly a size is coloured, from 0 to 1, on a scale of powers of ten.
 *
 * @param {number} size
 * @param {number} most
 */
export const strength = (size, most) => (size > 0 && most > 0 ? Math.max(0, 1 + Math.log10(size / most) / DECADES) : 0);
