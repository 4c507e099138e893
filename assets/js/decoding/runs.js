// What a column holds: tokens with everything known about each, and where columns part.

import { decodeRows } from "../lib/payload.js";
import { t } from "../lib/words.js";
import { forcedOf } from "./strategies.js";

/** @import { RunPayload } from "./payloads.js" */
/** @import { Rows } from "../lib/table.js" */

/**
 * A token as it is shown; of that so many characters are spaces in front, which a `·` of the text is not.
 *
 * @typedef {{ shown: string, n_spaces: number }} Spelled
 */
/**
 * A written token; `order` is the step at which it was written.
 *
 * @typedef {Spelled & { order: number, id: number, logprob: number, surprisal_bits: number, rank: number,
 *   entropy_bits: number, n_kept: number }} Written
 */
/**
 * A run as it was read: its tokens at their places, with gaps where a blank is not filled yet.
 *
 * @typedef {Omit<RunPayload, "tokens" | "numbers"> & { tokens: Written[], nWritten: number }} Run
 */

export const DARKEST_BITS = 10; // one in a thousand, and everything rarer

/** @param {RunPayload} sent @returns {Run} */
export function readRun({ tokens: shown, numbers, ...run }) {
  /** @type {Written[]} */
  const tokens = [];
  for (const [order, known] of decodeRows(/** @type {Record<keyof typeof numbers, any>} */ (numbers)).entries())
    tokens[run.places?.[order] ?? order] = { shown: shown[order], order, ...known };
  return { ...run, tokens, nWritten: shown.length };
}

/** How dark a token is drawn: 0 for one that was certain, 1 for the most surprising. @param {Written} token */
export const shadeOf = (token) => Math.min(token.surprisal_bits / DARKEST_BITS, 1);

/** A token's marks for the spaces before its word, which are drawn faint, and the word. @param {Spelled} token */
export const spaceAndWord = ({ shown, n_spaces }) => ({ space: shown.slice(0, n_spaces), word: shown.slice(n_spaces) });

/** Tokens as running text. @param {Spelled[]} tokens */
export const textOf = (tokens) =>
  tokens.map(({ shown, n_spaces }) => " ".repeat(n_spaces) + shown.slice(n_spaces)).join("");

/** @typedef {"together" | "parts" | "apart"} Side */

/**
 * Where a cell stands towards the column that all are compared with.
 *
 * @param {number} step
 * @param {number | null} parting the first step at which the two columns differ
 * @returns {Side}
 */
export function sideOf(step, parting) {
  if (parting === null || step < parting) return "together";
  return step === parting ? "parts" : "apart";
}

/** The first step at which any two columns part; Infinity where none do. @param {(number | null)[][]} partings */
export const firstParting = (partings) => Math.min(...partings.flat().map((step) => step ?? Infinity));

/** True for a token that the run was given. @param {Run} run @param {number} step */
export const isForced = (run, step) => Object.hasOwn(forcedOf(run.strategy), run.tokens[step]?.order);

/** For the table and its CSV. @param {Run[]} runs @param {string[]} titles @returns {Rows} */
export function tableRows(runs, titles) {
  const keys = ["strategy", "step", "token", "id", "logprob", "surprisal", "rank", "entropy", "n_kept"];
  const rows = runs.flatMap((run, column) =>
    run.tokens.map((token, step) => [
      `${column + 1} ${titles[column]}`,
      step + 1,
      token.shown,
      token.id,
      token.logprob.toFixed(6),
      token.surprisal_bits.toFixed(6),
      token.rank,
      token.entropy_bits.toFixed(6),
      token.n_kept,
    ]),
  );
  const inBits = ["surprisal", "entropy"];
  const head = keys.map((key) => {
    const what = t(`decoding.${key}`);
    return inBits.includes(key) ? t("decoding.in_bits", { what }) : what;
  });
  return [head, ...rows];
}

/** All texts under their titles. @param {string} prompt @param {Run[]} runs @param {string[]} titles */
export const plainText = (prompt, runs, titles) =>
  [prompt, ...runs.map((run, i) => `[${i + 1} ${titles[i]}]\n${run.text}`)].join("\n\n");
