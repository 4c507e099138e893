// The page's words: its language, and its strings.

/** @typedef {"en" | "zh"} Language */

/** @returns {Language} */
export const language = () => window.unmasked.language;

const PLACE = /\{(@?)([\w.]+)\}/g;

/**
 * The string of a key such as "tokens.title", its {places} filled from `values`. What it says of a button it says
 * by the button's own string, `{@draw_again}`, of the same lab where no other is named.
 *
 * @param {string} key
 * @param {Record<string, unknown>} [values]
 * @returns {string}
 * @throws {Error} where there is no such string
 */
export function t(key, values = {}) {
  const text = window.unmasked.strings[key];
  if (text === undefined) throw new Error(`no string ${key}`);
  const lab = key.slice(0, key.indexOf(".") + 1);
  return text.replace(PLACE, (place, isString, name) => {
    if (isString) return t(name.includes(".") ? name : lab + name);
    return name in values ? String(values[name]) : place;
  });
}

/**
 * What the server said in both languages, in the page's.
 *
 * @param {{ en: string, zh?: string }} message
 */
export const inLanguage = (message) => message[language()] ?? message.en;

/**
 * A name and what it stands for: "layer 2: 0.5", with the language's own colon.
 *
 * @param {string} name
 * @param {string | number} value
 */
export const named = (name, value) => t("shell.named_value", { name, value });

/**
 * Several things in one sentence: "GPT, BERT, and LSTM".
 *
 * @param {string[]} things
 */
export const listed = (things) => new Intl.ListFormat(language()).format(things);
