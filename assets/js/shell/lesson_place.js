// Where somebody is in a lesson, and what was guessed there; progress stays in this browser.

const KEY = "unmasked-lessons";
const NOT_SHOWN = new Set(["lesson", "glossary", "lang", "defaults"]); // what a link says beside what is shown

/**
 * `mask.2` is the second step of a lesson; null for no lesson.
 *
 * @param {string} said
 */
export function placeOf(said) {
  const [id, step = "1"] = said.split(".");
  return id ? { id, step: /^[0-9]{1,3}$/.test(step) ? Number(step) : 0 } : null;
}

/**
 * Whether two links show the same.
 *
 * @param {URLSearchParams} one
 * @param {URLSearchParams} other
 */
export const sameChoices = (one, other) => spelled(one) === spelled(other);

/** @param {URLSearchParams} query */
const spelled = (query) =>
  [...query]
    .filter(([key]) => !NOT_SHOWN.has(key))
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join("\n");

/** @returns {Record<string, string | number | null>} */
function progress() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {}; // a browser that keeps nothing
  }
}

/** What was guessed at a step; undefined before, null where somebody asked for the answer. @param {string} place */
export const guessed = (place) => progress()[place];

/** @param {string} place @param {string | number | null} guess */
export function keepGuess(place, guess) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...progress(), [place]: guess }));
  } catch {} // a browser that keeps nothing
}
