// Heads in lists: silenced ones as links write them, and what each one does, in an order.

import { decodeArray } from "../lib/payload.js";

/** @import { HeadsPayload } from "./payloads.js" */

/** @typedef {[layer: number, head: number]} At */
/** @typedef {{ name: string, isShare: boolean, values: Float32Array }} Column a value a head, NaN for none */
/** @typedef {{ nLayers: number, nHeads: number }} Size */

const CLEARLY = 0.4; // of the weight: from here on a head is called by what it does

/**
 * Heads of a link, `3.2 4.1`, that the model has.
 *
 * @param {string | undefined} written @param {Size} size
 */
export function readHeads(written, { nLayers, nHeads }) {
  const names = (written ?? "").split(" ").filter((name) => /^\d{1,4}\.\d{1,4}$/.test(name));
  const heads = names.map((name) => /** @type {At} */ (name.split(".").map(Number)));
  return heads.filter(([layer, head]) => layer < nLayers && head < nHeads);
}

/** As a link writes them. @param {At[]} heads */
export const spellHeads = (heads) => heads.map((at) => at.join(".")).join(" ");

/** @param {At[]} heads @param {At} at */
export const isAmong = (heads, [layer, head]) => heads.some((at) => at[0] === layer && at[1] === head);

/** Without a head that is there, with one that is not. @param {At[]} heads @param {At} at */
export const toggled = (heads, at) =>
  isAmong(heads, at) ? heads.filter((other) => !isAmong([at], other)) : [...heads, at];

/** With all heads of a layer. @param {At[]} heads @param {number} layer @param {Size} size @returns {At[]} */
export const withLayer = (heads, layer, { nHeads }) => [
  ...heads.filter((at) => at[0] !== layer),
  ...Array.from({ length: nHeads }, (_, head) => /** @type {At} */ ([layer, head])),
];

/** @param {HeadsPayload} payload @returns {Column[]} */
export const columnsOf = ({ columns }) =>
  Object.entries(columns).map(([name, { values, is_share }]) => ({
    name,
    isShare: is_share,
    values: decodeArray(values).data,
  }));

/**
 * Numbers of heads by a column, unknown ones last among falling values; in their own order without one.
 *
 * @param {number} n @param {Column | undefined} column @param {boolean} isFalling
 */
export function sorted(n, column, isFalling) {
  const heads = Array.from({ length: n }, (_, i) => i);
  const value = (/** @type {number} */ i) => {
    const found = column ? column.values[i] : -i;
    return Number.isNaN(found) ? -Infinity : found;
  };
  const compare = (/** @type {number} */ a, /** @type {number} */ b) =>
    value(a) === value(b) ? a - b : value(b) - value(a);
  return heads.sort((a, b) => (isFalling ? compare(a, b) : compare(b, a)));
}

/**
 * What a head clearly does, on this text or on the repeated tokens, most clearly first.
 *
 * @param {Column[]} columns @param {number} i
 */
export function deedsOf(columns, i) {
  const clear = columns.filter(({ isShare, values }) => isShare && values[i] >= CLEARLY);
  const names = clear.sort((a, b) => b.values[i] - a.values[i]).map(({ name }) => name.replace("test_", ""));
  return [...new Set(names)];
}
