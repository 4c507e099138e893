// The arithmetic of the losses: terms, their mean, and what label smoothing mixes in.

import { number } from "../lib/numbers.js";

/** @typedef {import("./payloads.js").TermPayload} Term */

/**
 * The term with the largest loss; undefined of none.
 *
 * @param {Term[]} terms
 * @returns {Term | undefined}
 */
export const worst = (terms) =>
  terms.reduce(
    (most, term) => (most && most.plain_nats >= term.plain_nats ? most : term),
    /** @type {Term | undefined} */ (undefined),
  );

/**
 * The mean of −ln p over the vocabulary, which smoothing mixes into a term's loss.
 *
 * @param {Pick<Term, "plain_nats" | "smoothed_nats">} term
 * @param {number} smoothing above 0
 */
export const spreadNats = ({ plain_nats: plain, smoothed_nats: smoothed }, smoothing) =>
  (smoothed - (1 - smoothing) * plain) / smoothing;

/**
 * Both answers' losses under smoothing, whose mean is what it mixes in, and the target in percent.
 *
 * @param {number[]} losses in nats, if the second sentence follows and if not
 * @param {number} smoothing
 */
export function smoothedPair(losses, smoothing) {
  const mean = losses.reduce((sum, nats) => sum + nats, 0) / losses.length;
  const [follows, apart] = losses.map((nats) => number((1 - smoothing) * nats + smoothing * mean, 3));
  return { smoothing, follows, apart, wanted: number(100 * (1 - smoothing / losses.length)) };
}

/**
 * A line for each likely token and one for all others: what the model expects, what it is asked to expect.
 *
 * @param {Pick<Term, "top">} term
 * @param {Pick<import("./payloads.js").TargetsPayload, "target" | "d_vocab">} targets
 * @param {(n: number) => string} nameOf the others
 */
export function distributionLines({ top }, { target, d_vocab: dVocab }, nameOf) {
  const nOthers = dVocab - top.length;
  const rest = Math.max(0, 1 - top.reduce((sum, { prob }) => sum + prob, 0));
  return [
    ...top.map(({ token, prob, true: isTrue }) => ({
      token,
      prob,
      wanted: isTrue ? target.true : target.other,
      isTrue,
    })),
    { token: nameOf(nOthers), prob: rest, wanted: nOthers * target.other, isTrue: false },
  ];
}

/**
 * The terms as rows, the first being the head.
 *
 * @param {Term[]} terms
 * @param {typeof import("../lib/words.js").t} t
 */
export const fateRows = (terms, t) => [
  ["position", "true", "read", "fate", "plain_nats", "smoothed_nats"].map((name) => t(`side_by_side.column_${name}`)),
  ...terms.map((term) => [
    term.position,
    term.true,
    term.read,
    t(`side_by_side.fate_${term.fate}`),
    term.plain_nats.toFixed(4),
    term.smoothed_nats.toFixed(4),
  ]),
];
