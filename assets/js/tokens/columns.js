// What viz/tokens/rows.py sent, with every token at its place in one row of characters: the first sentence,
// a gap, and the second sentence if there is one.

import { decodeArray } from "../lib/payload.js";
import { t } from "../lib/words.js";

/** @import { RowPayload, TokensPayload } from "./payloads.js" */
/** @typedef {"ids" | "starts" | "ends" | "flags"} Column */
/**
 * `from` and `to` are places in the row of characters, `n` is the number of tokens.
 * @typedef {Omit<RowPayload, Column> & Record<Column | "from" | "to", Int32Array | Uint8Array>
 *   & { name: string, n: number, changes: ArrayLike<number> | null }} Row
 */
/**
 * `withAdded` where tokens that a tokenizer put in are shown.
 * @typedef {Omit<TokensPayload, "rows"> & { rows: Row[], withAdded: boolean }
 *   & { characters: string[], gap: number | null }} Rows
 */
/** @typedef {"added" | "unknown" | "special" | "fragment" | "plain"} Kind */
/** @typedef {ReturnType<typeof tokenOf>} Token */

const [SPECIAL, UNKNOWN, SECOND] = [1, 2, 4];
export const GAP = "\u0000gap"; // stands between two sentences; no character of theirs

/** @param {TokensPayload} payload @returns {Rows} */
export function readRows(payload) {
  const [first, second] = payload.texts.map((text) => [...text]);
  return {
    ...payload,
    characters: second.length ? [...first, GAP, ...second] : first,
    gap: second.length ? first.length : null,
    rows: payload.rows.map((row) => readRow(row, first.length + 1)),
    withAdded: true,
  };
}

/** @param {RowPayload} row @param {number} secondAt @returns {Row} */
function readRow(row, secondAt) {
  const [ids, starts, ends] = [row.ids, row.starts, row.ends].map((column) => decodeArray(column).data);
  const flags = decodeArray(row.flags).data;
  const n = ids.length;
  const [from, to] = [new Int32Array(n), new Int32Array(n)];
  for (let i = 0; i < n; i++) {
    const shift = flags[i] & SECOND ? secondAt : 0;
    from[i] = starts[i] < 0 ? (i ? to[i - 1] : 0) : starts[i] + shift;
    to[i] = starts[i] < 0 ? from[i] : ends[i] + shift;
  }
  const changes = row.made && decodeArray(row.made.changes).data;
  return { ...row, name: nameOf(row), ids, starts, ends, flags, from, to, n, changes };
}

/**
 * The same text with the rows that were not hidden; with all where none would be left.
 * @param {Rows} all @param {string[]} hidden @param {boolean} withAdded @returns {Rows}
 */
export function chosenRows(all, hidden, withAdded) {
  const rows = all.rows.filter(({ id }) => !hidden.includes(id));
  return { ...all, rows: rows.length ? rows : all.rows, withAdded };
}

/** True for a token that is drawn. @param {Rows} rows @param {Row} row @param {number} i */
export const shows = ({ withAdded }, row, i) => withAdded || row.starts[i] >= 0;

/** What a tokenizer is called: its models' names, or one of ours. @param {{ id: string, title: string }} row */
export const nameOf = ({ id, title }) => title || t(`tokens.name_${id}`);

/** The ids of the rows that belong to no model. @param {Rows} rows */
export const ownRows = ({ rows }) => rows.filter(({ title }) => !title).map(({ id }) => id);

/** The class that gives a row its colour. @param {{ family: string | null }} row */
export const familyClass = ({ family }) => `um-of-${family ?? "none"}`;

/** One token with everything that is known of it. @param {Rows} rows @param {Row} row @param {number} i */
export function tokenOf({ characters, spellings }, row, i) {
  const [piece, mark, label, isWhole] = row.pieces[row.ids[i]];
  const [start, end, flags] = [row.starts[i], row.ends[i], row.flags[i]];
  const covered = start < 0 ? "" : characters.slice(row.from[i], row.to[i]).join("");
  /** @type {Kind} */
  const kind =
    start < 0 ? "added" : flags & UNKNOWN ? "unknown" : flags & SPECIAL ? "special" : isWhole ? "plain" : "fragment";
  const isSecond = Boolean(flags & SECOND);
  const changes = row.changes?.[i] ?? 0;
  return { row, i, id: row.ids[i], piece, mark, label, kind, covered, spellings, start, end, isSecond, changes };
}

/**
 * The lowest of 0 … n for which `holds` is true; it must stay true from there on.
 * @param {number} n @param {(at: number) => boolean} holds
 */
export function lowest(n, holds) {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
