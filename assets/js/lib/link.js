// Settings that only the browser knows (context.setting(name, None, default)), kept in the page's link.

/**
 * @typedef {object} Setting
 * @property {() => string | undefined} get
 * @property {(value: string | number) => void} set
 * @property {(watcher: () => void) => void} watch calls back when a link was taken that says something else
 */

/**
 * `key` is "<lab>.<name>", values are strings: setting("attention.head").get() / .set("3.5").
 *
 * @param {string} key
 * @returns {Setting}
 */
export const setting = (key) => ({
  get: () => window.unmasked.link.get(key),
  set: (value) => window.unmasked.link.set(key, String(value)),
  watch: (watcher) => window.unmasked.link.watch(key, watcher),
});

/**
 * What the link says, if it is one of the `known`; else `otherwise`.
 *
 * @template {string} T
 * @param {string} key
 * @param {readonly T[]} known
 * @param {T} otherwise
 * @returns {T}
 */
export function oneOf(key, known, otherwise) {
  const said = setting(key).get();
  return known.find((name) => name === said) ?? otherwise;
}

/**
 * What the link says, if it is a whole number from 0 to below `count`; else `otherwise`.
 *
 * @param {string} key
 * @param {number} count
 * @param {number} otherwise
 */
export function whole(key, count, otherwise) {
  const said = setting(key).get() ?? "";
  return /^\d{1,9}$/.test(said) && Number(said) < count ? Number(said) : otherwise;
}
