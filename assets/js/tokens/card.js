// What is told of one token when it is pointed at, and as a line of the table.

import { el, t } from "../common.js";
import { codePoint, hexOf, visible } from "./text.js";

const MARKS = { Ġ: "space", "▁": "space", "##": "inside" };

/** The card of a token. */
export function cardOf(value, token) {
  const facts = [
    [t("tokens.col_id"), token.id],
    [t("tokens.col_bytes"), bytesOf(token)],
    [t("tokens.col_characters"), placeOf(token)],
  ];
  return el(
    "div",
    { class: `um-token-card um-of-${token.row.family ?? "none"}` },
    el("div", { class: "um-token-card-head" }, el("strong", {}, token.piece), el("span", {}, token.row.name)),
    el(
      "dl",
      {},
      facts.map(([name, fact]) => [el("dt", {}, name), el("dd", {}, fact)]),
    ),
    explanations(value, token).map((line) => el("p", {}, line)),
  );
}

/** The bytes that a token stands for; those that it has of a character, for a fragment. */
export const bytesOf = ({ kind, label, covered }) =>
  kind === "added" ? "–" : kind === "fragment" ? label : hexOf(covered) || "–";

export const placeOf = ({ kind, start, end, second }) =>
  kind === "added" ? t("tokens.nowhere") : `${start}–${end}${second ? ` (${t("tokens.second_short")})` : ""}`;

function explanations(value, token) {
  const lines = [];
  if (token.mark) lines.push(t(`tokens.mark_${MARKS[token.mark]}`, { mark: token.mark }));
  if (token.kind === "fragment") lines.push(fragment(token));
  else if (token.kind !== "plain") lines.push(t(`tokens.kind_${token.kind}`));
  if (token.kind === "added" || token.kind === "special") lines.push(...special(token.piece));
  if (token.kind === "plain" && /[^\x20-\x7e]/.test(token.covered) && token.row.kind.startsWith("byte"))
    lines.push(t("tokens.stand_ins"));
  return lines;
}

function fragment({ label, covered }) {
  const characters = [...covered];
  const whose = characters
    .map((character) => `${visible(character)} (${codePoint(character)}: ${hexOf(character)})`)
    .join(", ");
  return t(label.includes(" ") ? "tokens.kind_fragments" : "tokens.kind_fragment", { bytes: label, whose });
}

const SPECIALS = { "[CLS]": "cls", "[SEP]": "sep", "[MASK]": "mask", "[PAD]": "pad", "<|endoftext|>": "eot" };
const special = (piece) => (SPECIALS[piece] ? [t(`tokens.special_${SPECIALS[piece]}`)] : []);

/** The marks and special tokens that occur, each with what it means. */
export function marksOf(value, showsSpecial) {
  const found = new Map();
  for (const row of value.rows) {
    for (const [piece, mark, , isWhole] of Object.values(row.pieces)) {
      if (mark) found.set(mark, t(`tokens.mark_${MARKS[mark]}`, { mark }));
      if (!isWhole) found.set("E4", t("tokens.mark_bytes"));
      if (showsSpecial && SPECIALS[piece]) found.set(piece, t(`tokens.special_${SPECIALS[piece]}`));
    }
    if (row.counts.n_unknown) found.set(unknownPiece(row), t("tokens.kind_unknown"));
    if (row.counts.n_dropped) found.set("┄", t("tokens.mark_dropped"));
  }
  return [...found];
}

const unknownPiece = (row) =>
  Object.values(row.pieces)
    .map(([piece]) => piece)
    .find((piece) => /^(\[UNK\]|<unk>)$/.test(piece)) ?? "?";
