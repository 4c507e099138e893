// A training replayed from its trace: what each merge made, how words look after k merges. Nothing asks
// the server; a step costs what it shows.

import { decodeArray } from "../common.js";

export const NONE = -1;

/** `{nMerges, symbol(id), merge(k), leaders(k), segment(word, k), steps(word)}` of viz/tokens_bpe.py's payload. */
export function readTraining({ alphabet, words, n_words, n_distinct, leaders }) {
  const table = decodeArray(leaders);
  const [nStates, nLeaders] = table.shape;
  const nMerges = nStates - 1;
  const symbols = [...alphabet];
  const rank = new Map();
  for (let k = 0; k < nMerges; k++) {
    const { left, right } = leader(k, 0);
    rank.set(pairKey(left, right), k);
    symbols.push(symbols[left] + symbols[right]);
  }
  const idOf = new Map(alphabet.map((character, id) => [character, id]));

  function leader(k, n) {
    return { left: table.at(k, n, 0), right: table.at(k, n, 1), count: table.at(k, n, 2) };
  }

  /** The pairs in the lead before merge k, the winner first. */
  const leadersAt = (k) => Array.from({ length: nLeaders }, (_, n) => leader(k, n)).filter(({ count }) => count > 0);

  /** The lowest merge below `limit` that applies, or null; Sennrich et al.'s rule for new words. */
  function nextMerge(ids, limit) {
    let best = limit;
    for (let i = 0; i + 1 < ids.length; i++) best = Math.min(best, rank.get(pairKey(ids[i], ids[i + 1])) ?? limit);
    return best < limit ? best : null;
  }

  function apply(ids, k) {
    const { left, right } = leader(k, 0);
    const merged = [];
    for (let i = 0; i < ids.length; i++) {
      const isPair = ids[i] === left && ids[i + 1] === right;
      merged.push(isPair ? alphabet.length + k : ids[i]);
      if (isPair) i++;
    }
    return merged;
  }

  const spell = (word) => [...word].map((character) => idOf.get(character) ?? NONE - character.codePointAt(0));

  /** Every stage of a word: `[{k, ids}]`, from its characters (k null) through each merge that applies. */
  function steps(word, limit = nMerges) {
    const found = [{ k: null, ids: spell(word) }];
    for (let k = nextMerge(found[0].ids, limit); k !== null; k = nextMerge(found.at(-1).ids, limit))
      found.push({ k, ids: apply(found.at(-1).ids, k) });
    return found;
  }

  return {
    alphabet,
    words,
    nWords: n_words,
    nDistinct: n_distinct,
    nMerges,
    /** A symbol's characters; of a character that the corpus has not, itself. */
    symbol: (id) => (id < 0 ? String.fromCodePoint(NONE - id) : symbols[id]),
    isKnown: (id) => id >= 0,
    merge: (k) => ({ ...leader(k, 0), id: alphabet.length + k }),
    leaders: leadersAt,
    segment: (word, k) => steps(word, k).at(-1).ids,
    steps,
  };
}

const pairKey = (left, right) => left * 1_000_000 + right;
