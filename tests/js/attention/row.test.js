import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeAttention } from "../../../assets/js/attention/data.js";
import {
  byWeight,
  cellRows,
  changeRows,
  isBlind,
  products,
  ranked,
  shownKeys,
  softmax,
  strongestKey,
  sum,
} from "../../../assets/js/attention/row.js";
import { fixture } from "../page.js";

/** @import { Head, Stack } from "../../../assets/js/attention/data.js" */

const stack = /** @type {Stack} */ (decodeAttention(fixture("attention")[0].payload).stacks.get("self"));
const head = /** @type {Head} */ (stack.map(stack.first));
const near = (/** @type {number} */ a, /** @type {number} */ b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} ≠ ${b}`);

test("softmax's weights sum to 1, and do not change when all scores do", () => {
  const scores = [1.5, -2, 0.25, 3];
  const { exponentials, total, highest } = softmax(scores, [1, 1, 1, 1]);
  near(sum(exponentials.map((one) => one / total)), 1);
  assert.equal(highest, 3);
  const moved = softmax(
    scores.map((score) => score + 700),
    [1, 1, 1, 1],
  );
  for (const [i, one] of exponentials.entries()) near(one / total, moved.exponentials[i] / moved.total);
});

test("what a mask forbids weighs nothing in softmax, however high its score", () => {
  const { exponentials, total, highest } = softmax([1, 900, 1], [1, 0, 1]);
  assert.deepEqual(exponentials, [1, 0, 1]);
  assert.deepEqual([total, highest], [2, 1]);
  assert.equal(softmax([5, 6], [0, 0]).total, 0);
});

test("keys are ranked by weight, and only those that a query may look at", () => {
  for (const query of stack.queries.keys()) {
    const rows = ranked(head, stack, query);
    assert.equal(rows.length, query + 1); // causal
    assert.ok(rows.every(({ weight }, i) => i === 0 || weight <= rows[i - 1].weight));
    assert.ok(rows.every(({ key, weight }) => weight === head.weight(query, key)));
    assert.equal(strongestKey(head, stack, query), rows[0].key);
    assert.ok(!isBlind(head, stack, query));
  }
});

test("the products of two vectors sum to their scalar product", () => {
  const [a, b] = [Float32Array.of(1, -2, 0.5), Float32Array.of(4, 3, 2)];
  assert.deepEqual(products(a, b), [4, -6, 1]);
  assert.equal(sum(products(a, b)), -1);
  assert.equal(sum(products(a, a)), sum(a.map((value) => value ** 2)));
});

test("a long row shows its strongest keys and the one at hand, in reading order", () => {
  const weights = [0.1, 0.4, 0, 0.3, 0.2];
  assert.deepEqual(byWeight(weights), [1, 3, 4, 0, 2]);
  assert.deepEqual(shownKeys(weights, 2, 2), [1, 2, 3]);
  assert.deepEqual(shownKeys(weights, 2, 3), [1, 3]);
  assert.deepEqual(shownKeys(weights, 5, 2), [0, 1, 2, 3, 4]);
});

test("all cells of a map are a line each, below their names", () => {
  const [names, ...rows] = cellRows(head, stack);
  assert.equal(rows.length, stack.nQueries * stack.nKeys);
  assert.ok(rows.every((row) => row.length === names.length));
  const last = rows[rows.length - 1];
  assert.deepEqual(last, [4, "w4", 4, "w4", true, head.weight(4, 4), head.score(4, 4)]);
});

test("two maps stand beside each other, cell by cell, empty where a mask forbids", () => {
  const [names, ...rows] = changeRows(head, head, stack);
  assert.equal(rows.length, stack.nQueries * stack.nKeys);
  assert.equal(names.length, 6);
  for (const [query, , key, , before, after] of rows) {
    const isBelow = Number(key) <= Number(query);
    assert.deepEqual([before, after], isBelow ? Array(2).fill(head.weight(Number(query), Number(key))) : ["", ""]);
  }
});
