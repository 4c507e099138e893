// What a change inside did to the answer, in numbers.

import { decodeArray } from "../lib/payload.js";

/** @import { PatchPayload } from "./answers/payloads.js" */
/** @typedef {ReturnType<typeof decodePatch>} Patch */

/** @param {PatchPayload} payload */
export const decodePatch = (payload) => ({
  ...payload,
  nLayers: payload.top.length,
  shares: decodeArray(payload.shares),
  probs: decodeArray(payload.rival_probs),
});

/** The positions at which the two sentences differ. @param {Pick<PatchPayload, "tokens" | "others">} patch */
export const differing = ({ tokens, others }) =>
  tokens.flatMap(({ id }, position) => (id === others[position].id ? [] : [position]));

/**
 * Where a block takes in most of the difference.
 *
 * @param {Pick<Patch, "shares" | "tokens">} patch
 * @param {number} layer
 * @returns {{ position: number, share: number }}
 */
export function strongest({ shares, tokens }, layer) {
  const told = tokens.map((_, position) => ({ position, share: shares.at(layer, position) }));
  return told.reduce((most, one) => (one.share > most.share ? one : most));
}
