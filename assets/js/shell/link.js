// What a link holds: the strings of every key that is not at its default, as app/state.py writes and reads them.

const MAX_LINK = 8000; // characters; servers and chat programs cut longer ones
const NO_CHOICE = new Set(["lang", "lab", "lesson", "glossary", "defaults"]);
const NO_PLACE = new Set(["lang", "lab", "glossary", "defaults"]); // as app/state.py has it

/**
 * What the server says of links: the strings of every default, Gradio's controls that are kept, as pairs of key
 * and kind, keys of earlier days by the one that took their place, and the lab that links without one meant then.
 *
 * @typedef {object} Known
 * @property {Record<string, string[]>} defaults
 * @property {[string, string][]} kept
 * @property {Record<string, string>} aliases
 * @property {string} former_lab
 */

export class Link {
  /** @type {Map<string, string[]>} */
  #values;
  /** @type {Known | null} */
  #known = null;
  /** @type {() => void} */
  #onChange;
  /** Whether the address, or another link since, named a lab. */
  #isPlaced;
  /** Who wants to know when another link says something else. @type {Map<string, (() => void)[]>} */
  #watchers = new Map();

  /**
   * @param {URLSearchParams} said what the address says
   * @param {() => void} onChange is called when a script of ours has set a value
   */
  constructor(said, onChange) {
    this.#values = new Map([...said.keys()].map((key) => [key, said.getAll(key)]));
    this.#onChange = onChange;
    this.#isPlaced = said.has("lab");
  }

