// The heads of the columns: which strategy each follows, with its numbers to change.

import { el, number, t } from "../common.js";

export const MAX_COLUMNS = 8;

const REPETITION = ["repetition_penalty", "no_repeat_ngram_size"];
const CUTS = ["top_k", "top_p", "min_p", "typical_p"];

/** The numbers that each kind of strategy takes: those that are always shown, and the others. */
const KINDS = {
  greedy: [[], REPETITION],
  beam: [["num_beams", "length_penalty"], REPETITION],
  sample: [
    ["temperature", "top_k", "top_p"],
    ["min_p", "typical_p", ...REPETITION],
  ],
  contrastive: [["top_k", "penalty_alpha"], REPETITION],
  most_confident: [["temperature", "top_k"], CUTS.slice(1)],
  left_to_right: [["temperature", "top_k"], CUTS.slice(1)],
};
const FILLS = ["most_confident", "left_to_right"];
const kindsOf = (family) => Object.keys(KINDS).filter((kind) => FILLS.includes(kind) === (family === "bert"));

const PRESETS = {
  greedy: { name: "greedy" },
  beam: { name: "beam", num_beams: 5 },
  sample: { name: "sample" },
  temperature: { name: "sample", temperature: 0.7 },
  top_k: { name: "sample", top_k: 40 },
  top_p: { name: "sample", top_p: 0.9 },
  min_p: { name: "sample", min_p: 0.05 },
  typical_p: { name: "sample", typical_p: 0.9 },
  no_repeat: { name: "greedy", no_repeat_ngram_size: 3 },
  contrastive: { name: "contrastive", top_k: 4, penalty_alpha: 0.6 },
  most_confident: { name: "most_confident" },
  left_to_right: { name: "left_to_right" },
  drawn_blanks: { name: "left_to_right", temperature: 0.8 },
};

/** What a number is at first when it is added. */
const FIRST = {
  temperature: 0.8,
  top_k: 40,
  top_p: 0.9,
  min_p: 0.05,
  typical_p: 0.9,
  repetition_penalty: 1.2,
  no_repeat_ngram_size: 3,
};

const options = (strategy) => Object.entries(strategy).filter(([name]) => name !== "name" && name !== "force");

/** The steps at which a strategy is given its token, counted from 0. */
const forcedSteps = (strategy) => Object.keys(strategy.force ?? {}).map(Number);

/** A strategy in words, such as "Sampling, temperature 0.8, top-k 40". */
export function titleOf(strategy) {
  const words = options(strategy).map(([name, value]) => `${t(`decoding.${name}`)} ${value}`);
  const forced = forcedSteps(strategy);
  if (forced.length > 0) words.push(t("decoding.branches", { n: Math.max(...forced) + 1 }));
  return [t(`decoding.kind_${strategy.name}`), ...words].join(t("decoding.comma"));
}

/** A strategy that goes its own way from `step` on: there it is given `id`, after the tokens `prefix`. */
export function branchOf(strategy, step, id, prefix) {
  const searches = strategy.name === "beam" || strategy.name === "contrastive";
  const before = Object.entries(strategy.force ?? {}).filter(([at]) => Number(at) < step);
  const given = searches ? prefix.entries() : before; // the others repeat their way to there by themselves
  return { ...strategy, force: { ...Object.fromEntries(given), [step]: id } };
}

/**
 * The head of one column.
 *
 * `on.change(strategy)`, `on.remove()` (null: it may not be removed) and `on.compare()` are called when
 * its controls are used.
 */
export function head(strategy, index, isReference, family, on) {
  return el(
    "th",
    { scope: "col" },
    el(
      "div",
      { class: "um-decoding-kind" },
      el(
        "button",
        {
          type: "button",
          class: "um-decoding-badge",
          "aria-pressed": String(isReference),
          "aria-label": t("decoding.compare", { n: index + 1 }),
          title: t("decoding.compare", { n: index + 1 }),
          onclick: on.compare,
        },
        String(index + 1),
      ),
      kindSelect(strategy, index, family, on.change),
      on.remove &&
        el(
          "button",
          {
            type: "button",
            class: "um-decoding-remove",
            "aria-label": t("decoding.remove", { n: index + 1 }),
            title: t("decoding.remove", { n: index + 1 }),
            onclick: on.remove,
          },
          "×",
        ),
    ),
    knobs(strategy, on.change),
    branchMark(strategy, on.change),
  );
}

