// A word that was typed, from its characters to its tokens, a line a merge.

import { el } from "../lib/dom.js";
import { savable } from "../lib/save.js";
import { t } from "../lib/words.js";
import { chip } from "./merges.js";

/** @import { Step, Training } from "./replay.js" */

const LONGEST = 60; // characters of a word that are followed

/** @param {Training} training @param {string} text */
export function wordWalk(training, text) {
  const words = training.wordsOf([...text].slice(0, LONGEST).join(""));
  if (!words.length) return [];
  const walks = words.map((word) => training.steps(word));
  const steps = walks.flat();
  const n = walks.reduce((sum, walk) => sum + (walk.at(-1)?.ids.length ?? 0), 0);
  const isInCorpus = words.length === 1 && training.words.some(([known]) => known === words[0]);
  const hasUnknown = steps.some(({ ids }) => !ids.every(training.isKnown));
  const remarks = [
    n === 1 ? t("tokens.one_token") : t("tokens.n_word_tokens", { n }),
    isInCorpus && t("tokens.in_corpus"),
    hasUnknown && t("tokens.unknown_letter"),
  ];
  const lines = steps.map((step) => walkLine(training, step));
  const said = el("p", { class: "um-quiet" }, remarks.filter(Boolean).join(" "));
  const about = { title: t("tokens.new_word_title"), text: words.join(" ") };
  const figure = el("div", {}, el("ol", { class: "um-walk" }, lines), said);
  return [savable("tokens-word", about, figure, { table: () => walkTable(training, steps) })];
}

/** @param {Training} training @param {Step} step */
function walkLine(training, { k, ids }) {
  const merge = k === null ? null : training.merge(k);
  const pair = merge && `${training.symbol(merge.left)} + ${training.symbol(merge.right)}`;
  const rule = k === null ? t("tokens.characters_first") : t("tokens.by_merge", { n: k + 1, pair });
  const kind = (/** @type {number} */ id) => (!training.isKnown(id) ? "um-unknown" : id === merge?.id ? "um-made" : "");
  return el(
    "li",
    {},
    el("span", { class: "um-rule" }, rule),
    el(
      "span",
      { class: "um-walk-symbols" },
      ids.map((id) => chip(training, id, kind(id))),
    ),
  );
}

/** @param {Training} training @param {Step[]} steps @returns {import("../lib/table.js").Rows} */
const walkTable = (training, steps) => [
  [t("tokens.col_merge"), t("tokens.col_symbols")],
  ...steps.map(({ k, ids }) => [k === null ? "" : k + 1, ids.map((id) => training.symbol(id)).join(" ")]),
];
