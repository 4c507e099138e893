// The little of a page that pure modules look at: a language, strings, a link.

import { readFileSync } from "node:fs";

/** @param {string} path within the repository */
const read = (path) => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"));

const SECTIONS = ["shell", "tokens", "attention", "decoding", "norms", "memory", "side_by_side"];

/**
 * The page speaks `language` from here on, and its link says `link`.
 *
 * @param {"en" | "zh"} [language]
 * @param {Record<string, string>} [link]
 * @returns {Record<string, string>} what the link says, as scripts change it
 */
export function page(language = "en", link = {}) {
  const strings = Object.fromEntries(
    SECTIONS.flatMap((section) =>
      Object.entries(read(`assets/locales/${language}/${section}.json`)).map(([key, text]) => [
        `${section}.${key}`,
        text,
      ]),
    ),
  );
  const unmasked = {
    language,
    strings,
    link: {
      get: (/** @type {string} */ key) => link[key],
      set(/** @type {string} */ key, /** @type {string} */ value) {
        link[key] = value;
      },
      watch() {}, // nobody takes another link
      tooLong: false,
    },
  };
  Object.assign(globalThis, { window: { unmasked } });
  return link;
}

/**
 * What Python says, from tests/fixtures.py.
 *
 * @param {string} name
 */
export const fixture = (name) => read(`tests/js/fixtures/${name}.json`);
