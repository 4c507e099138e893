// The activations of a batch and the statistics of every norm, decoded from viz/norms/batch.py's payload.
// A norm is told by the axes that it keeps apart: cells that agree on all of them share one mean and one
// variance; together they are a slice.

import { decodeArray } from "../lib/payload.js";

/** @import { BatchPayload, Statistics } from "./payloads.js" */

/** @typedef {{ b: number, p: number, d: number }} Cell sentence, position, feature */
/** @typedef {"b" | "p" | "g" | "d"} Axis of a cell, or the group of its feature */
/** @typedef {Partial<Record<Axis, number>>} Kept the axes that a slice keeps apart, and where it stands on them */
/** @typedef {[number, number]} Span from a first index to before a last one */
/** @typedef {{ b: number, positions: Span, features: Span }} Box a slice's part of one sentence */
/** @typedef {{ per: string[], grouped: boolean, centred: boolean }} Kind a row of Python's table of norms */
/** @typedef {Record<string, Kind>} Kinds */
/** @typedef {ReturnType<typeof decodeActivations>} Activations */
/** @typedef {ReturnType<typeof decodeNorm>} Norm */

/** @type {Record<string, Axis>} as models/norms calls them */
const AXES = { batch: "b", pos: "p", group: "g", feature: "d" };

/**
 * @param {BatchPayload} payload
 * @param {Kinds} kinds
 */
export function decodeActivations(payload, kinds) {
  const batch = decodeBatch(payload);
  const norms = Object.entries(kinds).map(([name, kind]) => [name, decodeNorm(name, kind, payload.norms[name], batch)]);
  return { ...batch, norms: /** @type {Record<string, Norm>} */ (Object.fromEntries(norms)) };
}

/** @typedef {ReturnType<typeof decodeBatch>} Batch */

/** @param {BatchPayload} payload */
function decodeBatch(payload) {
  const { shape, data } = decodeArray(payload.activations);
  const [nSentences, nPositions, dModel] = shape;
  const padding = decodeArray(payload.padding).data;
  const spans = Array.from({ length: nSentences }, (_, b) =>
    spanOf(padding.subarray(b * nPositions, (b + 1) * nPositions)),
  );
  return {
    ...payload,
    nSentences,
    nPositions,
    dModel,
    data,
    spans,
    gain: payload.gain && decodeArray(payload.gain).data,
    bias: payload.bias && decodeArray(payload.bias).data,
    nTokens: spans.reduce((sum, [start, end]) => sum + end - start, 0),
    nPadding: padding.reduce((sum, cell) => sum + cell, 0),
    /** @type {(b: number, p: number) => boolean} */
    isPadding: (b, p) => padding[b * nPositions + p] === 1,
    /** @type {(cell: Cell) => number} */
    at: ({ b, p, d }) => data[(b * nPositions + p) * dModel + d],
    /** @type {(place: { b: number, p: number }) => import("./payloads.js").NormToken} */
    token: ({ b, p }) => payload.sentences[b].tokens[p - spans[b][0]],
  };
}

/**
 * The positions of a sentence that hold its tokens; the others are padding.
 *
 * @param {Uint8Array} padding
 * @returns {Span}
 */
const spanOf = (padding) => [padding.indexOf(0), padding.lastIndexOf(0) + 1];

/**
 * @param {string} name
 * @param {Kind} kind
 * @param {Statistics} statistics
 * @param {Batch} batch
 */
function decodeNorm(name, kind, statistics, batch) {
  const { nSentences, nPositions, dModel, eps } = batch;
  const mean = decodeArray(statistics.mean).data;
  const variance = decodeArray(statistics.var).data;
  const kept = kind.per.map((axis) => AXES[axis]);
  const nGroups = kind.grouped ? mean.length / nSentences : 1;
  /** @type {Record<Axis, number>} */
  const sizes = { b: nSentences, p: nPositions, d: dModel, g: nGroups };
  const groupSize = dModel / nGroups;
  const placeOn = (/** @type {Axis} */ axis, /** @type {Kept} */ at) =>
    (axis === "g" ? Math.floor((at.d ?? 0) / groupSize) : at[axis]) ?? 0;
  const indexOf = (/** @type {Kept} */ at) => kept.reduce((index, axis) => index * sizes[axis] + placeOn(axis, at), 0);
  return {
    name,
    kept,
    nGroups,
    groupSize,
    mean,
    variance,
    meanAfter: decodeArray(statistics.output_mean).data,
    varianceAfter: decodeArray(statistics.output_var).data,
    isCentred: kind.centred, // else it subtracts nothing: its mean is 0, its variance the mean square
    isGrouped: kind.grouped,
    indexOf,
    normalised: (/** @type {Cell} */ cell) => {
      const i = indexOf(cell);
      return (batch.at(cell) - mean[i]) / Math.sqrt(variance[i] + eps);
    },
    sliceOf: (/** @type {Cell} */ cell) => sliceOf(kept, groupSize, cell, batch),
    slices: () => slicesOf(kept, sizes, batch),
  };
}

