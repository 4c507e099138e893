// One step of one column: all that there was to choose from, what was cut, and where the number fell.

import { decodeArray, el, number, t, tableOf } from "../common.js";
import { shownToken } from "./facts.js";
import { axisOf } from "./axis.js";
import { MAX_COLUMNS, branchOf, titleOf } from "./strategies.js";

/** A probability for people: three figures, and no row of zeros. */
export const percent = (p) => (p > 0 && p < 0.00005 ? "<0.01%" : `${number(100 * p, p < 0.01 ? 2 : 1)}%`);

export function drawStep(place, payload, on) {
  const read = readStep(payload);
  let temperature = null; // of the middle bars: null for the column's own
  const bars = el("div", { class: "um-decoding-bars", role: "group", "aria-label": t("decoding.choices") });

  const fill = () => bars.replaceChildren(headOf(payload, temperature, choose), ...read.choices.map(rowOf), restOf());
  function choose(index) {
    temperature = index;
    fill();
    bars.querySelector("select").focus();
  }
  const middle = (choice) =>
    temperature === null ? choice.reshaped : read.byTemperature.at(temperature, choice.index);

  function rowOf(choice) {
    const isChosen = choice.id === payload.chosen;
    const force = () => on.strategies(withBranch(payload, choice.id));
    return el(
      "div",
      { class: `um-decoding-choice${isChosen ? " um-decoding-chosen" : ""}${choice.cut ? " um-decoding-cut" : ""}` },
      el(
        "button",
        {
          type: "button",
          onclick: force,
          disabled: isChosen || isFull(payload),
          title: isChosen ? t("decoding.was_chosen") : t("decoding.force_token"),
        },
        el("small", {}, number(choice.rank)),
        shownToken(choice),
      ),
      bar(choice.prob),
      bar(middle(choice)),
      choice.cut
        ? el("span", { class: "um-decoding-cut-by" }, t("decoding.cut_by", { option: t(`decoding.${choice.cut}`) }))
        : bar(choice.kept),
    );
  }

  function restOf() {
    const { n, prob, reshaped, kept } = payload.rest;
    const listed = temperature === null ? 1 - reshaped : read.choices.reduce((sum, choice) => sum + middle(choice), 0);
    return el(
      "div",
      { class: "um-decoding-choice um-decoding-rest" },
      el("span", {}, t("decoding.all_others", { n: number(n) })),
      [prob, Math.max(0, 1 - listed), kept].map(bar),
    );
  }

  const bar = (p) => el("span", { class: "um-decoding-p", style: { "--p": p / read.largest } }, percent(p));

  fill();
  place.replaceChildren(
    titleBar(payload, on),
    el("p", { class: "um-decoding-tells" }, tells(payload, read)),
    bars,
    el(
      "p",
      { class: "um-caption" },
      t(isFull(payload) ? "decoding.force_full" : "decoding.force_how", { n: MAX_COLUMNS }),
    ),
    ...axisOf(read.choices, payload),
    tableOf("decoding-step", tableRows(payload, read)),
  );
}

const isFull = ({ strategies }) => strategies.length >= MAX_COLUMNS;

/** The columns with one more: the same strategy, which writes `id` here and goes on from there. */
function withBranch({ strategies, column, strategy, order, prefix }, id) {
  return strategies.toSpliced(column + 1, 0, branchOf(strategy, order, id, prefix));
}

function readStep(payload) {
  const columns = Object.entries(payload.choices).map(([name, values]) => [name, decodeArray(values).data]);
  const choices = payload.tokens.map((shown, index) => ({
    shown,
    index,
    cut: payload.cut_by[index],
    ...Object.fromEntries(columns.map(([name, values]) => [name, values[index]])),
  }));
  const { prob, reshaped, kept } = payload.rest;
  const largest = Math.max(
    ...choices.flatMap((choice) => [choice.prob, choice.reshaped, choice.kept]),
    prob,
    reshaped,
    kept,
  );
  return { choices, largest, byTemperature: decodeArray(payload.by_temperature) };
}

/** Which step of which column, and the way to those beside it. */
function titleBar({ column, place, order, n_written, strategies, strategy, family }, on) {
  const where = t(family === "bert" ? "decoding.blank_n" : "decoding.step_n", { n: place + 1, step: order + 1 });
  const button = (label, look, works) =>
    el("button", { type: "button", class: "um-link", disabled: !works, onclick: () => on.look(look) }, label);
  const at = (someColumn, somePlace) => `step.${someColumn}.${somePlace}`;
  const columnOf = el(
    "select",
    { "aria-label": t("decoding.which_column"), onchange: ({ target }) => on.look(at(target.value, place)) },
    strategies.map((other, i) =>
      el("option", { value: String(i), selected: i === column }, `${i + 1} ${titleOf(other)}`),
    ),
  );
  return el(
    "header",
    { class: "um-decoding-title" },
    el("h4", {}, where, " · ", strategies.length > 1 ? columnOf : titleOf(strategy)),
    el(
      "div",
      { class: "um-actions" },
      button(`‹ ${t("decoding.before")}`, at(column, place - 1), place > 0),
      button(`${t("decoding.after")} ›`, at(column, place + 1), place + 1 < n_written),
    ),
  );
}

/** What happened, in one or two sentences with the numbers put in. */
function tells(payload, read) {
  const chosen = read.choices.find((choice) => choice.id === payload.chosen);
  const values = {
    d_vocab: number(payload.d_vocab),
    n_kept: number(payload.n_kept),
    entropy: number(payload.entropy_bits, 2),
    u: payload.number?.toFixed(4),
    rank: number(chosen.rank),
  };
  const forced = Object.hasOwn(payload.strategy.force ?? {}, payload.order);
  const kind = forced ? "forced" : payload.number === null ? payload.strategy.name : "drawn";
  const how =
    { beam: "tells_beam", contrastive: "tells_contrastive", drawn: "tells_drawn", forced: "tells_forced" }[kind] ??
    "tells_likeliest";
  return [t("decoding.tells_all", values), " ", t(`decoding.${how}`, values), " ", shownToken(chosen)];
}

/** The three columns of bars, the middle one at any temperature. */
function headOf({ temperatures, strategy }, chosen, choose) {
  const own = t("decoding.as_set", { n: strategy.temperature ?? 1 });
  const select = el(
    "select",
    {
      "aria-label": t("decoding.at_temperature"),
      onchange: ({ target }) => choose(target.value === "" ? null : Number(target.value)),
    },
    el("option", { value: "" }, own),
    temperatures.map((value, i) => el("option", { value: String(i), selected: i === chosen }, String(value))),
  );
  return el(
    "div",
    { class: "um-decoding-choice um-decoding-head" },
    el("span", {}, t("decoding.token")),
    el("span", {}, t("decoding.own_prob")),
    el("label", {}, t("decoding.at_temperature"), " ", select),
    el("span", {}, t("decoding.kept_prob")),
  );
}

function tableRows({ rest, chosen }, { choices }) {
  const head = ["rank", "token", "id", "own_prob", "at_temperature", "kept_prob", "cut", "chosen"].map((key) =>
    t(`decoding.${key}`),
  );
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
  return [head, ...rows, others];
}
