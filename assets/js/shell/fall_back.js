// A model that cannot be had gives way to the one that was chosen before it, and the page says so.

/** @import { NoCount, TokenCount } from "../payloads.js" */

/** @typedef {Record<string, TokenCount | NoCount>} Counts by family */
/**
 * A model that gave way. `kept` is the one that took its place; null where there is none.
 *
 * @typedef {{ family: string, wanted: NoCount, kept: { model: string, title: string } | null }} Refusal
 */

/** @param {TokenCount | NoCount} count @returns {count is NoCount} */
const isOutOfReach = (count) => "error" in count && !count.usable;

export class FallBack {
  /** The last model of each family that could be had. @type {Map<string, { model: string, title: string }>} */
  #usable = new Map();
  /** @type {Map<string, Refusal>} */
  #refusals = new Map();

  /** What is still to be said. */
  get refusals() {
    return [...this.#refusals.values()];
  }

  /**
   * Learns what came of the chosen models.
   *
   * @param {Counts} counts
   * @returns {Refusal[]} those that give way now
   */
  see(counts) {
    const now = [];
    for (const [family, count] of Object.entries(counts)) {
      if (isOutOfReach(count)) {
        const refusal = { family, wanted: count, kept: this.#usable.get(family) ?? null };
        this.#refusals.set(family, refusal);
        now.push(refusal);
        continue;
      }
      this.#usable.set(family, count);
      if (this.#refusals.get(family)?.kept?.model !== count.model) this.#refusals.delete(family);
    }
    return now.filter(({ wanted, kept }) => kept !== null && kept.model !== wanted.model);
  }

  /** @param {string} family */
  forget(family) {
    this.#refusals.delete(family);
  }
}
