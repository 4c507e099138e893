// Where every token goes: pure geometry. All rows share one row of characters; each character is as wide
// as the token that needs it most, so that the same character stands at the same place in every row.

import { GAP, lowest } from "./columns.js";

export const CHUNK = 240; // characters that are laid out together

const LOOK_BACK = 40; // characters, for a space to part stretches at

/** Where the stretches of a long text begin, between words where there are any. */
export function chunkStarts(characters) {
  const starts = [0];
  while (starts.at(-1) + CHUNK < characters.length) {
    let next = starts.at(-1) + CHUNK;
    for (let back = 0; back < LOOK_BACK; back++)
      if (/\s/.test(characters[next - back])) {
        next -= back;
        break;
      }
    starts.push(next);
  }
  return starts;
}

/**
 * Lines of characters `begin` to `end`. Sizes are in pixels of a 16 px page.
 *
 * @param measure (text, isSmall) -> width
 * @param shows (row, i) -> whether a token is drawn
 * @returns lines `{begin, end, width, glyphs: [{text, x, width, at, n}], edges: [x], rows: [[tile]]}`, a tile
 *   `{i, x, width, from, to, opensBefore, opensAfter}`.
 */
export function layOut(value, begin, end, lineWidth, measure, shows) {
  const tiles = value.rows.map((row) => tilesOf(row, begin, end, end === value.characters.length, shows));
  const cells = new Float32Array(end - begin);
  const slots = new Float32Array(end - begin + 1); // between characters, for tokens that cover none
  for (let c = begin; c < end; c++) cells[c - begin] = value.characters[c] === GAP ? GAP_WIDTH : GLYPH_WIDTH;
  const clusters = clustersOf(value.characters, begin, end);
  for (const { at, n, text } of clusters) widen(cells, at - begin, at + n - begin, measure(text) + 3);
  for (const row of tiles) for (const group of groupsOf(row)) make(room(group, measure), group, cells, slots, begin);
  return cut(value, tiles, clusters, cells, slots, begin, end, lineWidth, measure);
}

const GLYPH_WIDTH = 7;
const GAP_WIDTH = 20;
const PADDING = 7;
const BETWEEN = 2; // two tiles

/** Tokens of a row that touch the stretch; one without characters belongs to the stretch it stands in. */
function tilesOf(row, begin, end, isLast, shows) {
  const found = [];
  for (let i = lowest(row.n, (at) => row.to[at] >= begin); i < row.n && row.from[i] <= end; i++) {
    if (!shows(row, i)) continue;
    const isEmpty = row.from[i] === row.to[i];
    const inside = isEmpty
      ? row.from[i] >= begin && (row.from[i] < end || isLast)
      : row.to[i] > begin && row.from[i] < end;
    if (!inside) continue;
    const [, mark, label] = row.pieces[row.ids[i]];
    found.push({
      i,
      text: mark + label,
      from: Math.max(begin, row.from[i]),
      to: Math.min(end, row.to[i]),
      opensBefore: row.from[i] < begin,
      opensAfter: row.to[i] > end,
    });
  }
  return found;
}

/** Neighbours with the very same characters, such as the bytes of one, or several put in at one place. */
function groupsOf(tiles) {
  const groups = [];
  for (const tile of tiles) {
    const last = groups.at(-1);
    if (last && last.from === tile.from && last.to === tile.to) last.tiles.push(tile);
    else groups.push({ from: tile.from, to: tile.to, tiles: [tile] });
  }
  return groups;
}

function room(group, measure) {
  for (const tile of group.tiles) tile.need = measure(tile.text, true) + PADDING + BETWEEN;
  return (group.need = group.tiles.reduce((sum, tile) => sum + tile.need, 0));
}

function make(need, { from, to }, cells, slots, begin) {
  if (from === to) slots[from - begin] = Math.max(slots[from - begin], need);
  else widen(cells, from - begin, to - begin, need);
}

