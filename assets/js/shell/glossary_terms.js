// The terms of the glossary: where they stand in a text, and which of them a search finds.

/** @typedef {{ id: string, lab?: string, section?: string, formula?: string }} Entry of all languages */
/** @typedef {Record<string, { term: string, marks: string[], says: string }>} Words by the entry's id */
/** @typedef {Entry & { term: string, other: string, marks: string[], says: string }} Term `other` is its name abroad */
/** @typedef {{ id: string, start: number, end: number }} Found */

/**
 * @param {Entry[]} entries
 * @param {Words} words the page's language
 * @param {Words} others the other one
 * @returns {Term[]}
 */
export const joined = (entries, words, others) =>
  entries.map((entry) => ({ ...entry, ...words[entry.id], other: others[entry.id].term }));

const LATIN_END = /[a-z]$/i;

/** A mark of Latin letters also stands for its plural. @param {string} mark */
const spellings = (mark) => (LATIN_END.test(mark) ? [mark, `${mark}s`] : [mark]);

/** @param {string} spelling */
function bounded(spelling) {
  const escaped = spelling.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const before = /^[a-z]/i.test(spelling) ? "(?<![\\p{Script=Latin}\\p{N}_\\[-])" : "";
  const after = LATIN_END.test(spelling) ? "(?![\\p{Script=Latin}\\p{N}_\\]])" : "";
  return before + escaped + after;
}

/**
 * A function that finds terms in a text, each where it stands first; where two could begin, the longer one does.
 *
 * @param {Pick<Term, "id" | "marks">[]} terms
 * @returns {(text: string, seen?: Set<string>) => Found[]} `seen` is what the passage has had already, and is added to
 */
export function finder(terms) {
  const ids = new Map(
    terms.flatMap(({ id, marks }) => marks.flatMap(spellings).map((spelling) => [spelling.toLowerCase(), id])),
  );
  const longestFirst = [...ids.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(bounded).join("|"), "giu");
  return (text, seen = new Set()) => {
    const found = [];
    for (const { 0: word, index } of text.matchAll(pattern)) {
      const id = ids.get(word.toLowerCase());
      if (id === undefined || seen.has(id)) continue;
      seen.add(id);
      found.push({ id, start: index, end: index + word.length });
    }
    return found;
  };
}

/** @param {string} text */
const plain = (text) => text.normalize("NFKC").toLowerCase().trim();

/**
 * What a search finds: those that are called so first, then those that say it.
 *
 * @template {Pick<Term, "term" | "other" | "marks" | "says">} T
 * @param {T[]} terms
 * @param {string} wanted
 * @returns {T[]}
 */
export function search(terms, wanted) {
  const asked = plain(wanted);
  const holds = (/** @type {string} */ text) => plain(text).includes(asked);
  const named = terms.filter(({ term, other, marks }) => [term, other, ...marks].some(holds));
  return [...named, ...terms.filter((term) => !named.includes(term) && holds(term.says))];
}
