import assert from "node:assert/strict";
import { test } from "node:test";
import {
  deedsOf,
  isAmong,
  readHeads,
  sorted,
  spellHeads,
  toggled,
  withLayer,
} from "../../../assets/js/attention/head_list.js";

/** @typedef {import("../../../assets/js/attention/head_list.js").At} At */

const SIZE = { nLayers: 4, nHeads: 3 };
/** @type {At[]} */
const HEADS = [
  [3, 2],
  [0, 1],
];
const column = (/** @type {string} */ name, /** @type {number[]} */ values, isShare = true) => ({
  name,
  isShare,
  values: Float32Array.from(values),
});

test("heads are read as they are spelled", () => {
  assert.equal(spellHeads(HEADS), "3.2 0.1");
  assert.deepEqual(readHeads(spellHeads(HEADS), SIZE), HEADS);
  assert.deepEqual(readHeads(spellHeads([]), SIZE), []);
  assert.deepEqual(readHeads(undefined, SIZE), []);
});

test("of a link those heads count that the model has", () => {
  for (const written of ["4.0", "0.3", "x", "-1.0", "1", "1.2.3", "99999.0", "<img src=x>"])
    assert.deepEqual(readHeads(written, SIZE), [], written);
  assert.deepEqual(readHeads("9.9 0.0 a.b 3.2", SIZE), [
    [0, 0],
    [3, 2],
  ]);
});

test("a head toggled twice is what it was", () => {
  const more = toggled(HEADS, [1, 1]);
  assert.ok(isAmong(more, [1, 1]) && !isAmong(HEADS, [1, 1]));
  assert.deepEqual(toggled(more, [1, 1]), HEADS);
  assert.deepEqual(toggled(HEADS, [3, 2]), [[0, 1]]);
});

test("a whole layer has each of its heads once", () => {
  const layer = withLayer(HEADS, 0, SIZE);
  assert.deepEqual(layer, [
    [3, 2],
    [0, 0],
    [0, 1],
    [0, 2],
  ]);
  assert.deepEqual(withLayer(layer, 0, SIZE), layer);
});

test("heads stand by a column, falling or rising, unknown ones at its lower end", () => {
  const scores = column("induction", [0.5, Number.NaN, 0.9, 0.5]);
  assert.deepEqual(sorted(4, scores, true), [2, 0, 3, 1]);
  assert.deepEqual(sorted(4, scores, false), [...sorted(4, scores, true)].reverse());
  assert.deepEqual(sorted(4, undefined, true), [0, 1, 2, 3]);
});

test("a head is called by what it clearly does, most clearly first, once", () => {
  const columns = [
    column("first_token", [0.41, 0.39]),
    column("induction", [0.5, 0.1]),
    column("entropy_bits", [3, 3], false),
    column("test_induction", [0.9, 0.2]),
  ];
  assert.deepEqual(deedsOf(columns, 0), ["induction", "first_token"]);
  assert.deepEqual(deedsOf(columns, 1), []);
});
