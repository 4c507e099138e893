// A beam tree as it was sent, read and laid out; pure. To the right go the steps, down the ranks: a candidate's row is
// its rank within the step, a number that is measured, and what greedy writes outside of the tree has a row below.

import { decodeRows } from "../lib/payload.js";
import { textOf } from "./runs.js";

/** @import { TreePayload } from "./payloads.js" */

/**
 * A candidate; `path` leads to it from the prompt. `row` is its rank, or below all ranks for a token that only greedy
 * wrote: `rank` and the other numbers are NaN there, as is `score` where it is no finished text.
 *
 * @typedef {{ i: number, shown: string, n_spaces: number, step: number, parent: number, rank: number, row: number,
 *   logprob: number, sum_logprob: number, score: number, outcome: Outcome | "outside", isWinner: boolean,
 *   isGreedy: boolean, path: Candidate[] }} Candidate `parent` is -1 at the prompt
 */
/** @typedef {"finished" | "kept" | "dropped"} Outcome */

const OUTSIDE = 1.4; // rows from the tree to what greedy writes outside of it
export const NODE = { width: 112, height: 32 };
const ACROSS = 140;
const DOWN = 36;
export const LEFT = 52;
const TOP = 26;
const MARGIN = 10;

/** @param {TreePayload} payload */
export function readTree({ nodes, tokens, winner, greedy, greedy_left }) {
  const rows = decodeRows(nodes);
  const nRanks = Math.max(...rows.map(({ rank }) => rank));
  /** @type {Candidate[]} */
  const candidates = rows.map(({ kept, finished, ...known }, i) => ({
    ...known,
    i,
    shown: tokens[i],
    row: known.rank,
    outcome: finished ? "finished" : kept ? "kept" : "dropped",
    isWinner: winner.includes(i),
    isGreedy: greedy.includes(i),
    path: [],
  }));
  const unknown = {
    n_spaces: 0,
    rank: NaN,
    logprob: NaN,
    sum_logprob: NaN,
    score: NaN,
    isWinner: false,
    isGreedy: true,
  };
  for (const [at, shown] of greedy_left.entries()) {
    const i = rows.length + at;
    const parent = at === 0 ? (greedy.at(-1) ?? -1) : i - 1;
    const step = greedy.length + at;
    candidates.push({ ...unknown, i, shown, step, parent, row: nRanks + OUTSIDE, outcome: "outside", path: [] });
  }
  for (const node of candidates) node.path = [...(candidates[node.parent]?.path ?? []), node]; // parents come first
  return { candidates, nRanks };
}

/** @typedef {ReturnType<typeof readTree>} Tree */

/** @param {number} step */
export const xOf = (step) => LEFT + step * ACROSS;
/** @param {number} row */
export const yOf = (row) => TOP + (row - 1) * DOWN;

/** @param {Tree} tree */
export function sizeOf({ candidates }) {
  const last = Math.max(...candidates.map(({ step }) => step));
  const lowest = Math.max(...candidates.map(({ row }) => row));
  return { nSteps: last + 1, width: xOf(last + 1), height: yOf(lowest) + NODE.height + MARGIN };
}

/**
 * Where a line from a candidate's parent, or from the prompt, begins and ends; `lower` pixels below their middles.
 *
 * @param {Tree} tree
 * @param {Candidate} node
 * @param {number} [lower]
 * @returns {{ source: [number, number], target: [number, number] }}
 */
export function linkTo({ candidates }, { parent, step, row }, lower = 0) {
  const middle = NODE.height / 2 + lower;
  const before = candidates[parent];
  return {
    source: before ? [xOf(before.step) + NODE.width, yOf(before.row) + middle] : [LEFT - 14, yOf(1) + middle],
    target: [xOf(step), yOf(row) + middle],
  };
}

/**
 * The candidate that an arrow key leads to: within the step, to the parent, to the first child or into the next step.
 *
 * @param {Tree} tree
 * @param {Candidate} node
 * @param {string} key
 * @returns {Candidate | undefined}
 */
export function besides({ candidates }, node, key) {
  const ranked = candidates.filter(({ outcome }) => outcome !== "outside");
  const within = (/** @type {number} */ rank) => ranked.find((one) => one.step === node.step && one.rank === rank);
  if (key === "ArrowUp") return within(node.rank - 1);
  if (key === "ArrowDown") return within(node.rank + 1);
  if (key === "ArrowLeft") return candidates[node.parent];
  if (key !== "ArrowRight") return undefined;
  return ranked.find(({ parent }) => parent === node.i) ?? ranked.find(({ step }) => step === node.step + 1);
}

/** The texts that competed at the end, the best first. @param {Tree} tree */
export const competing = ({ candidates }) =>
  candidates.filter(({ score }) => !Number.isNaN(score)).sort((a, b) => b.score - a.score || a.i - b.i);

/** @param {Candidate} node */
export const textTo = ({ path }) => textOf(path);
