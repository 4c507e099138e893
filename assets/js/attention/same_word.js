// The same word in another panel: of another tokenizer, or of another sentence.

/** @import { PlacedLabel } from "../payloads.js" */
/** @import { Cell } from "./data.js" */

/** @typedef {{ text: string, tokens: PlacedLabel[] }} Line */

/**
 * Where the word of a position stands in another line; null where it has no counterpart there.
 *
 * In the same text that is the token over the word's last character. In another one it is a token that reads the
 * same, the nth for the nth; else, where both have as many words, the word at the same place.
 *
 * @param {number} position @param {Line} from @param {Line} to
 * @returns {number | null}
 */
export function counterpart(position, from, to) {
  const token = from.tokens[position];
  if (!token) return null;
  const { start, end } = token;
  if (start === null || end === null || start === end) return atSameEnd(position, from, to);
  if (from.text === to.text) return over(end - 1, to);
  return readingTheSame(position, from, to) ?? atSameWord(end - 1, from, to);
}

/** A token of no characters, such as [CLS]: the first has the first as its counterpart. @type {typeof counterpart} */
const atSameEnd = (position, _from, { tokens }) => (position === 0 && tokens[0]?.special ? 0 : null);

/** The token over a character. @param {number} character @param {Line} line */
function over(character, { tokens }) {
  const found = tokens.findIndex(
    ({ start, end }) => start !== null && end !== null && start <= character && character < end,
  );
  return found < 0 ? null : found;
}

/** @type {typeof counterpart} */
function readingTheSame(position, from, to) {
  const { label } = from.tokens[position];
  const nth = from.tokens.slice(0, position).filter((token) => token.label === label).length;
  const same = [...to.tokens.keys()].filter((i) => to.tokens[i].label === label);
  return same[nth] ?? null;
}

/** @param {number} character @param {Line} from @param {Line} to */
function atSameWord(character, from, to) {
  const [words, others] = [from, to].map(({ text }) => wordsOf(text));
  const at = words.findIndex(({ start, end }) => start <= character && character < end);
  return at >= 0 && words.length === others.length ? over(others[at].end - 1, to) : null;
}

/** Stretches without a space; offsets count code points, as those of tokens do. @param {string} text */
function wordsOf(text) {
  /** @type {{ start: number, end: number }[]} */
  const words = [];
  for (const [i, character] of [...text].entries()) {
    if (/\s/u.test(character)) continue;
    const last = words.at(-1);
    if (last?.end === i) last.end = i + 1;
    else words.push({ start: i, end: i + 1 });
  }
  return words;
}

/**
 * Where a word that was chosen stands in the text that came after: never where another word took its place.
 *
 * @param {number} position @param {Line} before @param {Line} after
 * @returns {number | null}
 */
export function survivor(position, before, after) {
  if (before.text === after.text) return counterpart(position, before, after);
  return before.tokens[position] ? readingTheSame(position, before, after) : null;
}

/**
 * A cell whose query and key are found, each in its own line; null where either is not.
 *
 * @param {Cell} cell @param {[Line, Line]} from queries and keys @param {[Line, Line]} to
 * @param {typeof counterpart} find
 * @returns {{ query: number, key: number | null } | null}
 */
export function cellThere({ query: asked, key }, from, to, find) {
  const query = find(asked, from[0], to[0]);
  return query === null ? null : { query, key: find(key, from[1], to[1]) };
}
