// What a model adds up for a token before its first layer, and the first transformer's table of positions.

import { decodeArray, rowOf } from "../lib/payload.js";

/** @typedef {import("./payloads.js").VectorsPayload} VectorsPayload */
/** @typedef {ReturnType<typeof readVectors>} Vectors */
/** @typedef {"embedding" | "position" | "segment" | "sum"} Part */
/** @typedef {{ part: Part, row: number, values: Float32Array }} Addend `row` of the table that it comes from */

/** @param {VectorsPayload} payload */
export const readVectors = (payload) => ({
  ...payload,
  embedding: decodeArray(payload.embedding),
  positions: payload.positions && decodeArray(payload.positions),
  segment_table: payload.segment_table && decodeArray(payload.segment_table),
  dModel: payload.embedding.shape[1],
});

/**
 * The vectors of the token at position `p`, and last, where there are several, their sum.
 * @param {Vectors} found @param {number} p @returns {Addend[]}
 */
export function addends({ tokens, embedding, positions, first_position, segments, segment_table, dModel }, p) {
  const position = first_position + p;
  /** @type {Addend[]} */
  const parts = [{ part: "embedding", row: tokens[p].id, values: rowOf(embedding, p) }];
  if (positions && position < positions.shape[0])
    parts.push({ part: "position", row: position, values: rowOf(positions, position) });
  if (segments && segment_table)
    parts.push({ part: "segment", row: segments[p], values: rowOf(segment_table, segments[p]) });
  if (parts.length === 1) return parts;
  const sum = Float32Array.from({ length: dModel }, (_, d) => parts.reduce((all, { values }) => all + values[d], 0));
  return [...parts, { part: "sum", row: p, values: sum }];
}

const BASE = 10_000;

/**
 * The angle of a feature, which it shares with the one beside it: position / 10000^(2i/d).
 * @param {number} position @param {number} feature @param {number} dModel
 */
export const angle = (position, feature, dModel) => position / BASE ** ((feature - (feature % 2)) / dModel);

/**
 * Its sine for an even feature, its cosine for an odd one. Source: Vaswani et al. (2017), section 3.5.
 * @param {number} position @param {number} feature @param {number} dModel
 */
export const sinusoid = (position, feature, dModel) =>
  (feature % 2 ? Math.cos : Math.sin)(angle(position, feature, dModel));
