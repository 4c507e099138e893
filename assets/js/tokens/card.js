// What is told of one token when it is pointed at, and of the marks that occur.

import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { familyClass } from "./columns.js";
import { hexOf, shown } from "./spellings.js";

/** @import { RowsProps } from "./payloads.js" */
/** @import { Rows, Token } from "./columns.js" */

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
export function explanations(token, { marks, specials }) {
  const { kind, mark, piece, covered, row } = token;
  const lines = [];
  if (mark) lines.push(t(`tokens.mark_${marks[mark]}`, { mark }));
  if (kind === "fragment") lines.push(fragment(token));
  else if (kind !== "plain") lines.push(t(`tokens.kind_${kind}`));
  if ((kind === "added" || kind === "special") && specials[piece]) lines.push(t(`tokens.special_${specials[piece]}`));
  if (kind === "plain" && /[^\x20-\x7e]/.test(covered) && row.kind === "bpe") lines.push(t("tokens.stand_ins"));
  return lines;
}

/** @param {Token} token */
function fragment({ label, covered, spellings }) {
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