function kindSelect(strategy, index, family, change) {
  const kinds = kindsOf(family).map((kind) =>
    el("option", { value: kind, selected: kind === strategy.name }, t(`decoding.kind_${kind}`)),
  );
  const choose = (event) => change({ ...PRESETS[event.target.value] });
  return el("select", { "aria-label": t("decoding.kind", { n: index + 1 }), onchange: choose }, kinds);
}

function knobs(strategy, change) {
  const [always, others] = KINDS[strategy.name];
  const given = options(strategy).map(([name]) => name);
  const shown = new Set([...always, ...given]);
  const hint = hintOf(strategy);
  return el(
    "div",
    { class: "um-decoding-knobs" },
    [...shown].map((name) => knob(strategy, name, change)),
    hint && el("span", { class: "um-decoding-hint" }, hint),
    moreMenu(
      strategy,
      others.filter((name) => !shown.has(name)),
      change,
    ),
  );
}

function hintOf(strategy) {
  if (strategy.name === "greedy") return t("decoding.always_likeliest");
  return strategy.name === "sample" && strategy.temperature === 0 ? t("decoding.is_greedy") : null;
}

/** Adds a number that is not shown yet. */
function moreMenu(strategy, names, change) {
  if (names.length === 0) return null;
  const add = ({ target }) => change({ ...strategy, [target.value]: FIRST[target.value] });
  return el(
    "select",
    { class: "um-decoding-more", "aria-label": t("decoding.more"), title: t("decoding.more"), onchange: add },
    el("option", { value: "" }, "+"),
    names.map((name) => el("option", { value: name }, `${t(`decoding.${name}`)}: ${t(`decoding.${name}_is`)}`)),
  );
}

function knob(strategy, name, change) {
  const set = ({ target }) => {
    const { [name]: _, ...others } = strategy;
    change(target.value === "" ? others : { ...others, [name]: Number(target.value) });
  };
  const placeholder = ["sample", ...FILLS].includes(strategy.name) ? t("decoding.off") : t("decoding.usual");
  return el(
    "label",
    { title: t(`decoding.${name}_is`) },
    el("span", {}, t(`decoding.${name}`)),
    el("input", { type: "number", step: "any", value: strategy[name], placeholder, onchange: set }),
  );
}

/** Says from where on a column goes its own way, and lets it go back. */
function branchMark(strategy, change) {
  const steps = forcedSteps(strategy);
  if (steps.length === 0) return null;
  const { force: _, ...free } = strategy;
  return el(
    "div",
    { class: "um-decoding-branch" },
    `◆ ${t("decoding.branches", { n: Math.max(...steps) + 1 })}`,
    el(
      "button",
      {
        type: "button",
        "aria-label": t("decoding.unforce"),
        title: t("decoding.unforce"),
        onclick: () => change(free),
      },
      "×",
    ),
  );
}

/** The menu that adds a column to `strategies`: `add(strategy)`. */
export function addMenu(strategies, family, add) {
  const full = strategies.length >= MAX_COLUMNS;
  const choose = (event) => {
    add({ ...PRESETS[event.target.value] });
    event.target.value = "";
  };
  const offered = Object.keys(PRESETS).filter((name) => kindsOf(family).includes(PRESETS[name].name));
  return el(
    "select",
    { class: "um-decoding-add", disabled: full, "aria-label": t("decoding.add"), onchange: choose },
    el("option", { value: "" }, full ? t("decoding.full", { n: number(MAX_COLUMNS) }) : `+ ${t("decoding.add")}`),
    offered.map((name) => el("option", { value: name }, t(`decoding.preset_${name}`))),
  );
}
