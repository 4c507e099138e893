// One word with and without the space in front of it: to a vocabulary that counts the space in, two entries.

import { lowest, tokenOf } from "./columns.js";

/** @import { Row, Rows, Token } from "./columns.js" */
/** @typedef {{ word: string, spaced: Token[], bare: Token[] }} Twins */

/**
 * The first word of the text that stands there both ways, with the tokens of each; null where a row has none.
 * @param {Rows} rows @param {Row} row @param {Record<string, string>} marks what the marks of pieces are
 * @returns {Twins | null}
 */
export function twinsOf(rows, row, marks) {
  if (!Object.values(row.pieces).some(([, mark]) => marks[mark] === "space")) return null;
  /** @type {Map<string, { spaced?: Token[], bare?: Token[] }>} */
  const found = new Map();
  for (const { word, at, isSpaced } of wordsOf(rows.characters)) {
    const both = found.get(word) ?? {};
    const way = isSpaced ? "spaced" : "bare";
    both[way] ??= tokensOf(rows, row, isSpaced ? at - 1 : at, at + [...word].length);
    found.set(word, both);
    const { spaced, bare } = both;
    if (spaced?.length && bare?.length) return { word, spaced, bare };
  }
  return null;
}

/** @param {string[]} characters @returns {{ word: string, at: number, isSpaced: boolean }[]} */
function wordsOf(characters) {
  /** @type {{ word: string, at: number, isSpaced: boolean }[]} */
  const words = [];
  let isOpen = false;
  characters.forEach((character, at) => {
    const isLetter = character.length <= 2 && /^\p{L}$/u.test(character);
    if (isLetter && !isOpen) words.push({ word: "", at, isSpaced: characters[at - 1] === " " });
    if (isLetter) words[words.length - 1].word += character;
    isOpen = isLetter;
  });
  return words;
}

/**
 * The tokens that stand for just these characters; none where one of them stands for more.
 * @param {Rows} rows @param {Row} row @param {number} from @param {number} to
 */
function tokensOf(rows, row, from, to) {
  /** @type {Token[]} */
  const tokens = [];
  for (let i = lowest(row.n, (at) => row.to[at] > from); i < row.n && row.from[i] < to; i++)
    if (row.starts[i] >= 0) tokens.push(tokenOf(rows, row, i));
  const [first, last] = [tokens[0], tokens.at(-1)];
  return first && last && row.from[first.i] === from && row.to[last.i] === to ? tokens : [];
}
