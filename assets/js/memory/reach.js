// How far back models reach, decoded, and where one model's tokens lie in another's.

import { largestSize } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";

const SHADED_POWERS = 3;

/** @typedef {"moved_bits" | "gradient"} Measure */
/** @typedef {ReturnType<typeof decodeReach>} Reach */

/** @param {import("./payloads.js").InfluencePayload} payload */
export function decodeReach(payload) {
  const matrices = { moved_bits: decodeArray(payload.moved_bits), gradient: decodeArray(payload.gradient) };
  return {
    ...payload,
    size: payload.tokens.length,
    /**
     * What each token up to `asked` does to the prediction after it, from the first token on.
     *
     * @type {(measure: Measure, asked: number) => number[]}
     */
    row: (measure, asked) => Array.from({ length: asked + 1 }, (_, replaced) => matrices[measure].at(asked, replaced)),
  };
}

/**
 * The last token of a model that ends at a character, or before: tokenizers differ.
 *
 * @param {{ tokens: { end: number | null }[] }} model
 * @param {number} end
 */
export function placeOf({ tokens }, end) {
  const after = tokens.findIndex((token) => token.end !== null && token.end > end);
  return Math.max(0, (after < 0 ? tokens.length : after) - 1);
}

/**
 * From 0 at a thousandth of the row's largest value to 1 at that value, in equal factors.
 *
 * @param {number[]} row
 */
export function shading(row) {
  const most = largestSize(row);
  return row.map((value) => (value > 0 ? Math.max(0, 1 + Math.log10(value / most) / SHADED_POWERS) : 0));
}
