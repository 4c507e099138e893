// The heads of the columns: which strategy each follows, with its numbers to change.

import { el, number, t } from "../common.js";

export const MAX_COLUMNS = 8;

/** The numbers that each kind of strategy offers; others that a link names are shown too. */
const KNOBS = {
  greedy: [],
  beam: ["num_beams", "length_penalty"],
  sample: ["temperature", "top_k", "top_p"],
  contrastive: ["top_k", "penalty_alpha"],
};

const PRESETS = {
  greedy: { name: "greedy" },
  beam: { name: "beam", num_beams: 5 },
  sample: { name: "sample" },
  temperature: { name: "sample", temperature: 0.7 },
  top_k: { name: "sample", top_k: 40 },
  top_p: { name: "sample", top_p: 0.9 },
  contrastive: { name: "contrastive", top_k: 4, penalty_alpha: 0.6 },
};

const options = (strategy) => Object.entries(strategy).filter(([name]) => name !== "name");

/** A strategy in words, such as "Sampling, temperature 0.8, top-k 40". */
export const titleOf = (strategy) =>
  [t(`decoding.kind_${strategy.name}`), ...options(strategy).map(([name, value]) => `${t(`decoding.${name}`)} ${value}`)].join(t("decoding.comma"));

/**
 * The head of one column.
 *
 * `on.change(strategy)`, `on.remove()` (null: it may not be removed) and `on.compare()` are called when
 * its controls are used.
 */
export function head(strategy, index, isReference, on) {
  return el(
    "th",
    { scope: "col" },
    el(
      "div",
      { class: "um-decoding-kind" },
      el("button", {
        type: "button",
        class: "um-decoding-badge",
        "aria-pressed": String(isReference),
        "aria-label": t("decoding.compare", { n: index + 1 }),
        title: t("decoding.compare", { n: index + 1 }),
        onclick: on.compare,
      }, String(index + 1)),
      kindSelect(strategy, index, on.change),
      on.remove && el("button", { type: "button", class: "um-decoding-remove", "aria-label": t("decoding.remove", { n: index + 1 }), title: t("decoding.remove", { n: index + 1 }), onclick: on.remove }, "×"),
    ),
    knobs(strategy, on.change),
  );
}

function kindSelect(strategy, index, change) {
  const kinds = Object.keys(KNOBS).map((kind) =>
    el("option", { value: kind, selected: kind === strategy.name }, t(`decoding.kind_${kind}`)),
  );
  const choose = (event) => change({ ...PRESETS[event.target.value] });
  return el("select", { "aria-label": t("decoding.kind", { n: index + 1 }), onchange: choose }, kinds);
}

function knobs(strategy, change) {
  const names = new Set([...KNOBS[strategy.name], ...options(strategy).map(([name]) => name)]);
  const row = el("div", { class: "um-decoding-knobs" }, [...names].map((name) => knob(strategy, name, change)));
  if (names.size === 0) row.append(el("span", { class: "um-decoding-hint" }, t("decoding.always_likeliest")));
  if (strategy.temperature === 0) row.append(el("span", { class: "um-decoding-hint" }, t("decoding.is_greedy")));
  return row;
}

function knob(strategy, name, change) {
  const set = ({ target }) => {
    const { [name]: _, ...others } = strategy;
    change(target.value === "" ? others : { ...others, [name]: Number(target.value) });
  };
  const placeholder = strategy.name === "sample" ? t("decoding.off") : t("decoding.usual");
  return el(
    "label",
    { title: t(`decoding.${name}_is`) },
    el("span", {}, t(`decoding.${name}`)),
    el("input", { type: "number", step: "any", value: strategy[name], placeholder, onchange: set }),
  );
}

/** The menu that adds a column: `add(strategy)`. */
export function addMenu(nColumns, add) {
  const full = nColumns >= MAX_COLUMNS;
  const choose = (event) => {
    add({ ...PRESETS[event.target.value] });
    event.target.value = "";
  };
  return el(
    "select",
    { class: "um-decoding-add", disabled: full, "aria-label": t("decoding.add"), onchange: choose },
    el("option", { value: "" }, full ? t("decoding.full", { n: number(MAX_COLUMNS) }) : `+ ${t("decoding.add")}`),
    Object.keys(PRESETS).map((name) => el("option", { value: name }, t(`decoding.preset_${name}`))),
  );
}
