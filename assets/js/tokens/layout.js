// Where every token goes: pure geometry. All rows share one row of characters; each character is as wide
// as the token that needs it most, so that the same character stands at the same place in every row.

import { graphemes } from "../lib/graphemes.js";
import { GAP, lowest, shows } from "./columns.js";
import { shown } from "./spellings.js";

/** @import { Row, Rows } from "./columns.js" */
/** @typedef {{ from: number, to: number }} Span places in the row of characters */
/** @typedef {Span & { i: number, need: number, opensBefore: boolean, opensAfter: boolean }} Piece */
/** @typedef {Piece & { x: number, width: number }} Tile */
/** @typedef {{ text: string, at: number, n: number }} Cluster what a reader takes for one character */
/** @typedef {Cluster & { x: number, width: number }} Glyph */
/**
 * @typedef {object} Stretch characters that are laid out together
 * @property {number} begin
 * @property {number} end
 * @property {number | null} gap
 * @property {Piece[][]} pieces a list a row
 * @property {Cluster[]} clusters
 * @property {Float32Array} cells the width of each character
 * @property {Float32Array} slots the room before each character, and at the end, for tokens that cover none
 * @property {number[]} crossing per place how many tokens and clusters a cut there would part
 */
/**
 * `edges` are where all rows cut; `xs` are the left edges of the characters, and the right one of the last.
 * @typedef {Span & { width: number, glyphs: Glyph[], edges: number[], rows: Tile[][] }} Line
 */
/** @typedef {(text: string) => number} Measure */

export const CHUNK = 240; // characters that are laid out together

const LOOK_BACK = 40; // characters, for a space to part stretches at
const GLYPH_WIDTH = 7;
const GAP_WIDTH = 20;
const AROUND = 9; // a token's text, with the room to the next tile

/** Where the stretches of a long text begin, between words where there are any. @param {string[]} characters */
export function chunkStarts(characters) {
  const starts = [0];
  for (let next = CHUNK; next < characters.length; next += CHUNK) {
    const back = characters.slice(next - LOOK_BACK + 1, next + 1).findLastIndex((character) => /\s/.test(character));
    if (back >= 0) next += back + 1 - LOOK_BACK;
    starts.push(next);
  }
  return starts;
}

/**
 * Lines of characters `begin` to `end`. Sizes are in pixels of a 16 px page.
 * @param {Rows} rows @param {number} begin @param {number} end @param {number} lineWidth @param {Measure} measure
 * @returns {Line[]}
 */
export function layOut(rows, begin, end, lineWidth, measure) {
  const stretch = stretchOf(rows, begin, end, measure);
  const lines = [];
  for (let start = begin; start < end; ) {
    const stop = lineEnd(stretch, start, lineWidth);
    lines.push(lineOf(stretch, start, stop));
    start = stop;
  }
  return lines;
}

/** @param {Rows} rows @param {number} begin @param {number} end @param {Measure} measure @returns {Stretch} */
function stretchOf(rows, begin, end, measure) {
  const pieces = rows.rows.map((row) => piecesOf(rows, row, begin, end, measure));
  const clusters = clustersOf(rows, begin, end);
  const cells = Float32Array.from({ length: end - begin }, (_, c) =>
    rows.characters[begin + c] === GAP ? GAP_WIDTH : GLYPH_WIDTH,
  );
  const slots = new Float32Array(end - begin + 1);
  for (const { at, n, text } of clusters) widen(cells.subarray(at - begin, at + n - begin), measure(text) + 3);
  for (const { from, to, need } of pieces.flatMap(groupsOf))
    if (from === to) slots[from - begin] = Math.max(slots[from - begin], need);
    else widen(cells.subarray(from - begin, to - begin), need);
  const crossing = crossings(
    [...pieces.flat(), ...clusters.map(({ at, n }) => ({ from: at, to: at + n }))],
    begin,
    end,
  );
  return { begin, end, gap: rows.gap, pieces, clusters, cells, slots, crossing };
}

/**
 * Tokens of a row that touch the stretch; one without characters belongs to the stretch it stands in.
 * @param {Rows} rows @param {Row} row @param {number} begin @param {number} end @param {Measure} measure
 */
function piecesOf(rows, row, begin, end, measure) {
  /** @type {Piece[]} */
  const found = [];
  for (let i = lowest(row.n, (at) => row.to[at] >= begin); i < row.n && row.from[i] <= end; i++) {
    const [from, to] = [row.from[i], row.to[i]];
    if (!shows(rows, row, i) || !stands(from, to, begin, end, end === rows.characters.length)) continue;
    const [, mark, label] = row.pieces[row.ids[i]];
    found.push({
      i,
      need: measure(mark + label) + AROUND,
      from: Math.max(begin, from),
      to: Math.min(end, to),
      opensBefore: from < begin,
      opensAfter: to > end,
    });
  }
  return found;
}

/**
 * True for a token in the characters `begin` to `end`, of which `isLast` are the last.
 * @param {number} from @param {number} to @param {number} begin @param {number} end @param {boolean} isLast
 */
const stands = (from, to, begin, end, isLast) =>
  from === to ? from >= begin && (from < end || isLast) : to > begin && from < end;

/**
 * Neighbours with the very same characters, such as the bytes of one, or several put in at one place.
 * @template {Piece} P @param {P[]} pieces
 */
function groupsOf(pieces) {
  /** @type {(Span & { need: number, pieces: P[] })[]} */
  const groups = [];
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last?.from === piece.from && last.to === piece.to) {
      last.pieces.push(piece);
      last.need += piece.need;
    } else groups.push({ from: piece.from, to: piece.to, need: piece.need, pieces: [piece] });
  }
  return groups;
}

