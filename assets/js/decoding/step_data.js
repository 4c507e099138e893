// One step as it was sent, read; pure.

import { decodeArray, decodeRows } from "../lib/payload.js";
import { t } from "../lib/words.js";
import { forcedOf } from "./strategies.js";

/** @import { StepPayload, StrategyKind } from "./payloads.js" */
/** @import { Rows } from "../lib/table.js" */

/**
 * A token that could have been chosen; `cut` is the option that forbids it.
 *
 * @typedef {{ shown: string, n_spaces: number, index: number, cut: string | null, id: number, rank: number,
 *   prob: number, reshaped: number, kept: number, begin: number }} Choice
 */

/** @param {StepPayload} payload */
export function readStep({ choices: sent, tokens, cut_by, rest, by_temperature, chosen }) {
  const choices = decodeRows(sent).map((known, index) => ({
    shown: tokens[index],
    index,
    cut: cut_by[index],
    ...known,
  }));
  const all = [...choices, rest];
  return {
    choices,
    chosen: /** @type {Choice} */ (choices.find(({ id }) => id === chosen)),
    largest: Math.max(...all.flatMap(({ prob, reshaped, kept }) => [prob, reshaped, kept])),
    byTemperature: decodeArray(by_temperature),
  };
}

/** @typedef {ReturnType<typeof readStep>} Step */

/**
 * What the bars in the middle say: the probability of each choice, then of all others together.
 *
 * @param {Step} step
 * @param {StepPayload["rest"]} rest
 * @param {number | null} temperature the number of one that was sent; null for the column's own
 */
export function reshapedAt({ choices, byTemperature }, rest, temperature) {
  if (temperature === null) return [...choices.map(({ reshaped }) => reshaped), rest.reshaped];
  const listed = choices.map(({ index }) => byTemperature.at(temperature, index));
  return [...listed, Math.max(0, 1 - listed.reduce((sum, p) => sum + p, 0))];
}

/** The survivors in the order in which they lie end to end. @param {Choice[]} choices */
export const endToEnd = (choices) => choices.filter(({ begin }) => begin >= 0).sort((a, b) => a.begin - b.begin);

/** Which sentence says how the token was chosen. @param {StepPayload} payload @param {StrategyKind} kind */
export function toldBy({ strategy, order, number }, kind) {
  if (Object.hasOwn(forcedOf(strategy), order)) return "forced";
  return number === null ? kind.tells : "drawn";
}

/** @param {StepPayload} payload @param {Step} step @returns {Rows} */
export function tableRows({ rest, chosen }, { choices }) {
  const keys = ["rank", "token", "id", "own_prob", "at_temperature", "kept_prob", "cut", "chosen"];
  const rows = choices.map((choice) => [
    choice.rank,
    choice.shown,
    choice.id,
    choice.prob.toPrecision(6),
    choice.reshaped.toPrecision(6),
    choice.kept.toPrecision(6),
    choice.cut ? t(`decoding.${choice.cut}`) : "",
    choice.id === chosen ? "×" : "",
  ]);
  const others = ["", t("decoding.all_others", { n: rest.n }), "", rest.prob, rest.reshaped, rest.kept, "", ""];
  return [keys.map((key) => t(`decoding.${key}`)), ...rows, others];
}
