import assert from "node:assert/strict";
import { test } from "node:test";
import { addends, angle, sinusoid } from "../../../assets/js/tokens/sum.js";

const D = 4;
const matrix = (/** @type {number[][]} */ rows) => ({
  shape: [rows.length, D],
  data: Float32Array.from(rows.flat()),
  at: (/** @type {number[]} */ row, /** @type {number} */ column) => rows[Number(row)][column],
});

/** @param {Record<string, unknown>} [parts] */
const vectors = (parts = {}) =>
  /** @type {import("../../../assets/js/tokens/sum.js").Vectors} */ (
    /** @type {unknown} */ ({
      tokens: [{ id: 7 }, { id: 9 }],
      embedding: matrix([
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ]),
      positions: null,
      first_position: 0,
      segments: null,
      segment_table: null,
      dModel: D,
      ...parts,
    })
  );
const positions = matrix([
  [10, 10, 10, 10],
  [20, 20, 20, 20],
  [30, 30, 30, 30],
]);

test("an embedding alone is no sum", () => {
  assert.deepEqual(
    addends(vectors(), 1).map(({ part, row, values }) => [part, row, [...values]]),
    [["embedding", 9, [5, 6, 7, 8]]],
  );
});

test("the last of several is the sum of the others", () => {
  const segment_table = matrix([
    [0.5, 0, 0, 0],
    [0, 0.5, 0, 0],
  ]);
  const found = addends(vectors({ positions, segments: [0, 1], segment_table }), 1);
  assert.deepEqual(
    found.map(({ part }) => part),
    ["embedding", "position", "segment", "sum"],
  );
  assert.deepEqual([...(found.at(-1)?.values ?? [])], [25, 26.5, 27, 28]);
});

test("positions are counted from the first that the model gives, and end with the table", () => {
  const rowOf = (/** @type {number} */ first_position) =>
    addends(vectors({ positions, first_position }), 1).find(({ part }) => part === "position")?.row;
  assert.equal(rowOf(1), 2);
  assert.equal(rowOf(2), undefined);
});

test("position 0 is 0 and 1 by turns", () => {
  for (let i = 0; i < 8; i++) assert.equal(sinusoid(0, i, 8), i % 2);
});

test("the two features of an angle are its sine and cosine", () => {
  for (const position of [1, 17, 255])
    for (let i = 0; i < 64; i += 2) {
      assert.equal(angle(position, i, 64), angle(position, i + 1, 64));
      assert.ok(Math.abs(sinusoid(position, i, 64) ** 2 + sinusoid(position, i + 1, 64) ** 2 - 1) < 1e-12);
    }
});

test("a step on turns each pair of features by the same angle, wherever it is taken", () => {
  const step = 5;
  for (const position of [0, 3, 100])
    for (let i = 0; i < 16; i += 2) {
      const [sin, cos] = [sinusoid(position, i, 16), sinusoid(position, i + 1, 16)];
      const [s, c] = [sinusoid(step, i, 16), sinusoid(step, i + 1, 16)];
      assert.ok(Math.abs(sinusoid(position + step, i, 16) - (sin * c + cos * s)) < 1e-12);
    }
});

test("wavelengths grow from 2π to 10,000 times that", () => {
  assert.equal(angle(1, 0, 64), 1);
  assert.ok(Math.abs(angle(1, 62, 64) - 10_000 ** (-62 / 64)) < 1e-15);
});
