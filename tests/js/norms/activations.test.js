import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  decodeActivations,
  isCell,
  largestCell,
  nextPosition,
  normalisedAll,
} from "../../../assets/js/norms/activations.js";
import { featureMeans, tokenMeans } from "../../../assets/js/norms/told.js";
import { fixture } from "../page.js";

const norms = fixture("norms");

/** A batch of real statistics, made by Python: two sentences of two and three tokens, four features, two groups. */
const payload = /** @type {any} */ (norms.payload);
const activations = decodeActivations(payload, norms.table);
const cells = [...Array(2).keys()].flatMap((b) =>
  [...Array(3).keys()].flatMap((p) => [...Array(4).keys()].map((d) => ({ b, p, d }))),
);
const real = cells.filter(({ b, p }) => !activations.isPadding(b, p));
const near = (/** @type {number} */ a, /** @type {number} */ b) =>
  assert.ok(Math.abs(a - b) < 1e-3, `${a} is not ${b}`);

describe("a decoded batch", () => {
  test("knows its shape and what is padding", () => {
    assert.deepEqual([activations.nSentences, activations.nPositions, activations.dModel], [2, 3, 4]);
    assert.deepEqual(activations.spans, norms.spans);
    assert.equal(activations.nTokens + activations.nPadding, 6);
  });

  for (const name of Object.keys(norms.table))
    test(`has every real cell in one slice of the ${name} norm`, () => {
      const norm = activations.norms[name];
      const covered = new Map();
      for (const { index, ...at } of norm.slices())
        for (const cell of real.filter((one) => norm.indexOf(one) === index)) {
          assert.ok(!covered.has(cell), `${JSON.stringify(at)} meets another slice`);
          covered.set(cell, index);
        }
      assert.equal(covered.size, real.length);
    });

  for (const name of Object.keys(norms.table))
    test(`has the mean and variance that Python measured for the ${name} norm`, () => {
      const norm = activations.norms[name];
      for (const cell of real) {
        const slice = real.filter((one) => norm.indexOf(one) === norm.indexOf(cell)).map(activations.at);
        const mean = norm.isCentred ? slice.reduce((sum, x) => sum + x, 0) / slice.length : 0;
        near(norm.mean[norm.indexOf(cell)], mean);
        near(norm.variance[norm.indexOf(cell)], slice.reduce((sum, x) => sum + (x - mean) ** 2, 0) / slice.length);
      }
    });

  test("lights the boxes of a slice: together they hold exactly its cells", () => {
    for (const norm of Object.values(activations.norms))
      for (const cell of real) {
        const boxes = norm.sliceOf(cell);
        const isIn = (/** @type {typeof cell} */ { b, p, d }) =>
          boxes.some(
            ({ b: row, positions, features }) =>
              row === b && p >= positions[0] && p < positions[1] && d >= features[0] && d < features[1],
          );
        const expected = real.filter((one) => norm.indexOf(one) === norm.indexOf(cell));
        assert.deepEqual(real.filter(isIn), expected, norm.name);
      }
  });

  test("normalises to mean 0 along what the norm averages over, and leaves padding at 0", () => {
    const layer = normalisedAll(activations.norms.layer, activations);
    for (const mean of tokenMeans(activations, layer)) near(mean, 0);
    const batch = normalisedAll(activations.norms.batch, activations);
    for (const mean of featureMeans(activations, batch)) near(mean, 0);
    for (const [i, { b, p }] of cells.entries()) if (activations.isPadding(b, p)) assert.equal(layer[i], 0);
  });
});

describe("a cell", () => {
  test("is one where there is a token", () => {
    assert.ok(real.every((cell) => isCell(cell, activations)));
    assert.ok(!isCell({ b: 0, p: 0, d: 4 }, activations));
    assert.ok(!isCell(null, activations));
    assert.ok(cells.filter((cell) => !real.includes(cell)).every((cell) => !isCell(cell, activations)));
  });

  test("of the largest size is where the eye goes first", () => {
    const found = largestCell(activations);
    const sizes = real.filter(({ b, p }) => b === 0 && p > activations.spans[0][0]).map(activations.at);
    assert.equal(Math.abs(activations.at(found)), Math.max(...sizes.map(Math.abs)));
  });

  test("walks on from one sentence into the next, and stops at the ends", () => {
    const [first, second] = activations.spans;
    const end = { b: 0, p: first[1] - 1, d: 2 };
    assert.deepEqual(nextPosition(end, 1, activations), { b: 1, p: second[0], d: 2 });
    assert.deepEqual(nextPosition({ b: 1, p: second[0], d: 2 }, -1, activations), end);
    assert.deepEqual(nextPosition({ b: 0, p: first[0], d: 1 }, -1, activations), { b: 0, p: first[0], d: 1 });
  });
});
