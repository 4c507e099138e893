// Arrays as viz/payload.py writes them.

/** @import { Dtype, EncodedArray } from "../payloads.js" */
/** @typedef {EncodedArray<Dtype>} ArrayPayload */
/** @typedef {Float32Array | Int32Array | Uint8Array} Numbers */
/** @typedef {{ float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array }} ArrayOf */
/**
 * @template {Dtype} [D=Dtype]
 * @typedef {object} Decoded
 * @property {number[]} shape
 * @property {ArrayOf[D]} data
 * @property {(...indices: number[]) => number} at
 */

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };

/** @param {string} base64 */
function bytes(base64) {
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) found[i] = text.charCodeAt(i);
  return found.buffer;
}

/**
 * `{shape, data, at(...indices)}` with a flat typed array.
 *
 * @template {Dtype} D
 * @param {EncodedArray<D>} payload
 * @returns {Decoded<D>}
 */
export function decodeArray({ dtype, shape, data: sent }) {
  const data = /** @type {ArrayOf[D]} */ (new ARRAYS[dtype](bytes(sent)));
  const at = (/** @type {number[]} */ ...indices) =>
    data[indices.reduce((offset, index, axis) => offset * shape[axis] + index, 0)];
  return { shape, data, at };
}

/**
 * Row `n` of a matrix, sharing its memory.
 *
 * @template {Dtype} D
 * @param {Decoded<D>} matrix
 * @param {number} n
 */
export function rowOf({ shape, data }, n) {
  const width = shape[shape.length - 1];
  return /** @type {ArrayOf[D]} */ (data.subarray(n * width, (n + 1) * width));
}

/**
 * Columns that were sent as arrays of one length, as one object a row.
 *
 * @template {string} K
 * @param {Record<K, ArrayPayload>} columns
 * @returns {Record<K, number>[]}
 */
export function decodeRows(columns) {
  const names = /** @type {K[]} */ (Object.keys(columns));
  const decoded = names.map((name) => decodeArray(columns[name]).data);
  return Array.from({ length: decoded[0]?.length ?? 0 }, (_, i) => {
    const row = /** @type {Record<K, number>} */ ({});
    for (const [n, name] of names.entries()) row[name] = decoded[n][i];
    return row;
  });
}
