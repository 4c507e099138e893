import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenRows, readRows, tokenOf } from "../../../assets/js/tokens/columns.js";
import { CHUNK, chunkStarts, layOut } from "../../../assets/js/tokens/layout.js";
import { dropped } from "../../../assets/js/tokens/line.js";
import { fixture, page } from "../page.js";

page();
const rows = readRows(fixture("tokens"));
const end = rows.characters.length;
const measure = (/** @type {string} */ text) => 7 * [...text].length;
const [line] = layOut(rows, 0, end, Infinity, measure);
const near = (/** @type {number} */ a, /** @type {number} */ b) => Math.abs(a - b) < 0.01;

test("every token has its tile, in order", () => {
  for (const [r, { n }] of rows.rows.entries())
    assert.deepEqual(
      line.rows[r].map(({ i }) => i),
      Array.from({ length: n }, (_, i) => i),
    );
});

test("tokens that were put in are left out where they are not shown", () => {
  const [without] = layOut(chosenRows(rows, [], false), 0, end, Infinity, measure);
  assert.equal(without.rows[2].length, rows.rows[2].n - 3);
  assert.ok(without.width < line.width);
});

test("the same character begins at the same place in every row", () => {
  const glyphAt = new Map(line.glyphs.map(({ at, x }) => [at, x]));
  const firsts = line.rows.flatMap((tiles) =>
    tiles.filter((tile, i) => tile.from < tile.to && tile.from !== tiles[i - 1]?.from && glyphAt.has(tile.from)),
  );
  assert.ok(firsts.length > 60);
  for (const { from, x } of firsts) assert.ok(near(x, glyphAt.get(from) ?? Number.NaN));
});

test("no tile lies on another, and each has room for its text", () => {
  for (const tiles of line.rows)
    for (const [n, { x, width, need }] of tiles.entries()) {
      assert.ok(width >= need - 0.01);
      assert.ok(n === 0 || x >= tiles[n - 1].x + tiles[n - 1].width - 0.01);
      assert.ok(x + width <= line.width + 0.01);
    }
});

test("a cluster of several code points is one glyph, the blanks are empty", () => {
  const astronaut = line.glyphs.find(({ n }) => n === 3);
  assert.equal(astronaut?.text, "👩\u200d🚀");
  assert.equal(line.glyphs.find(({ at }) => rows.characters[at] === " ")?.text, "");
});

test("an edge is where all rows of longer tokens cut", () => {
  const x = line.glyphs.find(({ at }) => rows.characters.slice(at).join("").startsWith("tired"))?.x ?? 0;
  const space = line.glyphs.findLast((glyph) => glyph.x < x)?.x ?? 0;
  assert.ok(!line.edges.some((edge) => near(edge, x))); // the space belongs to GPT's token
  assert.ok(line.edges.some((edge) => near(edge, space)));
});

test("lines take up where the one before ends, and keep to their width", () => {
  for (const width of [60, 150, 320, 700]) {
    const lines = layOut(rows, 0, end, width, measure);
    assert.deepEqual([lines[0].from, lines.at(-1)?.to], [0, end]);
    for (const [n, one] of lines.entries()) {
      assert.equal(one.from, n ? lines[n - 1].to : 0);
      assert.ok(one.width <= width || one.to - one.from === 1);
    }
  }
});

test("lines break between words of all tokenizers where there is room for one", () => {
  for (const { to } of layOut(rows, 0, end, 440, measure).slice(0, -1)) // an astronaut is 11 bytes
    for (const row of rows.rows)
      for (let i = 0; i < row.n; i++) assert.ok(row.to[i] <= to || row.from[i] >= to, tokenOf(rows, row, i).piece);
});

test("a token that a line break parts goes on, and is open where it does", () => {
  const lines = layOut(rows, 0, end, 60, measure);
  const parts = lines.flatMap(({ rows: [, tiles] }) => tiles).filter(({ i }) => rows.rows[1].to[i] === 3);
  assert.ok(parts.length > 0);
  assert.ok(parts.every(({ opensBefore }, n) => opensBefore === n > 0));
  assert.ok(parts.every(({ opensAfter }, n) => opensAfter === n < parts.length - 1));
});

test("what no token stands for is marked: the spaces of BERT, nothing of GPT", () => {
  assert.deepEqual(dropped(rows, rows.rows[1], line), []);
  const gone = dropped(rows, rows.rows[2], line).map(([from, to]) => rows.characters.slice(from, to).join(""));
  assert.ok(gone.length > 3);
  assert.ok(gone.every((text) => text === " "));
});

test("a long text is cut into stretches, between words", () => {
  const long = [..."The cat sat. ".repeat(100)];
  const starts = chunkStarts(long);
  assert.equal(starts[0], 0);
  assert.ok(
    starts.slice(1).every((start, n) => long[start] === " " && start - starts[n] <= CHUNK && start > starts[n]),
  );
  assert.deepEqual(chunkStarts([..."x".repeat(600)]), [0, CHUNK, 2 * CHUNK]); // no space to part at
  assert.deepEqual(chunkStarts([..."short"]), [0]);
});

test("stretches laid out one by one hold every token that covers something once, or in parts that are open", () => {
  const half = 12;
  const lines = [layOut(rows, 0, half, Infinity, measure), layOut(rows, half, end, Infinity, measure)].flat();
  for (const [r, { n }] of rows.rows.entries())
    assert.deepEqual([...new Set(lines.flatMap((one) => one.rows[r].map(({ i }) => i)))].length, n);
});
