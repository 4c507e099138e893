// The parts of a logit in rows and columns, and the largest of them.

/** @import { PartOfLogit } from "./answers/payloads.js" */
/** @typedef {Omit<PartOfLogit, "name">} Told */

const STARTS = ["embed", "position", "segment", "stream"];

/**
 * A row for each block, a column for each head, one for the MLP: what each adds.
 *
 * @param {PartOfLogit[]} parts
 */
export function gridOf(parts) {
  const cells = new Map(
    parts
      .filter(({ kind }) => kind === "head" || kind === "mlp")
      .map((part) => [`${part.layer}.${part.head}`, part.value]),
  );
  const known = (/** @type {"layer" | "head"} */ key) =>
    [...new Set(parts.filter(({ kind }) => kind === "head" || kind === "mlp").map((part) => part[key]))]
      .filter((one) => one !== null)
      .sort((a, b) => a - b);
  const at = (/** @type {number} */ layer, /** @type {number | null} */ head) => cells.get(`${layer}.${head}`) ?? null;
  return { layers: known("layer"), heads: known("head"), hasMlp: parts.some(({ kind }) => kind === "mlp"), at };
}

/** What is added before block 0. @param {PartOfLogit[]} parts */
export const startsOf = (parts) => parts.filter(({ kind }) => STARTS.includes(kind));

/** All biases together. @param {PartOfLogit[]} parts */
export const biasOf = (parts) => sumOf(parts.filter(({ kind }) => kind === "bias"));

/** @param {{ value: number }[]} parts */
export const sumOf = (parts) => parts.reduce((sum, { value }) => sum + value, 0);

/**
 * The largest parts, the largest first, all biases as one; and how many more there are, with their sum.
 *
 * @param {PartOfLogit[]} parts
 * @param {number} n
 * @returns {{ largest: Told[], nRest: number, rest: number }}
 */
export function ranked(parts, n) {
  const bias = { kind: "bias", value: biasOf(parts), layer: null, head: null, position: null };
  /** @type {Told[]} */
  const told = [...parts.filter(({ kind }) => kind !== "bias"), bias];
  told.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const rest = told.slice(n);
  return { largest: told.slice(0, n), nRest: rest.length, rest: sumOf(rest) };
}

/**
 * How many times as probable one token is as another whose logit is lower by `difference`.
 *
 * @param {number} difference
 */
export const odds = (difference) => Math.exp(Math.abs(difference));
