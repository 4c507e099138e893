// A training replayed from its trace: what each merge made, how words look after k merges. Nothing asks
// the server; a step costs what it shows.

import { decodeArray } from "../lib/payload.js";

/** @typedef {{ left: number, right: number, count: number }} Pair two symbols, and how often they stand side by side */
/** @typedef {{ k: number | null, ids: number[] }} Step a word after merge `k`; null for its characters */

const pairKey = (/** @type {number} */ left, /** @type {number} */ right) => left * 1_000_000 + right;

export class Training {
  #rank = new Map();
  #idOf = new Map();
  /** @type {string[]} */
  #symbols;
  #table;
  #merged;
  #word;

  /**
   * @param {import("./payloads.js").BpePayload} payload
   * @param {string} word what a word is, as an expression
   */
  constructor({ alphabet, symbols, words, n_distinct, leaders, n_merged, end }, word) {
    this.#merged = decodeArray(n_merged).data;
    this.#word = new RegExp(word, "gu");
    this.end = end;
    this.#table = decodeArray(leaders);
    this.nCharacters = alphabet.length;
    this.nMerges = this.#table.shape[0] - 1;
    this.words = words;
    this.nDistinct = n_distinct;
    this.#idOf = new Map(alphabet.map((character, id) => [character, id]));
    this.#symbols = symbols;
    for (let k = 0; k < this.nMerges; k++) {
      const { left, right } = this.merge(k);
      this.#rank.set(pairKey(left, right), k);
    }
  }

  /** A symbol as it is shown; a character that the corpus has not is itself. @param {number} id */
  symbol(id) {
    return this.isKnown(id) ? this.#symbols[id] : String.fromCodePoint(-1 - id);
  }

  /** @param {number} id */
  isKnown(id) {
    return id >= 0;
  }

  /**
   * The pairs in the lead before merge `k`, the winner first; after the last merge those that would go on.
   * @param {number} k @returns {Pair[]}
   */
  leaders(k) {
    const { shape, at } = this.#table;
    return Array.from({ length: shape[1] }, (_, n) => ({
      left: at(k, n, 0),
      right: at(k, n, 1),
      count: at(k, n, 2),
    })).filter(({ count }) => count > 0);
  }

  /** The pair that merge `k` joins, and the symbol that it makes. @param {number} k */
  merge(k) {
    return { ...this.leaders(k)[0], id: this.nCharacters + k };
  }

  /** How many pairs merge `k` joins: fewer than stand side by side where they overlap. @param {number} k */
  nMerged(k) {
    return this.#merged[k];
  }

  /** The words of a text, each with the mark of its end where there is one. @param {string} text */
  wordsOf(text) {
    return (text.match(this.#word) ?? []).map((word) => word + this.end);
  }

  /**
   * Every stage of a word, from its characters through each merge below `limit` that applies: of those that do,
   * always the oldest (Sennrich et al., 2016, algorithm 1).
   * @param {string} word @param {number} [limit] @returns {Step[]}
   */
  steps(word, limit = this.nMerges) {
    let ids = [...word].map((character) => this.#idOf.get(character) ?? -1 - (character.codePointAt(0) ?? 0));
    /** @type {Step[]} */
    const found = [{ k: null, ids }];
    for (let k = this.#next(ids); k < limit; k = this.#next(ids)) {
      ids = this.#apply(ids, k);
      found.push({ k, ids });
    }
    return found;
  }

  /** The symbols of a word after `k` merges. @param {string} word @param {number} k */
  segment(word, k) {
    return this.steps(word, k).at(-1)?.ids ?? [];
  }

  /** The oldest merge that applies; Infinity where none does. @param {number[]} ids */
  #next(ids) {
    return Math.min(...ids.map((id, i) => this.#rank.get(pairKey(id, ids[i + 1])) ?? Infinity));
  }

  /** @param {number[]} ids @param {number} k */
  #apply(ids, k) {
    const { left, right, id: made } = this.merge(k);
    /** @type {number[]} */
    const merged = [];
    for (let i = 0; i < ids.length; i++) {
      const isPair = ids[i] === left && ids[i + 1] === right;
      merged.push(isPair ? made : ids[i]);
      if (isPair) i++;
    }
    return merged;
  }
}
