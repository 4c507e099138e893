// One step of a training: the pairs, the one that wins and why, the words as they stand, the vocabulary.

import { bar } from "../lib/bars.js";
import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { table } from "../lib/table.js";
import { t } from "../lib/words.js";

/** @import { Pair, Training } from "./replay.js" */

const SHOWN_SYMBOLS = 80;

/** A symbol as a chip. @param {Training} training @param {number} id @param {string} [kind] */
export const chip = (training, id, kind = "") => el("span", { class: `um-symbol ${kind}` }, training.symbol(id));

/**
 * What happens at this step, and why to this pair: the counts, and the rule where they tie.
 * @param {Training} training @param {number} k
 */
export function sentence(training, k) {
  const leaders = training.leaders(k);
  const isLast = k === training.nMerges;
  const all = number(training.nMerges);
  const place = isLast ? t("tokens.merged_all", { n: all }) : t("tokens.merge_n", { n: number(k + 1), all });
  const head = [el("strong", {}, place), " "];
  if (!leaders.length) return [...head, t(nothingLeft(training))];
  const [{ left, right, count }] = leaders;
  const made = training.symbol(left) + training.symbol(right);
  return [
    ...head,
    isLast ? `${t("tokens.next_would_be")} ` : "",
    ...[
      chip(training, left, "um-winner"),
      " + ",
      chip(training, right, "um-winner"),
      " → ",
      el("span", { class: "um-symbol um-made" }, made),
      " ",
    ],
    t("tokens.stands", { n: number(count) }),
    " ",
    overlap(training, k),
    tieRule(training, leaders),
  ];
}

/** @param {Training} training */
const nothingLeft = ({ nDistinct }) => (nDistinct ? "tokens.no_pair" : "tokens.no_words");

/**
 * In a row of one symbol pairs overlap, and of those that do only one is joined; empty where none do.
 * @param {Training} training @param {number} k
 */
export function overlap(training, k) {
  if (k === training.nMerges) return "";
  const n = training.nMerged(k);
  return n < training.merge(k).count ? `${t("tokens.overlap", { n: number(n) })} ` : "";
}

/** @param {Training} training @param {Pair[]} leaders */
function tieRule(training, leaders) {
  const [{ left, right, count }] = leaders;
  const n = leaders.filter((other) => other.count === count).length;
  if (n === 1) return t("tokens.no_tie");
  const who = { left: training.symbol(left), left_id: left, right: training.symbol(right), right_id: right };
  return t(n === leaders.length ? "tokens.tie_more" : "tokens.tie", { n, ...who });
}

/** @param {Training} training @param {number} k */
export function pairTable(training, k) {
  const leaders = training.leaders(k);
  if (!leaders.length) return el("p", { class: "um-quiet" }, t(nothingLeft(training)));
  const most = leaders[0].count;
  const row = (/** @type {Pair} */ { left, right, count }, /** @type {number} */ n) =>
    el(
      "tr",
      { class: n === 0 ? "um-wins" : count === most ? "um-ties" : null },
      el("td", {}, chip(training, left), " ", chip(training, right)),
      el("td", { class: "um-ids" }, `${left} ${right}`),
      el("td", { class: "um-bar-cell" }, bar(count / most, number(count))),
    );
  const head = ["pair", "ids", "count"].map((key) => t(`tokens.col_${key}`));
  return table(head, leaders.map(row), { class: "um-pairs" });
}

/** The same as rows. @param {Training} training @param {number} k @returns {import("../lib/table.js").Rows} */
export const pairRows = (training, k) => [
  ["left", "right", "ids", "count"].map((key) => t(`tokens.col_${key}`)),
  ...training
    .leaders(k)
    .map(({ left, right, count }) => [training.symbol(left), training.symbol(right), `${left} ${right}`, count]),
];

/** @param {Training} training @param {number} k */
export function wordList(training, k) {
  const more = training.nDistinct - training.words.length;
  return el(
    "ul",
    { class: "um-words" },
    training.words.map(([word, count]) =>
      el("li", {}, el("span", { class: "um-times" }, `${number(count)}×`), wordChips(training, word, k)),
    ),
    more > 0 && el("li", { class: "um-quiet" }, t("tokens.more_words", { n: number(more) })),
  );
}

/** @param {Training} training @param {string} word @param {number} k */
function wordChips(training, word, k) {
  const [winner] = training.leaders(k);
  const made = k > 0 ? training.merge(k - 1).id : null;
  const ids = training.segment(word, k);
  const chips = [];
  for (let i = 0; i < ids.length; i++) {
    const wins = winner && ids[i] === winner.left && ids[i + 1] === winner.right;
    chips.push(chip(training, ids[i], wins ? "um-winner um-joined" : ids[i] === made ? "um-made" : ""));
    if (wins) chips.push(chip(training, ids[++i], "um-winner"));
  }
  return chips;
}

/** @param {Training} training @param {number} k */
export function vocabulary(training, k) {
  const size = training.nCharacters + k;
  const before = Math.max(0, size - SHOWN_SYMBOLS);
  const ids = Array.from({ length: size - before }, (_, n) => size - 1 - n);
  const kind = (/** @type {number} */ id) =>
    id < training.nCharacters ? "" : id === size - 1 ? "um-made" : "um-learnt";
  const sizes = { alphabet: number(training.nCharacters), merges: number(k), all: number(size) };
  return [
    el("p", { class: "um-quiet" }, t("tokens.vocabulary_size", sizes)),
    el(
      "div",
      { class: "um-entries" },
      ids.map((id) => el("span", { class: "um-entry" }, chip(training, id, kind(id)), el("small", {}, id))),
      before > 0 && el("span", { class: "um-quiet" }, t("tokens.more_symbols", { n: number(before) })),
    ),
  ];
}

/** All merges as a table. @param {Training} training @returns {import("../lib/table.js").Rows} */
export const mergesTable = (training) => [
  ["merge", "left", "right", "made", "id", "count"].map((key) => t(`tokens.col_${key}`)),
  ...Array.from({ length: training.nMerges }, (_, k) => {
    const { left, right, count, id } = training.merge(k);
    return [k + 1, training.symbol(left), training.symbol(right), training.symbol(id), id, count];
  }),
];
