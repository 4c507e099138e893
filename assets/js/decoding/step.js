// One step of one column: all that there was to choose from, what was cut, and where the number fell.

import { bar } from "../lib/bars.js";
import { list } from "../lib/controls.js";
import { el, link, one } from "../lib/dom.js";
import { number, percent } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { aboutOf, columnChoice, div, mountLook, shownToken, titleBar } from "./parts.js";
import { endToEnd, readStep, reshapedAt, tableRows, toldBy } from "./step_data.js";
import { branchOf, kindOf, titleOf } from "./strategies.js";

/** @import { LookAtStep } from "./payloads.js" */
/** @import { Props, Reach } from "./parts.js" */
/** @import { Choice, Step } from "./step_data.js" */

const WIDE = 0.04; // of the axis, for a word to fit
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** @param {Host<LookAtStep | null, Props, unknown>} host */
export const mount = (host) => mountLook(host, draw);

/** @param {LookAtStep} payload @param {Reach} reach */
function draw(payload, reach) {
  const step = readStep(payload);
  const most = reach.maxColumns;
  const isFull = payload.strategies.length >= most;
  const kind = kindOf(reach.kinds, payload.strategy);
  const branch = (/** @type {number} */ id) =>
    branchOf(payload.strategy, kind, { step: payload.order, id, prefix: payload.prefix });
  const force = isFull
    ? null
    : (/** @type {number} */ id) => reach.strategies(payload.strategies.toSpliced(payload.column + 1, 0, branch(id)));
  return [
    whichStep(payload, reach),
    savable(
      "decoding-step",
      aboutOf(payload, t("decoding.section_step"), `${stepOf(payload)} · ${titleOf(payload.strategy)}`),
      el(
        "div",
        {},
        el("p", { class: "um-decoding-tells" }, tells(payload, step, toldBy(payload, kind))),
        choiceBars(payload, step, force),
        el(
          "p",
          { class: "um-caption", "data-unsaved": "" },
          t(isFull ? "decoding.force_full" : "decoding.force_how", { n: most }),
        ),
        payload.number !== null && axis(step, payload.number),
      ),
    ),
    tableOf("decoding-step", () => tableRows(payload, step)),
  ];
}

/** @param {LookAtStep} payload */
const stepOf = ({ place, order, fills }) =>
  t(fills ? "decoding.blank_n" : "decoding.step_n", { n: place + 1, step: order + 1 });

/** Which step of which column, and the way to those beside it. @param {LookAtStep} payload @param {Reach} reach */
function whichStep(payload, { look }) {
  const { column, place, n_written } = payload;
  const goTo = (/** @type {string | number} */ someColumn, /** @type {number} */ somePlace) =>
    look(`step.${someColumn}.${somePlace}`);
  const before = link(`‹ ${t("decoding.before")}`, () => goTo(column, place - 1), { disabled: place === 0 });
  const after = link(`${t("decoding.after")} ›`, () => goTo(column, place + 1), { disabled: place + 1 >= n_written });
  return titleBar(
    [stepOf(payload), " · ", columnChoice(payload, Boolean, (chosen) => goTo(chosen, place))],
    el("div", { class: "um-actions" }, before, after),
  );
}

/** What happened, with the numbers put in. @param {LookAtStep} payload @param {Step} step @param {string} how */
function tells(payload, { chosen }, how) {
  const values = {
    d_vocab: number(payload.d_vocab),
    n_kept: number(payload.n_kept),
    entropy: number(payload.entropy_bits, 2),
    u: payload.number?.toFixed(4),
    rank: number(chosen.rank),
  };
  return [t("decoding.tells_all", values), " ", t(`decoding.tells_${how}`, values), " ", shownToken(chosen)];
}

/**
 * A row for each choice: three probabilities as bars, the middle one at any temperature.
 *
 * @param {LookAtStep} payload
 * @param {Step} step
 * @param {((id: number) => void) | null} force null where there is no room for another column
 */
