// Strategies as the page holds them: names, options and tokens that are given. Which kinds there are, and what
// they are like, the server says.

import { t } from "../lib/words.js";

/** @import { Strategy, StrategyKind } from "./payloads.js" */

const NO_OPTIONS = ["name", "force"];

/** @param {Strategy} strategy */
export const optionsOf = (strategy) => Object.entries(strategy).filter(([name]) => !NO_OPTIONS.includes(name));

/** The tokens that a strategy is given, by step, counted from 0. @param {Strategy} strategy */
export const forcedOf = (strategy) => /** @type {Record<string, number>} */ (strategy.force ?? {});

/** The last step at which a strategy is given its token; null where it is given none. @param {Strategy} strategy */
export function branchesAt(strategy) {
  const steps = Object.keys(forcedOf(strategy)).map(Number);
  return steps.length > 0 ? Math.max(...steps) : null;
}

/**
 * @param {StrategyKind[]} kinds
 * @param {Strategy} strategy
 * @returns {StrategyKind}
 * @throws {Error} where there is none of its name
 */
export function kindOf(kinds, strategy) {
  const found = kinds.find(({ name }) => name === strategy.name);
  if (!found) throw new Error(`no strategy ${strategy.name}`);
  return found;
}

/** A strategy in words, such as "Sampling, temperature 0.8, top-k 40". @param {Strategy} strategy */
export function titleOf(strategy) {
  const words = optionsOf(strategy).map(([name, value]) => `${t(`decoding.${name}`)} ${value}`);
  const step = branchesAt(strategy);
  if (step !== null) words.push(t("decoding.branches", { n: step + 1 }));
  return [t(`decoding.kind_${strategy.name}`), ...words].join(t("decoding.comma"));
}

/** @param {Strategy} strategy @param {string} name @param {number | null} value @returns {Strategy} */
export function withOption(strategy, name, value) {
  const { [name]: _, ...others } = strategy;
  return value === null ? others : { ...strategy, [name]: value };
}

/**
 * A strategy that goes its own way from `step` on: there it is given `id`, after the tokens `prefix`. One that
 * searches is given those too; the others repeat their way to there by themselves.
 *
 * @param {Strategy} strategy
 * @param {StrategyKind} kind
 * @param {{ step: number, id: number, prefix: number[] }} branch
 * @returns {Strategy}
 */
export function branchOf(strategy, { searches }, { step, id, prefix }) {
  const before = Object.entries(forcedOf(strategy)).filter(([at]) => Number(at) < step);
  const given = searches ? prefix.entries() : before;
  return { ...strategy, force: { ...Object.fromEntries(given), [step]: id } };
}

/** @param {unknown} a @param {unknown} b */
export const isSame = (a, b) => JSON.stringify(a) === JSON.stringify(b);
