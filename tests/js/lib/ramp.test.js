import assert from "node:assert/strict";
import { test } from "node:test";
import { amount, cssOf, difference, divergence, mixed, pixelsOf, sequence } from "../../../assets/js/lib/ramp.js";

const ramp = sequence([255, 255, 255], [0, 114, 178]);
const both = divergence([0, 0, 255], [250, 250, 250], [255, 128, 0]);

test("a ramp begins and ends with its colours", () => {
  assert.equal(ramp.length, 256);
  assert.equal(cssOf(ramp[0]), "#ffffff");
  assert.equal(cssOf(ramp[255]), "#0072b2");
});

test("nothing is the page's colour, the most is full colour, more is no more", () => {
  const pixelOf = amount(ramp, 0.5);
  assert.equal(pixelOf(0), ramp[0]);
  assert.equal(pixelOf(0.5), ramp[255]);
  assert.equal(pixelOf(7), ramp[255]);
  assert.equal(pixelOf(0.25), ramp[128]);
});

test("a map of zeros is empty, and so is what is not a number", () => {
  assert.equal(amount(ramp, 0)(0), ramp[0]);
  assert.equal(amount(ramp, 1)(Number.NaN), ramp[0]);
});

test("zero is the very middle of differences", () => {
  assert.equal(both.length % 2, 1);
  assert.equal(cssOf(difference(both, 3)(0)), "#fafafa");
});

test("differences of one size and two signs are equally strong", () => {
  const pixelOf = difference(both, 2);
  assert.equal(cssOf(pixelOf(-2)), "#0000ff");
  assert.equal(cssOf(pixelOf(2)), "#ff8000");
  assert.equal(pixelOf(-9), pixelOf(-2));
  const levelOf = (/** @type {number} */ value) => both.indexOf(pixelOf(value));
  for (let size = 0; size <= 2; size += 0.01) assert.equal(levelOf(size) + levelOf(-size), both.length - 1);
});

test("pixels are red, green, blue, opaque in memory", () => {
  assert.deepEqual([...new Uint8Array(pixelsOf([[1, 2, 3]]).buffer)], [1, 2, 3, 255]);
});

test("a mixture goes straight from one to the other", () => {
  assert.deepEqual(mixed([0, 100, 200], [100, 0, 200], 0.25), [25, 75, 200]);
});