  /**
   * What a link can hold; until this is known all that was said is kept.
   *
   * @param {Known} known
   */
  learn(known) {
    this.#known = known;
    if (!this.#values.has("lab") && this.#saysMore()) this.#values.set("lab", [known.former_lab]);
    for (const [alias, key] of Object.entries(known.aliases)) {
      const said = this.#values.get(alias);
      if (said && !this.#values.has(key)) this.#values.set(key, said);
      this.#values.delete(alias);
    }
    for (const key of Object.keys(known.defaults)) this.put(key, this.#values.get(key) ?? known.defaults[key]);
  }

  /** @param {string} key */
  get(key) {
    return (this.#values.get(key) ?? this.#known?.defaults[key])?.[0];
  }

  /**
   * @param {string} key
   * @param {string | number} value
   */
  set(key, value) {
    this.put(key, [String(value)]);
    this.#onChange();
  }

  /**
   * @param {string} key
   * @param {string[]} strings
   */
  put(key, strings) {
    if (same(strings, this.#known?.defaults[key] ?? [])) this.#values.delete(key);
    else this.#values.set(key, strings);
  }

  /**
   * The keys that `wanted` takes, as another query has them; what it does not say is at its default.
   *
   * @param {URLSearchParams} said
   * @param {(key: string) => boolean} wanted
   */
  take(said, wanted) {
    for (const [key, strings] of this.#saidBy(said, wanted)) this.put(key, strings);
    this.#isPlaced = true;
  }

  /**
   * The keys that `wanted` takes and of which another query says something else.
   *
   * @param {URLSearchParams} said
   * @param {(key: string) => boolean} wanted
   */
  differing(said, wanted) {
    const now = (/** @type {string} */ key) => this.#values.get(key) ?? this.#known?.defaults[key] ?? [];
    return this.#saidBy(said, wanted).flatMap(([key, strings]) => (same(strings, now(key)) ? [] : [key]));
  }

  /**
   * @param {URLSearchParams} said
   * @param {(key: string) => boolean} wanted
   * @returns {[string, string[]][]}
   */
  #saidBy(said, wanted) {
    const known = Object.entries(this.#known?.defaults ?? {}).filter(([key]) => wanted(key));
    return known.map(([key, fallback]) => [key, said.has(key) ? said.getAll(key) : fallback]);
  }

  /**
   * Calls back when another link has been taken that says something else of this key.
   *
   * @param {string} key
   * @param {() => void} watcher
   */
  watch(key, watcher) {
    this.#watchers.set(key, [...(this.#watchers.get(key) ?? []), watcher]);
  }

  /** @param {string[]} keys that say something else now */
  tell(keys) {
    for (const watcher of new Set(keys.flatMap((key) => this.#watchers.get(key) ?? []))) watcher();
  }

  /** Whether the page can show another value without being opened anew. @param {string} key */
  isFollowed(key) {
    const isControl = this.#known?.kept.some(([name]) => name === key) ?? false;
    return isControl || this.#watchers.has(key) || !key.includes(".") || key.endsWith(".section");
  }

  /** What Gradio's controls are to hold, in the order of `kept`. */
  values() {
    const strings = (/** @type {string} */ key) => this.#values.get(key) ?? this.#known?.defaults[key] ?? [];
    return (this.#known?.kept ?? []).map(([key, kind]) => read(kind, strings(key)));
  }

  /**
   * What the keys that `wanted` takes say.
   *
   * @param {(key: string) => boolean} wanted
   */
  those(wanted) {
    const keys = Object.keys(this.#known?.defaults ?? {}).filter(wanted);
    return Object.fromEntries(keys.map((key) => [key, this.get(key)]));
  }

  /**
   * Gradio's controls have these values, in the order of `kept`.
   *
   * @param {unknown[]} values
   */
  keep(values) {
    for (const [i, [key, kind]] of (this.#known?.kept ?? []).entries()) this.put(key, write(kind, values[i]));
  }

  /**
   * What is at its default is left out; keys of others stay as they came.
   *
   * @param {string[]} without
   */
  query(without = []) {
    const ours = Object.keys(this.#known?.defaults ?? {});
    const others = [...this.#values.keys()].filter(
      (key) => !ours.includes(key) && !(this.#known && key.includes(".")), // a dotted one is a setting that is gone
    );
    const query = new URLSearchParams();
    const lab = this.#saysMore() ? this.#known?.defaults.lab : undefined; // whoever says more names the lab
    for (const key of [...ours, ...others]) {
      if (without.includes(key)) continue;
      for (const value of this.#values.get(key) ?? (key === "lab" ? lab : null) ?? []) query.append(key, value);
    }
    return query.toString();
  }

  /** Whether it says what is shown, rather than where: `defaults_of` in app/language.py decides by the same. */
  holdsChoices() {
    const isOurs = (/** @type {string} */ key) => key.includes(".") || key in (this.#known?.defaults ?? {});
    return [...this.#values.keys()].some((key) => isOurs(key) && !NO_CHOICE.has(key) && !key.endsWith(".section"));
  }

  /** Whether it says a lesson's step and nothing that is shown beside it. */
  isBare() {
    return !this.holdsChoices() && !this.#isPlaced;
  }

  /** Whether it says more than a lab and a language. */
  #saysMore() {
    const { defaults = {}, aliases = {} } = this.#known ?? {};
    return [...this.#values.keys()].some((key) => (key in defaults || key in aliases) && !NO_PLACE.has(key));
  }

  get tooLong() {
    return this.query().length > MAX_LINK;
  }
}

/** @type {Record<string, (value: any) => string[]>} */
const writers = {
  switch: (value) => [value ? "1" : "0"],
  choices: (value) => (value?.length ? value.map(String) : [""]),
  number: (value) => [value === null ? "" : String(Number(Number(value).toPrecision(15)))],
};

/**
 * The strings that stand for a control's value.
 *
 * @param {string} kind as app/state.py's `Setting` has it
 * @param {unknown} value
 */
export const write = (kind, value) => (writers[kind] ?? ((one) => [String(one ?? "")]))(value);

/** @type {Record<string, (strings: string[]) => unknown>} */
const readers = {
  switch: ([said]) => said === "1",
  choices: (strings) => strings.filter(Boolean),
  number: ([said = ""]) => (said === "" ? null : Number(said)),
};

/**
 * The control's value that strings stand for: `write` gives them back.
 *
 * @param {string} kind
 * @param {string[]} strings
 */
export const read = (kind, strings) => (readers[kind] ?? (([said = ""]) => said))(strings);

/**
 * @param {string[]} a
 * @param {string[]} b
 */
const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);