/** @param {Float32Array} cells @param {number} need */
function widen(cells, need) {
  const missing = need - cells.reduce((sum, width) => sum + width, 0);
  if (missing > 0) for (let c = 0; c < cells.length; c++) cells[c] += missing / cells.length;
}

/** @param {Rows} rows @param {number} begin @param {number} end @returns {Cluster[]} */
function clustersOf({ characters, spellings }, begin, end) {
  const text = characters.slice(begin, end).map((character) => (character === GAP ? "\n" : character));
  let at = begin;
  return graphemes(text.join("")).map((cluster) => {
    const n = [...cluster].length;
    at += n;
    const isBlank = cluster === " " || characters[at - n] === GAP;
    return { at: at - n, n, text: isBlank ? "" : shown(cluster, spellings) };
  });
}

/** @param {Span[]} spans @param {number} begin @param {number} end */
function crossings(spans, begin, end) {
  const changes = new Int32Array(end - begin + 2);
  for (const { from, to } of spans) {
    if (to - from < 2) continue;
    changes[from + 1 - begin]++;
    changes[to - begin]--;
  }
  let sum = 0;
  return Array.from({ length: end - begin + 1 }, (_, c) => (sum += changes[c]));
}

/**
 * The end of the line that begins at `start`: between words of all tokenizers where possible.
 * @param {Stretch} stretch @param {number} start @param {number} lineWidth
 */
function lineEnd({ begin, end, cells, slots, crossing }, start, lineWidth) {
  let [x, stop, best] = [0, start, -1];
  while (stop < end) {
    x += slots[stop - begin] + cells[stop - begin] + (stop + 1 === end ? slots[end - begin] : 0);
    if (x > lineWidth && stop > start) break;
    stop++;
    if (crossing[stop - begin] === 0) best = stop;
  }
  return stop < end && best > start ? best : stop;
}

/** @param {Stretch} stretch @param {number} start @param {number} stop @returns {Line} */
function lineOf(stretch, start, stop) {
  const { begin, end, gap, pieces, clusters, cells, slots, crossing } = stretch;
  const lefts = new Float32Array(stop - start + 1); // of each character, and the right of the last
  let x = 0;
  for (let c = start; c < stop; c++) {
    lefts[c - start] = x + slots[c - begin];
    x = lefts[c - start] + cells[c - begin];
  }
  lefts[stop - start] = x;
  /** @type {Ruler} */
  const ruler = {
    start,
    stop,
    left: (place) => lefts[place - start],
    right: (place) => (place >= stop ? x : lefts[place - start - 1] + cells[place - 1 - begin]),
    slot: (place) => slots[place - begin],
  };
  const isEdge = (/** @type {number} */ place) =>
    crossing[place - begin] === 0 && place !== gap && place - 1 !== gap && edgeOfAll(pieces, place);
  return {
    from: start,
    to: stop,
    width: x + (stop === end ? slots[end - begin] : 0),
    glyphs: clusters
      .filter(({ at }) => at >= start && at < stop)
      .map((cluster) => {
        const left = ruler.left(cluster.at);
        return { ...cluster, x: left, width: ruler.right(Math.min(stop, cluster.at + cluster.n)) - left };
      }),
    edges: Array.from({ length: Math.max(0, stop - start - 1) }, (_, c) => start + 1 + c)
      .filter(isEdge)
      .map((place) => ruler.left(place) - ruler.slot(place) / 2),
    rows: pieces.map((row) =>
      placed(
        row.filter(({ from, to }) => stands(from, to, start, stop, stop === end)),
        ruler,
      ),
    ),
  };
}

/**
 * True where every row that is not one of single characters has a token begin or end.
 * @param {Piece[][]} pieces @param {number} place
 */
function edgeOfAll(pieces, place) {
  const rows = pieces.filter((row) => row.some(({ from, to }) => to - from > 1));
  return rows.length > 1 && rows.every((row) => hasEdge(row, place));
}

/** @param {Piece[]} row @param {number} place */
function hasEdge(row, place) {
  const first = lowest(row.length, (at) => row[at].to >= place);
  for (let i = first; i < row.length && row[i].from <= place; i++)
    if (row[i].from === place || row[i].to === place) return true;
  return false;
}

/**
 * @typedef {object} Ruler where places of a line are, in pixels
 * @property {number} start
 * @property {number} stop
 * @property {(place: number) => number} left of the character there
 * @property {(place: number) => number} right of the character before it
 * @property {(place: number) => number} slot the room before the character
 */

/** @param {Piece[]} row @param {Ruler} ruler */
function placed(row, { start, stop, left, right, slot }) {
  /** @type {Tile[]} */
  const tiles = [];
  let taken = -1; // where the tile before ends, when two share a character
  for (const { from, to, need, pieces } of groupsOf(row)) {
    const isEmpty = from === to;
    let x = isEmpty ? (from >= stop ? right(stop) : left(from) - slot(from)) : left(Math.max(from, start));
    const before = tiles.at(-1);
    if (before && !isEmpty && x < taken) {
      before.width = (x + taken) / 2 - before.x;
      x = before.x + before.width;
    }
    const scale = isEmpty ? 1 : (right(Math.min(to, stop)) - x) / need;
    for (const piece of pieces) {
      const width = piece.need * scale;
      const [opensBefore, opensAfter] = [piece.opensBefore || from < start, piece.opensAfter || to > stop];
      tiles.push({ ...piece, x, width, opensBefore, opensAfter });
      x += width;
    }
    taken = x;
  }
  return tiles;
}
