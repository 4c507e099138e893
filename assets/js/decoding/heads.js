// The heads of the columns: which strategy each follows, with its numbers to change.

import { list } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { t } from "../lib/words.js";
import { branchesAt, kindOf, optionsOf, withOption } from "./strategies.js";

/** @typedef {import("./payloads.js").Strategy} Strategy */
/** @typedef {import("./payloads.js").StrategyKind} StrategyKind */
/** @typedef {(strategy: Strategy) => void} Change */

/**
 * A button of one sign that says in words what it does.
 *
 * @param {string} sign
 * @param {string} says
 * @param {() => void} onclick
 * @param {Record<string, import("../lib/dom.js").Attribute>} [attrs]
 */
const sign = (sign, says, onclick, attrs = {}) =>
  el("button", { type: "button", "aria-label": says, title: says, onclick, ...attrs }, sign);

/**
 * The head of one column.
 *
 * @param {{ strategy: Strategy, index: number, isReference: boolean, kinds: StrategyKind[] }} column
 * @param {{ change: Change, remove: (() => void) | null, compare: () => void }} on `remove` is null where it may not
 *   be removed
 */
export function head({ strategy, index, isReference, kinds }, on) {
  const column = { n: index + 1 };
  const badge = { class: "um-decoding-badge", "aria-pressed": String(isReference) };
  const remove = { class: "um-decoding-remove" };
  return el(
    "th",
    { scope: "col" },
    el(
      "div",
      { class: "um-decoding-kind" },
      sign(String(index + 1), t("decoding.compare", column), on.compare, badge),
      list({
        label: t("decoding.kind", column),
        options: kinds.map(({ name }) => [name, t(`decoding.kind_${name}`)]),
        value: String(strategy.name),
        onChoose: (name) => on.change(kindOf(kinds, { name }).presets[0].strategy),
      }),
      on.remove && sign("×", t("decoding.remove", column), on.remove, remove),
    ),
    knobs(strategy, kindOf(kinds, strategy), on.change),
    branchMark(strategy, on.change),
  );
}

/**
 * @param {Strategy} strategy
 * @param {StrategyKind} kind
 * @param {Change} change
 */
function knobs(strategy, kind, change) {
  const shown = new Set([...kind.shown, ...optionsOf(strategy).map(([name]) => name)]);
  const hint = kind.at_zero && strategy.temperature === 0 ? `is_${kind.at_zero}` : kind.hint;
  return el(
    "div",
    { class: "um-decoding-knobs" },
    [...shown].map((name) => knob(strategy, kind, name, change)),
    hint && el("span", { class: "um-decoding-hint" }, t(`decoding.${hint}`)),
    moreMenu(strategy, kind, shown, change),
  );
}

/**
 * @param {Strategy} strategy
 * @param {StrategyKind} kind
 * @param {string} name
 * @param {Change} change
 */
function knob(strategy, { options }, name, change) {
  const option = options.find((one) => one.name === name);
  const set = (/** @type {{ target: HTMLInputElement }} */ { target: { value } }) =>
    change(withOption(strategy, name, value === "" ? null : Number(value)));
  const attrs = {
    type: "number",
    min: option?.low,
    max: option?.high,
    step: option?.whole ? 1 : "any",
    value: /** @type {number | undefined} */ (strategy[name]),
    placeholder: t(option?.begin === null ? "decoding.usual" : "decoding.off"),
    onchange: set,
  };
  return el("label", { title: t(`decoding.${name}_is`) }, el("span", {}, t(`decoding.${name}`)), el("input", attrs));
}

/**
 * Adds a number that is not shown yet.
 *
 * @param {Strategy} strategy
 * @param {StrategyKind} kind
 * @param {Set<string>} shown
 * @param {Change} change
 */
function moreMenu(strategy, { options }, shown, change) {
  const others = options.filter(({ name, begin }) => begin !== null && !shown.has(name));
  if (others.length === 0) return null;
  const menu = list({
    label: t("decoding.more"),
    options: [
      ["", "+"],
      ...others.map(({ name }) => menuEntry(name, `${t(`decoding.${name}`)}: ${t(`decoding.${name}_is`)}`)),
    ],
    value: "",
    onChoose: (chosen) =>
      change(withOption(strategy, chosen, others.find(({ name }) => name === chosen)?.begin ?? null)),
  });
  menu.className = "um-decoding-more";
  menu.title = t("decoding.more");
  return menu;
}

/** @returns {[string, string]} */
const menuEntry = (/** @type {string} */ name, /** @type {string} */ text) => [name, text];

/**
 * Says from where on a column goes its own way, and lets it go back.
 *
 * @param {Strategy} strategy
 * @param {Change} change
 */
function branchMark(strategy, change) {
  const step = branchesAt(strategy);
  if (step === null) return null;
  const { force: _, ...free } = strategy;
  return el(
    "div",
    { class: "um-decoding-branch" },
    `◆ ${t("decoding.branches", { n: step + 1 })}`,
    sign("×", t("decoding.unforce"), () => change(free)),
  );
}

/**
 * The menu that adds a column.
 *
 * @param {StrategyKind[]} kinds
 * @param {{ most: number, isFull: boolean }} columns
 * @param {Change} add
 */
export function addMenu(kinds, { most, isFull }, add) {
  const presets = kinds.flatMap((kind) => kind.presets);
  const title = isFull ? t("decoding.full", { n: number(most) }) : `+ ${t("decoding.add")}`;
  const menu = list({
    label: t("decoding.add"),
    options: [["", title], ...presets.map(({ name }) => menuEntry(name, t(`decoding.preset_${name}`)))],
    value: "",
    onChoose(chosen) {
      const preset = presets.find(({ name }) => name === chosen);
      if (preset) add(preset.strategy);
      menu.value = "";
    },
  });
  menu.className = "um-decoding-add";
  menu.disabled = isFull;
  return menu;
}
