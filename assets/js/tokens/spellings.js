// Characters as people see them, by the spellings that Python sent with the text.

/** @typedef {Record<string, import("./payloads.js").SpellingPayload>} Spellings */

/**
 * A part of the text, in which what has no shape of its own has one. A character of no spelling stays as it is.
 * @param {string} text @param {Spellings} spellings
 */
export function shown(text, spellings) {
  const characters = [...text];
  const form = (/** @type {number} */ i) => (i === 0 ? 0 : i === characters.length - 1 ? 2 : 1);
  return characters.map((character, i) => spellings[character]?.forms[form(i)] ?? character).join("");
}

/** Its UTF-8 as hex: `<E4><BD><A0>`. @param {string} text @param {Spellings} spellings */
export const hexOf = (text, spellings) => [...text].map((character) => spellings[character].bytes).join("");
