// The page's words: its language, and its strings.

/** @typedef {"en" | "zh"} Language */

/** @returns {Language} */
export const language = () => window.unmasked.language;

/**
 * The string of a key such as "tokens.title", its {places} filled from `values`.
 *
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 * @throws {Error} where there is no such string
 */
export function t(key, values = {}) {
  const text = window.unmasked.strings[key];
  if (text === undefined) throw new Error(`no string ${key}`);
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

/**
 * What the server said in both languages, in the page's.
 *
 * @param {{ en: string, zh?: string }} message
 */
export const inLanguage = (message) => message[language()] ?? message.en;

/**
 * Several things in one sentence: "GPT, BERT, and LSTM".
 *
 * @param {string[]} things
 */
export const listed = (things) => new Intl.ListFormat(language()).format(things);
