// The heads of the columns: which strategy each follows, with its numbers to change.

import { list } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { named, t } from "../lib/words.js";
import { div } from "./parts.js";
import { branchesAt, kindOf, optionsOf, withOption } from "./strategies.js";

/** @import { Strategy, StrategyKind } from "./payloads.js" */

/** @typedef {(strategy: Strategy) => void} Change */

/** A button that is a sign. @param {string} sign @param {string} says @param {() => void} onclick */
const button = (sign, says, onclick, attrs = {}) =>
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
    div(
      "kind",
      button(String(index + 1), t("decoding.compare", column), on.compare, badge),
      list({
        label: t("decoding.kind", column),
        options: kinds.map(({ name }) => [name, t(`decoding.kind_${name}`)]),
        value: String(strategy.name),
        onChoose: (name) => on.change(kindOf(kinds, { name }).presets[name]),
      }),
      on.remove && button("×", t("decoding.remove", column), on.remove, remove),
    ),
    knobs(strategy, kindOf(kinds, strategy), on.change),
    branchMark(strategy, on.change),
  );
}

/** @param {Strategy} strategy @param {StrategyKind} kind @param {Change} change */
function knobs(strategy, kind, change) {
  const shown = new Set([...kind.shown, ...optionsOf(strategy).map(([name]) => name)]);
  const hint = kind.at_zero && strategy.temperature === 0 ? `is_${kind.at_zero}` : kind.hint;
  return div(
    "knobs",
    [...shown].map((name) => knob(strategy, kind, name, change)),
    hint && el("span", { class: "um-decoding-hint" }, t(`decoding.${hint}`)),
    moreMenu(strategy, kind, shown, change),
  );
}

/** @param {Strategy} strategy @param {StrategyKind} kind @param {string} name @param {Change} change */
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
 * A list that does something with each choice and stays as it was.
 *
 * @template T
 * @param {string} kind
 * @param {string} label
 * @param {{ title: string, entries: [name: string, text: string, chosen: T][], onChoose: (chosen: T) => void }} menu
 */
function actionMenu(kind, label, { title, entries, onChoose }) {
  const menu = list({
    label,
    options: [["", title], ...entries.map(([name, text]) => /** @type {[string, string]} */ ([name, text]))],
    value: "",
    onChoose(chosen) {
      const entry = entries.find(([name]) => name === chosen);
      menu.value = "";
      if (entry) onChoose(entry[2]);
    },
  });
  menu.className = `um-decoding-${kind}`;
  menu.title = label;
  return menu;
}

/** @param {Strategy} strategy @param {StrategyKind} kind @param {Set<string>} shown @param {Change} change */
function moreMenu(strategy, { options }, shown, change) {
  const others = options.filter(({ name, begin }) => begin !== null && !shown.has(name));
  if (others.length === 0) return null;
  return actionMenu("more", t("decoding.more"), {
    title: "+",
    entries: others.map((one) => [one.name, named(t(`decoding.${one.name}`), t(`decoding.${one.name}_is`)), one]),
    onChoose: ({ name, begin }) => change(withOption(strategy, name, begin)),
  });
}

/** Says from where on a column goes its own way; lets it go back. @param {Strategy} strategy @param {Change} change */
function branchMark(strategy, change) {
  const step = branchesAt(strategy);
  if (step === null) return null;
  const { force: _, ...free } = strategy;
  return div(
    "branch",
    `◆ ${t("decoding.branches", { n: step + 1 })}`,
    button("×", t("decoding.unforce"), () => change(free)),
  );
}

/** @param {StrategyKind[]} kinds @param {{ most: number, isFull: boolean }} columns @param {Change} add */
export function addMenu(kinds, { most, isFull }, add) {
  const presets = kinds.flatMap((kind) => Object.entries(kind.presets));
  const title = isFull ? t("decoding.full", { n: number(most) }) : `+ ${t("decoding.add")}`;
  const menu = actionMenu("add", t("decoding.add"), {
    title,
    entries: presets.map(([name, strategy]) => [name, t(`decoding.preset_${name}`), strategy]),
    onChoose: add,
  });
  menu.disabled = isFull;
  return menu;
}