function widen(cells, from, to, need) {
  let width = 0;
  for (let c = from; c < to; c++) width += cells[c];
  if (width < need) for (let c = from; c < to; c++) cells[c] += (need - width) / (to - from);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What a reader takes for one character, with the code points that make it. */
function clustersOf(characters, begin, end) {
  let at = begin;
  const text = characters
    .slice(begin, end)
    .map((character) => (character === GAP ? "\n" : character))
    .join("");
  return [...segmenter.segment(text)].map(({ segment }) => {
    const n = [...segment].length;
    at += n;
    return { at: at - n, n, text: characters[at - n] === GAP ? "" : segment };
  });
}

/** Breaks the row of characters into lines, where possible between words of all tokenizers. */
function cut(value, tiles, clusters, cells, slots, begin, end, lineWidth) {
  const crossing = crossings(tiles, clusters, begin, end);
  const lines = [];
  let start = begin;
  while (start < end) {
    let x = 0;
    let stop = start;
    let best = -1;
    while (stop < end) {
      const next = x + slots[stop - begin] + cells[stop - begin] + (stop + 1 === end ? slots[end - begin] : 0);
      if (next > lineWidth && stop > start) break;
      x = next;
      stop++;
      if (crossing[stop - begin] === 0) best = stop;
    }
    if (stop < end && best > start) stop = best;
    lines.push(lineOf(value, tiles, clusters, cells, slots, begin, start, stop, end, crossing));
    start = stop;
  }
  return lines;
}

/** Per place how many tokens (and clusters) a cut there would part. */
function crossings(tiles, clusters, begin, end) {
  const changes = new Int32Array(end - begin + 2);
  const add = (from, to) => {
    if (to - from < 2) return;
    changes[from + 1 - begin]++;
    changes[to - begin]--;
  };
  for (const row of tiles) for (const { from, to } of row) add(from, to);
  for (const { at, n } of clusters) add(at, at + n);
  let sum = 0;
  return Array.from({ length: end - begin + 1 }, (_, c) => (sum += changes[c]));
}

function lineOf(value, tiles, clusters, cells, slots, begin, start, stop, end, crossing) {
  const xs = new Float32Array(stop - start + 1); // the left edge of each character
  let x = 0;
  for (let c = start; c < stop; c++) {
    x += slots[c - begin];
    xs[c - start] = x;
    x += cells[c - begin];
  }
  xs[stop - start] = x;
  const width = x + (stop === end ? slots[end - begin] : 0);
  const right = (c) => (c >= stop ? x : xs[c - start - 1] + cells[c - 1 - begin]);
  const rows = tiles.map((row) =>
    placed(
      row.filter((tile) => onLine(tile, start, stop, end)),
      { xs, start, stop, right, slots, begin },
    ),
  );
  const glyphs = clusters
    .filter(({ at }) => at >= start && at < stop)
    .map(({ at, n, text }) => ({
      text,
      at,
      n,
      x: xs[at - start],
      width: right(Math.min(stop, at + n)) - xs[at - start],
    }));
  const edges = [];
  for (let c = start + 1; c < stop; c++)
    if (crossing[c - begin] === 0 && c !== value.gap && c - 1 !== value.gap && edgeOfAll(tiles, c))
      edges.push(xs[c - start] - slots[c - begin] / 2);
  return { begin: start, end: stop, width, glyphs, edges, rows };
}

const onLine = ({ from, to }, start, stop, end) =>
  from === to ? from >= start && (from < stop || stop === end) : to > start && from < stop;

/** True where every row that is not one of single characters has a token begin or end. */
function edgeOfAll(tiles, place) {
  const rows = tiles.filter((row) => row.some(({ from, to }) => to - from > 1));
  return rows.length > 1 && rows.every((row) => hasEdge(row, place));
}

function hasEdge(row, place) {
  const first = lowest(row.length, (at) => row[at].to >= place);
  for (let i = first; i < row.length && row[i].from <= place; i++)
    if (row[i].from === place || row[i].to === place) return true;
  return false;
}

function placed(row, { xs, start, stop, right, slots, begin }) {
  const found = [];
  let taken = -1; // where the tile before ends, when two share a character
  for (const { from, to, tiles } of groupsOf(row)) {
    const [a, b] = [Math.max(from, start), Math.min(to, stop)];
    let x = from === to ? (from >= stop ? right(stop) : xs[from - start] - slots[from - begin]) : xs[a - start];
    const before = found.at(-1);
    if (before && from < to && x < taken) {
      before.width = (x + taken) / 2 - before.x;
      x = before.x + before.width;
    }
    const width = from === to ? tiles.reduce((sum, { need }) => sum + need, 0) : right(b) - x;
    const scale = width / tiles.reduce((sum, { need }) => sum + need, 0);
    let at = x;
    for (const tile of tiles) {
      found.push({
        ...tile,
        x: at,
        width: tile.need * scale,
        opensBefore: tile.opensBefore || from < start,
        opensAfter: tile.opensAfter || to > stop,
      });
      at += tile.need * scale;
    }
    taken = at;
  }
  return found;
}