function choiceBars(payload, step, force) {
  const group = el("div", { class: "um-decoding-bars", role: "group", "aria-label": t("decoding.choices") });
  const barOf = (/** @type {number} */ p) => bar(p / step.largest, percent(p, p < 0.01 ? 2 : 3));

  /** @param {number | null} temperature */
  function fill(temperature) {
    const reshaped = reshapedAt(step, payload.rest, temperature);
    const rows = step.choices.map((choice) => choiceRow(choice, reshaped[choice.index]));
    group.replaceChildren(barsHead(payload, temperature, choose), ...rows, restRow(reshaped[step.choices.length]));
  }
  /** @param {number | null} temperature */
  function choose(temperature) {
    fill(temperature);
    one(group, "select").focus();
  }
  /** @param {Choice} choice @param {number} reshaped */
  function choiceRow(choice, reshaped) {
    const { id, rank, cut, prob, kept } = choice;
    const isChosen = id === payload.chosen;
    const attrs = {
      type: "button",
      onclick: () => force?.(id),
      disabled: isChosen || !force,
      title: t(isChosen ? "decoding.was_chosen" : "decoding.force_token"),
    };
    const cutBy = cut && t("decoding.cut_by", { option: t(`decoding.${cut}`) });
    return div(
      `choice${isChosen ? " um-decoding-chosen" : ""}${cut ? " um-decoding-cut" : ""}`,
      el("button", attrs, el("small", {}, number(rank)), shownToken(choice)),
      [prob, reshaped].map(barOf),
      cut ? el("span", { class: "um-decoding-cut-by" }, cutBy) : barOf(kept),
    );
  }
  const restRow = (/** @type {number} */ reshaped) =>
    div(
      "choice um-decoding-rest",
      el("span", {}, t("decoding.all_others", { n: number(payload.rest.n) })),
      [payload.rest.prob, reshaped, payload.rest.kept].map(barOf),
    );

  fill(null);
  return group;
}

/** @param {LookAtStep} payload @param {number | null} chosen @param {(temperature: number | null) => void} choose */
function barsHead({ temperatures, strategy }, chosen, choose) {
  const own = t("decoding.as_set", { n: strategy.temperature ?? 1 });
  const select = list({
    label: t("decoding.at_temperature"),
    options: [["", own], .../** @type {[number, string][]} */ (temperatures.map((value, i) => [i, String(value)]))],
    value: chosen ?? "",
    onChoose: (value) => choose(value === "" ? null : Number(value)),
  });
  const [token, own_prob, kept_prob] = ["token", "own_prob", "kept_prob"].map((key) =>
    el("span", {}, t(`decoding.${key}`)),
  );
  const temperature = el("label", {}, t("decoding.at_temperature"), " ", select);
  return div("choice um-decoding-head", token, own_prob, temperature, kept_prob);
}

/** The survivors end to end from 0 to 1, and where the random number fell. @param {Step} step @param {number} drawn */
function axis({ choices, chosen }, drawn) {
  const u = drawn.toFixed(4);
  const segments = endToEnd(choices).map((choice) => segment(choice, choice === chosen));
  const needle = el("i", { class: "um-decoding-needle", style: { "--at": drawn } }, el("b", {}, `u = ${u}`));
  const ticks = TICKS.map((at) => el("span", { style: { "--at": at } }, number(at, 2)));
  return el(
    "figure",
    { class: "um-decoding-axis", role: "img", "aria-label": t("decoding.axis_says", { u }) },
    el("figcaption", {}, t("decoding.axis")),
    div("ends", segments, needle),
    div("ticks", ticks),
  );
}

/** @param {Choice} choice @param {boolean} isChosen */
function segment({ begin, kept, shown }, isChosen) {
  const style = { "--at": begin, "--width": kept };
  const title = `${shown} ${begin.toFixed(4)} – ${(begin + kept).toFixed(4)}`;
  return el("span", { class: isChosen && "um-decoding-chosen", style, title }, kept >= WIDE && el("bdi", {}, shown));
}