/**
 * The slice that a cell belongs to, as one box for every sentence in it.
 *
 * @param {Axis[]} kept
 * @param {number} groupSize
 * @param {Cell} cell
 * @param {Batch} batch
 * @returns {Box[]}
 */
function sliceOf(kept, groupSize, cell, { nSentences, spans, dModel }) {
  const sentences = kept.includes("b") ? [cell.b] : Array.from({ length: nSentences }, (_, b) => b);
  const features = featuresOf(kept, groupSize, cell.d, dModel);
  return sentences.map((b) => ({ b, positions: kept.includes("p") ? [cell.p, cell.p + 1] : spans[b], features }));
}

/**
 * @param {Axis[]} kept
 * @param {number} groupSize
 * @param {number} d
 * @param {number} dModel
 * @returns {Span}
 */
function featuresOf(kept, groupSize, d, dModel) {
  if (kept.includes("d")) return [d, d + 1];
  const first = kept.includes("g") ? Math.floor(d / groupSize) * groupSize : 0;
  return [first, kept.includes("g") ? first + groupSize : dModel];
}

/**
 * Where every slice that holds real tokens stands, in the order of its statistics.
 *
 * @param {Axis[]} kept
 * @param {Record<Axis, number>} sizes
 * @param {Batch} batch
 * @returns {(Kept & { index: number })[]}
 */
function slicesOf(kept, sizes, { isPadding }) {
  /** @type {Kept[]} */
  let found = [{}];
  for (const axis of kept)
    found = found.flatMap((part) => Array.from({ length: sizes[axis] }, (_, i) => ({ ...part, [axis]: i })));
  return found.map((at, index) => ({ ...at, index })).filter(({ b = 0, p }) => p === undefined || !isPadding(b, p));
}

/**
 * All cells after a norm, `[batch, pos, d_model]`; padding is 0.
 *
 * @param {Norm} norm
 * @param {Activations} activations
 */
export function normalisedAll(norm, { nSentences, nPositions, dModel, isPadding }) {
  const values = new Float32Array(nSentences * nPositions * dModel);
  for (let i = 0; i < values.length; i++) {
    const row = Math.floor(i / dModel);
    const cell = { b: Math.floor(row / nPositions), p: row % nPositions, d: i % dModel };
    if (!isPadding(cell.b, cell.p)) values[i] = norm.normalised(cell);
  }
  return values;
}

/**
 * Where the eye goes first: the first sentence's largest number past its start token.
 *
 * @param {Activations} activations
 */
export function largestCell(activations) {
  const [start, end] = activations.spans[0];
  let best = { b: 0, p: start, d: 0 };
  for (let p = Math.min(start + 1, end - 1); p < end; p++)
    for (let d = 0; d < activations.dModel; d++)
      if (Math.abs(activations.at({ b: 0, p, d })) > Math.abs(activations.at(best))) best = { b: 0, p, d };
  return best;
}

/**
 * Whether there is such a cell, and it is no padding.
 *
 * @param {Cell | null} cell
 * @param {Activations} activations
 * @returns {cell is Cell}
 */
export const isCell = (cell, { nSentences, nPositions, dModel, isPadding }) =>
  cell !== null && cell.b < nSentences && cell.p < nPositions && cell.d < dModel && !isPadding(cell.b, cell.p);

/**
 * The cell one position on, or back; positions run on from one sentence into the next.
 *
 * @param {Cell} cell
 * @param {1 | -1} by
 * @param {Activations} activations
 */
export function nextPosition(cell, by, { spans }) {
  const [start, end] = spans[cell.b];
  const p = cell.p + by;
  if (p >= start && p < end) return { ...cell, p };
  const b = cell.b + by;
  return spans[b] ? { ...cell, b, p: by > 0 ? spans[b][0] : spans[b][1] - 1 } : cell;
}
