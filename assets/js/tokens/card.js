// What is told of one token when it is pointed at, and of the marks that occur.

import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { familyClass } from "./columns.js";
import { hexOf, shown } from "./spellings.js";
import { twinsOf } from "./twins.js";

/** @import { RowsProps } from "./payloads.js" */
/** @import { Rows, Token } from "./columns.js" */

export const CHANGED = "≈"; // stands at a token whose piece is not the text that it stands for

/** The card of a token. @param {Token} token @param {RowsProps} said */
export function cardOf(token, said) {
  const facts = [
    [t("tokens.col_id"), token.id],
    [t("tokens.col_bytes"), bytesOf(token)],
    [t("tokens.col_characters"), placeOf(token)],
  ];
  return el(
    "div",
    { class: `um-token-card ${familyClass(token.row)}` },
    el("div", { class: "um-token-card-head" }, el("strong", {}, token.piece), el("span", {}, token.row.name)),
    el(
      "dl",
      {},
      facts.map(([name, fact]) => [el("dt", {}, name), el("dd", {}, fact)]),
    ),
    explanations(token, said).map((line) => el("p", {}, line)),
  );
}

/** The bytes that a token stands for; those that it has of a character, for a fragment. @param {Token} token */
export const bytesOf = ({ kind, label, covered, spellings }) =>
  kind === "added" ? "–" : kind === "fragment" ? label : hexOf(covered, spellings) || "–";

/** @param {Token} token */
const placeOf = ({ kind, start, end, isSecond }) =>
  kind === "added" ? t("tokens.nowhere") : `${start}–${end}${isSecond ? ` (${t("tokens.second_short")})` : ""}`;

/** @param {Token} token @param {RowsProps} said */
export function explanations(token, { marks, specials, steps }) {
  const { kind, mark, piece, covered, row } = token;
  const lines = [];
  if (mark) lines.push(t(`tokens.mark_${marks[mark]}`, { mark }));
  if (kind === "fragment") lines.push(fragment(token));
  else if (kind !== "plain") lines.push(t(`tokens.kind_${kind}`));
  if ((kind === "added" || kind === "special") && specials[piece]) lines.push(t(`tokens.special_${specials[piece]}`));
  if (kind === "plain" && /[^\x20-\x7e]/.test(covered) && row.kind === "bpe") lines.push(t("tokens.stand_ins"));
  if (token.changes) lines.push(changed(token, steps));
  return lines;
}

/** What a tokenizer did to the text before it cut it. @param {Token} token @param {string[]} steps */
function changed({ kind, label, covered, spellings, changes }, steps) {
  const did = said(steps.filter((_, bit) => (changes >> bit) & 1));
  const text = shown(covered.trim(), spellings);
  if (kind === "fragment") return t("tokens.changed_part", { text, steps: did });
  return t("tokens.changed", { text, made: label, steps: did });
}

/** @param {string[]} steps */
const said = (steps) => steps.map((step) => t(`tokens.step_${step}`)).join(t("tokens.step_and"));

/** @param {Token} token */
function fragment({ label, covered, spellings, changes }) {
  if (changes) return t("tokens.mark_bytes", { mark: label });
  const whose = [...covered].map((character) => {
    const { code, bytes } = spellings[character];
    return `${shown(character, spellings)} (${code}: ${bytes})`;
  });
  const key = label.includes("><") ? "tokens.kind_fragments" : "tokens.kind_fragment";
  return t(key, { bytes: label, whose: whose.join(", ") });
}

/** The marks and special tokens that occur, each with what it means. @param {Rows} rows @param {RowsProps} said */
export function marksOf({ rows, withAdded }, { marks, specials }) {
  /** @type {Map<string, string>} */
  const found = new Map();
  for (const { pieces, unknown, counts } of rows) {
    for (const [piece, mark, , isWhole] of Object.values(pieces)) {
      if (mark) found.set(mark, t(`tokens.mark_${marks[mark]}`, { mark }));
      if (!isWhole) found.set("<E4>", t("tokens.mark_bytes", { mark: "<E4>" }));
      if (withAdded && specials[piece]) found.set(piece, t(`tokens.special_${specials[piece]}`));
    }
    if (unknown) found.set(unknown, t("tokens.kind_unknown"));
    if (counts.n_dropped) found.set("┄", t("tokens.mark_dropped"));
  }
  return [...found];
}

/**
 * What is worth a sentence of its own: how tokenizers changed the text, and a word that is two entries.
 * @param {Rows} all @param {RowsProps} props @returns {[mark: string, words: string][]}
 */
export function noticesOf(all, { marks }) {
  /** @type {Map<string, string[]>} */
  const readers = new Map();
  for (const { name, made } of all.rows) {
    const changed = made && JSON.stringify([made.text, made.steps]);
    if (changed) readers.set(changed, [...(readers.get(changed) ?? []), name]);
  }
  /** @type {[mark: string, words: string][]} */
  const notices = [...readers].map(([changed, names]) => {
    const [made, steps] = JSON.parse(changed);
    return [CHANGED, t("tokens.made", { name: names.join(", "), made, steps: said(steps) })];
  });
  for (const row of all.rows) {
    const twins = twinsOf(all, row, marks);
    if (twins) return [...notices, [twins.word, twinWords(row.name, twins)]];
  }
  return notices;
}

/** @param {string} name @param {import("./twins.js").Twins} twins */
function twinWords(name, { word, spaced, bare }) {
  const written = (/** @type {Token[]} */ tokens) => tokens.map(({ piece, id }) => `${piece} (${id})`).join(" + ");
  return t("tokens.twins", { name, word, spaced: written(spaced), bare: written(bare) });
}
