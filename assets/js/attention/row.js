// What one query looks at, in numbers.

/** @import { Head, Stack } from "./data.js" */

/** @typedef {ArrayLike<number>} Numbers */

/** What a query may look at, most weight first. @param {Head} head @param {Stack} stack @param {number} query */
export const ranked = (head, { nKeys }, query) =>
  Array.from({ length: nKeys }, (_, key) => ({ key, weight: head.weight(query, key) }))
    .filter(({ key }) => head.isAllowed(query, key))
    .sort((a, b) => b.weight - a.weight);

/** What a query looks at most. @param {Head} head @param {Stack} stack @param {number} query */
export const strongestKey = (head, stack, query) => ranked(head, stack, query)[0]?.key ?? 0;

/** True where a query may look at nothing. @param {Head} head @param {Stack} stack @param {number} query */
export const isBlind = (head, { keys }, query) => !keys.some((_, key) => head.isAllowed(query, key));

/**
 * How softmax makes weights of scores: each allowed one becomes e^(score − highest), which over their `total` is its
 * weight. All `exponentials` are 0 where nothing is allowed.
 *
 * @param {Numbers} scores @param {Numbers} allowed
 */
export function softmax(scores, allowed) {
  const open = Array.from(scores, (_, i) => i).filter((i) => allowed[i]);
  const highest = open.reduce((most, i) => Math.max(most, scores[i]), -Infinity);
  const exponentials = Array.from(scores, (score, i) => (allowed[i] ? Math.exp(score - highest) : 0));
  return { highest, exponentials, total: sum(exponentials) };
}

/** @param {Numbers} values */
export function sum(values) {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

/** The products of two vectors, component by component. @param {Numbers} a @param {Numbers} b */
export const products = (a, b) => Array.from(a, (value, i) => value * b[i]);

/**
 * All positions of a short row, in reading order; of a long one the `few` with most weight, and the one at hand.
 *
 * @param {Numbers} weights @param {number} few @param {number} key
 */
export function shownKeys(weights, few, key) {
  const falling = byWeight(weights);
  const shown = falling.length <= few ? falling : [...new Set([...falling.slice(0, few), key])];
  return shown.sort((a, b) => a - b);
}

/** Positions by their weight, falling. @param {Numbers} weights */
export const byWeight = (weights) => Array.from(weights, (_, i) => i).sort((a, b) => weights[b] - weights[a]);

/** All cells of a map, one a line, below their names. @param {Head} head @param {Stack} stack */
export const cellRows = (head, stack) =>
  linesOf(stack, ["allowed", head.place.kind === "head" ? "attn_pattern" : head.place.kind, "attn_scores"], (...at) => [
    head.isAllowed(...at),
    head.weight(...at),
    head.score(...at),
  ]);

/** The same of two maps, empty where forbidden. @param {Head} before @param {Head} after @param {Stack} stack */
export const changeRows = (before, after, stack) =>
  linesOf(stack, ["before", "after"], (...at) =>
    [before, after].map((head) => (head.isAllowed(...at) ? head.weight(...at) : "")),
  );

/**
 * @param {Stack} stack @param {string[]} names
 * @param {(query: number, key: number) => (number | string | boolean | null)[]} valuesAt
 */
const linesOf = ({ queries, keys }, names, valuesAt) => [
  ["query_pos", "query", "key_pos", "key", ...names],
  ...queries.flatMap((from, query) =>
    keys.map((to, key) => [query, from.label, key, to.label, ...valuesAt(query, key)]),
  ),
];
