// The logit lens's numbers, and what is said of them.

import { decodeArray } from "../lib/payload.js";

/** @import { LensPayload } from "./answers/payloads.js" */
/** @typedef {ReturnType<typeof decodeLens>} Lens */
/** @typedef {"prob" | "entropy" | "rank"} Shade */

export const SHADES = /** @type {const} */ (["prob", "entropy", "rank"]);

/** @param {LensPayload} payload */
export function decodeLens(payload) {
  return {
    ...payload,
    nStations: payload.stations.length,
    probs: decodeArray(payload.probs),
    entropies: decodeArray(payload.entropy_bits),
    answerProbs: decodeArray(payload.answer_probs),
    ranks: decodeArray(payload.answer_ranks),
  };
}

/**
 * The first station at which the final answer of a position stands on top.
 *
 * @param {Lens} lens
 * @param {number} position
 */
export function firstOnTop({ ranks, nStations }, position) {
  for (let station = 0; station < nStations; station++) if (ranks.at(station, position) === 1) return station;
  return nStations - 1;
}

/**
 * How strongly a cell is coloured, from 0 to 1.
 *
 * @param {Lens} lens
 * @param {Shade} shade
 * @returns {(station: number, position: number) => number}
 */
export function shadeOf({ probs, entropies, ranks }, shade) {
  if (shade === "prob") return (station, position) => probs.at(station, position);
  if (shade === "rank") return (station, position) => 1 / ranks.at(station, position) ** 0.5;
  const most = Math.max(1, ...entropies.data);
  return (station, position) => entropies.at(station, position) / most;
}

/**
 * What was guessed against what is so.
 *
 * @param {number} guess a station
 * @param {number} first the station at which the answer first stands on top
 * @returns {"right" | "near" | "early" | "late"}
 */
export function judged(guess, first) {
  if (guess === first) return "right";
  if (Math.abs(guess - first) === 1) return "near";
  return guess < first ? "early" : "late";
}
