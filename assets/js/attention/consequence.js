// What a change does to a text: what the model expects, each token's surprisal and the sum, before and after.

import { asking } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { decodeArray, rowOf } from "../lib/payload.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { named, t } from "../lib/words.js";
import { predictions, sidesLegend } from "./predictions.js";

/** @import { About } from "../lib/save.js" */
/** @import { NoScores, PredictionPayload, ScorePayload, SilenceQuestion, TracedPayload } from "./payloads.js" */

/** @typedef {ScorePayload | NoScores} Scores */
/** @typedef {{ compare_scores: (question: SilenceQuestion) => Promise<Scores> }} ScoreServer */

const hint = (/** @type {string} */ text) => el("p", { class: "um-attention-hint", role: "status" }, text);

/**
 * The place where both stand side by side. `sides` are the names of what is compared, a `remark` stands below the bits.
 *
 * @param {ScoreServer} server
 * @param {() => About} subjectOf whose text it is
 */
export function consequences(server, subjectOf) {
  const expected = el("div", {});
  const surprisal = el("div", {});
  const note = hint("");
  const element = el("div", { hidden: true }, expected, el("div", {}, note, surprisal));
  let sides = ["", ""];
  let remark = "";
  const about = () => ({ ...subjectOf(), title: t("attention.surprisal"), setting: sides.join(" → ") });
  const ask = asking(
    (/** @type {SilenceQuestion} */ question) => server.compare_scores(question),
    (scores) => {
      const said = remark && !("missing" in scores) ? [hint(remark)] : [];
      const change = surprisalChange(scores, sides);
      surprisal.replaceChildren("missing" in scores ? change : savable("surprisal", about, change), ...said);
    },
    { place: surprisal, note },
  );
  return {
    element,
    expected,
    /** @param {SilenceQuestion} question @param {string} family @param {string[]} names @param {string} [about] */
    score(question, family, names, about = "") {
      [sides, remark] = [names, about];
      element.hidden = false;
      element.className = `um-attention-follows um-of-${family}`;
      ask(question);
    },
    /** @param {PredictionPayload[]} found @param {Pick<TracedPayload, "is_masked" | "no_head">} model */
    predict: (found, model) =>
      expected.replaceChildren(predictions(found, model, sides, { ...subjectOf(), setting: sides.join(" → ") })),
  };
}

/** Bars of surprisal, the change beside what was, and the sum. @param {Scores} scores @param {string[]} sides */
function surprisalChange(scores, sides) {
  if ("missing" in scores) return hint(t(`attention.${scores.missing}`, { ...scores }));
  const bits = decodeArray(scores.surprisal_bits);
  const [before, after] = [rowOf(bits, 0), rowOf(bits, 1)];
  const scored = [...scores.tokens.keys()].filter((i) => !Number.isNaN(before[i]));
  const most = Math.max(...scored.flatMap((i) => [before[i], after[i]])) || 1;
  const column = (/** @type {number} */ i) =>
    el(
      "li",
      { title: named(scores.tokens[i], `${number(before[i], 2)} → ${number(after[i], 2)}`) },
      el(
        "span",
        { class: "um-attention-pairbars" },
        [before, after].map((side) => el("i", { style: { height: `${(100 * side[i]) / most}%` } })),
      ),
      el("bdi", {}, scores.tokens[i]),
    );
  const [was, is] = scores.total_bits.map((total) => number(total, 1));
  const heading = t(scores.pseudo ? "attention.pseudo_surprisal" : "attention.surprisal");
  return el(
    "div",
    { class: "um-attention-surprisal" },
    el("p", { class: "um-attention-heading" }, heading, sidesLegend(sides)),
    el("p", { class: "um-attention-total" }, t("attention.total", { before: was, after: is })),
    el("ol", { class: "um-attention-columns", "aria-hidden": "true" }, scored.map(column)),
    tableOf("surprisal", () => [
      [t("attention.position"), t("attention.token"), ...sides.map((side) => `${side}, ${t("attention.bits")}`)],
      ...scored.map((i) => [i, scores.tokens[i], before[i].toFixed(3), after[i].toFixed(3)]),
    ]),
  );
}
