// What viz/tokens.py sent, with every token at its place in one row of characters: the first sentence,
// a gap, and the second sentence if there is one.

import { decodeArray, t } from "../common.js";

const SPECIAL = 1;
const UNKNOWN = 2;
const SECOND = 4;
export const GAP = "\u0000gap"; // stands between two sentences; no character of theirs

/** `{characters, gap, texts, models, rows}`; a row's `from` and `to` are places in `characters`. */
export function readRows({ texts, models, rows }) {
  const first = [...texts[0]];
  const characters = texts[1] ? [...first, GAP, ...texts[1]] : first;
  return {
    texts,
    models,
    characters,
    gap: texts[1] ? first.length : null,
    rows: rows.map((row) => readRow(row, first.length + 1)),
  };
}

function readRow(row, secondAt) {
  const [ids, starts, ends, flags] = [row.ids, row.starts, row.ends, row.flags].map(
    (column) => decodeArray(column).data,
  );
  const from = new Int32Array(ids.length);
  const to = new Int32Array(ids.length);
  for (let i = 0; i < ids.length; i++) {
    const shift = flags[i] & SECOND ? secondAt : 0;
    from[i] = starts[i] < 0 ? (i ? to[i - 1] : 0) : starts[i] + shift;
    to[i] = starts[i] < 0 ? from[i] : ends[i] + shift;
  }
  return { ...row, name: nameOf(row), ids, starts, ends, flags, from, to, n: ids.length };
}

/** What a tokenizer is called: its models' names, or one of ours. */
export const nameOf = ({ id, title }) => title || t(`tokens.name_${id}`);

/** One token with everything that is known of it. */
export function tokenOf(value, row, i) {
  const [piece, mark, label, isWhole] = row.pieces[row.ids[i]];
  const isAdded = row.starts[i] < 0;
  const covered = isAdded ? "" : value.characters.slice(row.from[i], row.to[i]).join("");
  const isUnknown = Boolean(row.flags[i] & UNKNOWN);
  const isSpecial = Boolean(row.flags[i] & SPECIAL);
  const kind = isAdded ? "added" : isUnknown ? "unknown" : isSpecial ? "special" : !isWhole ? "fragment" : "plain";
  return {
    row,
    i,
    id: row.ids[i],
    piece,
    mark,
    label,
    kind,
    covered,
    start: row.starts[i],
    end: row.ends[i],
    second: Boolean(row.flags[i] & SECOND),
  };
}

/** The lowest of 0 … n for which `holds` is true; it must stay true from there on. */
export function lowest(n, holds) {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
