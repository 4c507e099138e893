// Masks as the server and the link write them: `full`, `window:3`, `[[5,1]]`, by the table that models/masks holds.

import { t } from "../lib/words.js";

/** @import { Cell } from "./data.js" */

/** @typedef {{ low: number, high: number, begin: number }} Size bounds of a mask's number, and the one to try first */
/** @typedef {Record<string, Size | null>} Masks by kind; null for one without a number */

const PAINTED = "paint"; // single cells are forbidden

/** What can be chosen. @param {Masks} masks */
export const kindsOf = (masks) => [...Object.keys(masks), PAINTED];

/** @param {string} spec */
export const isPainted = (spec) => spec.startsWith("[");

/** @param {string} spec */
export const kindOf = (spec) => (isPainted(spec) ? PAINTED : spec.split(":")[0]);

/** @param {string} spec @param {Masks} masks */
export const sizeOf = (spec, masks) => masks[kindOf(spec)] ?? null;

/** A mask's name, with its size. @param {string} spec */
export const maskName = (spec) => [t(`attention.mask_${kindOf(spec)}`), ...sizesIn(spec)].join(" ");

/** @param {string} spec */
const sizesIn = (spec) => (isPainted(spec) ? [] : spec.split(":").slice(1));

/**
 * True for a query that a mask counts as padding.
 *
 * @param {string} spec @param {number} query @param {number} nQueries
 */
export const isPadded = (spec, query, nQueries) =>
  kindOf(spec) === "padding" && query >= nQueries - Number(sizesIn(spec)[0]);

/** What a kind begins with. @param {string} kind @param {Masks} masks */
export function firstSpec(kind, masks) {
  if (kind === PAINTED) return "[]";
  const size = masks[kind];
  return size ? resized(kind, size.begin, size) : kind;
}

/** A mask with another number, kept within bounds. @param {string} spec @param {number} number @param {Size} bounds */
export const resized = (spec, number, { low, high }) =>
  `${kindOf(spec)}:${Math.min(high, Math.max(low, Math.round(number) || low))}`;

/**
 * A mask from the link as the server would spell it, `full` in place of one that is none.
 *
 * @param {string | undefined} written @param {Masks} masks
 */
export function readSpec(written, masks) {
  const spec = written?.trim() ?? "full";
  if (isPainted(spec)) return spell(cellsOf(spec));
  const [, kind, number] = /^(\w+)(?::(\d{1,9}))?$/.exec(spec) ?? [];
  if (!Object.hasOwn(masks, kind)) return "full";
  const bounds = masks[kind];
  if (!bounds) return number === undefined ? kind : "full";
  return Number(number) >= bounds.low && Number(number) <= bounds.high ? `${kind}:${Number(number)}` : "full";
}

/**
 * The cells that a painted mask forbids; none of one that cannot be read.
 *
 * @param {string} spec @returns {[number, number][]}
 */
function cellsOf(spec) {
  try {
    const cells = JSON.parse(spec);
    const isCell = (/** @type {unknown} */ cell) =>
      Array.isArray(cell) && cell.length === 2 && cell.every(Number.isInteger);
    return cells.every(isCell) ? cells : [];
  } catch {
    return [];
  }
}

/** Row by row, each once. @param {[number, number][]} cells */
function spell(cells) {
  const sorted = [...cells].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return JSON.stringify(sorted.filter(([query, key], i) => query !== sorted[i - 1]?.[0] || key !== sorted[i - 1]?.[1]));
}

/** A painted mask that forbids one cell more, or less. @param {string} spec @param {Cell} cell */
export function repainted(spec, { query, key }) {
  const cells = cellsOf(spec);
  const others = cells.filter((cell) => cell[0] !== query || cell[1] !== key);
  return spell(others.length < cells.length ? others : [...cells, [query, key]]);
}
