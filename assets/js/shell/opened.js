// Which lab is open, and which section of each lab. A section is named in the link as `<lab>.section`.

/** @typedef {import("./link.js").Link} Link */
/**
 * Who asked for a section: the link that opened the page, somebody on the page, or nobody.
 *
 * @typedef {"link" | "person" | null} Asker
 */
/** @typedef {(name: string, asker: Asker) => void} Watcher */
/** @typedef {{ names: string[], fallback: string, open: string | null, seen: Set<string> }} Offer */

export class Opened {
  /** The open lab; null until the page shows what the link says. @type {string | null} */
  lab = null;
  /** The families that each lab reads. @type {Record<string, string[]>} */
  labs = {};
  /** @type {Link} */
  #link;
  /** The lab that the link opened the page with. @type {string | undefined} */
  #linked;
  /** @type {Map<string, Offer>} */
  #offers = new Map();
  /** @type {Map<string, Watcher[]>} */
  #watchers = new Map();

  /** @param {Link} link */
  constructor(link) {
    this.#link = link;
    this.#linked = link.get("lab");
  }

  /**
   * The page shows what the link says.
   *
   * @param {Record<string, string[]>} labs
   */
  restore(labs) {
    this.labs = labs;
    const said = this.#link.get("lab") ?? "";
    this.lab = Object.hasOwn(labs, said) ? said : Object.keys(labs)[0];
    for (const lab of this.#offers.keys()) this.#read(lab);
  }

  /** Somebody went back or forward: the link names other sections. */
  walk() {
    const lab = this.#link.get("lab");
    for (const [one, { open, fallback }] of this.#offers) {
      const name = this.#said(one);
      if (name !== open) this.#show(one, name, one === lab && name !== fallback ? "link" : null);
    }
  }

  /**
   * What is no lab, like the model bar, is always open.
   *
   * @param {string} lab
   * @param {string | null} section null for what all sections of a lab share
   */
  isOpen(lab, section = null) {
    if (this.lab === null || (lab in this.labs && lab !== this.lab)) return false;
    return section === null || this.section(lab) === section;
  }

  /**
   * A lab has sections: the link's is opened, else `fallback`, which is empty where none has to be.
   *
   * @param {string} lab
   * @param {string[]} names
   * @param {string} fallback
   */
  offer(lab, names, fallback) {
    this.#offers.set(lab, { names, fallback, open: null, seen: new Set() });
    this.#read(lab);
  }

  /**
   * The open section; empty when there is none.
   *
   * @param {string} lab
   */
  section(lab) {
    return this.#offers.get(lab)?.open ?? "";
  }

  /**
   * Opens a section, or none: somebody asked for it.
   *
   * @param {string} lab
   * @param {string} name
   */
  openSection(lab, name) {
    this.#link.set(`${lab}.section`, name);
    this.#show(lab, name, "person");
  }

  /**
   * Where a walk through all labs and sections leads from here; undefined at its ends. A lab behind doors begins
   * with all of them closed.
   *
   * @param {1 | -1} by
   * @returns {{ lab: string, section?: string } | undefined}
   */
  stop(by) {
    const here = this.#stops(this.lab ?? "");
    const section = here[here.indexOf(this.section(this.lab ?? "")) + by];
    if (section !== undefined) return { lab: /** @type {string} */ (this.lab), section };
    const labs = Object.keys(this.labs);
    const lab = labs[labs.indexOf(this.lab ?? "") + by];
    return lab === undefined ? undefined : { lab, section: this.#stops(lab).at(by > 0 ? 0 : -1) };
  }

  /** @param {string} lab */
  #stops(lab) {
    const { names = [], fallback = "" } = this.#offers.get(lab) ?? {};
    return names.includes(fallback) ? names : names.length ? [fallback, ...names] : [];
  }

  /**
   * `watcher(name, asker)` is called when a section opens.
   *
   * @param {string} lab
   * @param {Watcher} watcher
   */
  watch(lab, watcher) {
    this.#watchers.set(lab, [...(this.#watchers.get(lab) ?? []), watcher]);
  }

  /**
   * Resolves when a section is opened for the first time.
   *
   * @param {string} lab
   * @param {string} name
   * @returns {Promise<void>}
   */
  firstTime(lab, name) {
    return new Promise((resolve) => {
      if (this.#offers.get(lab)?.seen.has(name)) resolve();
      else this.watch(lab, (opened) => opened === name && resolve());
    });
  }

  /**
   * The section that the link names, if there is one of that name.
   *
   * @param {string} lab
   */
  #said(lab) {
    const { names, fallback } = /** @type {Offer} */ (this.#offers.get(lab));
    const said = this.#link.get(`${lab}.section`) ?? "";
    return names.includes(said) ? said : fallback;
  }

  /** @param {string} lab */
  #read(lab) {
    const offer = /** @type {Offer} */ (this.#offers.get(lab));
    const name = this.#said(lab);
    const isLinked = name !== offer.fallback && (this.#linked ?? lab) === lab;
    if (name !== offer.open) this.#show(lab, name, isLinked ? "link" : null);
  }

  /**
   * @param {string} lab
   * @param {string} name
   * @param {Asker} asker
   */
  #show(lab, name, asker) {
    const offer = this.#offers.get(lab);
    if (!offer) return;
    offer.open = name;
    offer.seen.add(name);
    for (const watcher of this.#watchers.get(lab) ?? []) watcher(name, asker);
  }
}
