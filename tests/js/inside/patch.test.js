import assert from "node:assert/strict";
import { test } from "node:test";

import { biasOf, gridOf, odds, ranked } from "../../../assets/js/inside/contributions_data.js";
import { differing, strongest } from "../../../assets/js/inside/patch_data.js";

/** @param {string} kind @param {number} value @param {number | null} layer @param {number | null} head */
const part = (kind, value, layer = null, head = null) => ({ kind, name: kind, value, layer, head, position: null });
const parts = [
  part("embed", 0.25),
  part("head", 1, 0, 0),
  part("head", -2, 0, 1),
  part("mlp", 0.5, 0),
  part("bias", 3, 0),
  part("bias", -1),
];

test("the grid has a row for each block, and holds neither embeddings nor biases", () => {
  const { layers, heads, hasMlp, at } = gridOf(parts);
  assert.deepEqual([layers, heads, hasMlp], [[0], [0, 1], true]);
  assert.deepEqual([at(0, 0), at(0, 1), at(0, null), at(1, 0)], [1, -2, 0.5, null]);
});

test("biases are one part, and nothing of the sum is lost in what is not told", () => {
  assert.equal(biasOf(parts), 2);
  const { largest, nRest, rest } = ranked(parts, 2);
  assert.deepEqual(
    largest.map(({ kind, value }) => [kind, value]),
    [
      ["head", -2],
      ["bias", 2],
    ],
  );
  assert.deepEqual([nRest, rest], [3, 1.75]);
});

test("a difference of logits is a ratio of probabilities", () => {
  assert.equal(odds(-Math.log(8)).toFixed(6), "8.000000");
});

test("where two sentences differ, and where most of the difference is", () => {
  const token = (/** @type {number} */ id) => ({ id, label: "", text: "", special: false, start: 0, end: 1 });
  const tokens = [1, 2, 3].map(token);
  assert.deepEqual(differing({ tokens, others: [1, 5, 3].map(token) }), [1]);
  const shares = { shape: [1, 3], data: [], at: (/** @type {number[]} */ ...[, column]) => [0.1, 0.9, -1][column] };
  assert.deepEqual(strongest(/** @type {any} */ ({ tokens, shares }), 0), { position: 1, share: 0.9 });
});
