// What Back and Forward walk: labs, lessons' steps, terms of the glossary, sections, texts and models. All else changes
// the entry at hand.

const SAME_TEXT_MS = 3000; // a pause in typing that is no longer than this begins no new entry

const MOVES = ["lab", "lesson", "glossary", "text", "gpt", "bert", "lstm"];

/**
 * True for the keys of a link that stand for where somebody is, and not for how something is set.
 *
 * @param {string} key
 */
export const isMove = (key) => MOVES.includes(key) || key.endsWith(".section");

/** @typedef {Record<string, string | undefined>} Moves what each of those keys says */

export class Visit {
  /** Of the entry at hand; null before the first. @type {Moves | null} */
  #moves = null;
  /** What somebody did last before the entry began: one deed, such as a click, makes one entry at most. */
  #lastDeed = 0;
  /** When the text was last typed, if nothing else has moved since. */
  #typedAt = -Infinity;

  /**
   * Whether the page, as it is now, is a new entry of the history; else the one at hand is rewritten.
   *
   * @param {Moves} moves
   * @param {{ deed: number, isTyping: boolean, now: number }} by `deed` counts what somebody did so far
   */
  isNew(moves, { deed, isTyping, now }) {
    const before = this.#moves ?? moves;
    const changed = Object.keys(moves).filter((key) => moves[key] !== before[key]);
    this.#moves = moves;
    if (changed.length === 0) return false;
    const typed = isTyping && changed.every((key) => key === "text");
    const goesOn = typed && now - this.#typedAt <= SAME_TEXT_MS;
    const isSameDeed = deed === this.#lastDeed;
    this.#typedAt = typed ? now : -Infinity;
    this.#lastDeed = deed;
    return !goesOn && !isSameDeed;
  }

  /**
   * Somebody went back or forward, to an entry with these moves; what follows from it by itself belongs to it.
   *
   * @param {Moves} moves
   * @param {number} deed
   */
  walked(moves, deed) {
    this.#moves = moves;
    this.#lastDeed = deed;
    this.#typedAt = -Infinity;
  }
}
