import assert from "node:assert/strict";
import { test } from "node:test";

import { mostReached, shareElsewhere, strength } from "../../../assets/js/inside/backward/data.js";
import { readNumbers, spellNumbers } from "../../../assets/js/inside/backward/net_data.js";

const sizes = [
  [4, 3, 2, 1],
  [0, 0, 0, 5],
];
/** @type {any} */
const shown = {
  position: 3,
  tokens: [{ special: true }, { special: false }, { special: false }, { special: false }],
  norms: { at: (/** @type {number} */ row, /** @type {number} */ column) => sizes[row][column] },
};

test("what lies elsewhere is all but the asked position", () => {
  assert.equal(shareElsewhere(shown, 0), 0.9);
  assert.equal(shareElsewhere(shown, 1), 0);
});

test("the token that most comes back to is a token of the text", () => {
  assert.equal(mostReached(shown), 1);
});

test("a thousandth of the largest is the palest, nothing is none", () => {
  assert.equal(strength(5, 5), 1);
  assert.ok(Math.abs(strength(0.005, 5)) < 1e-9);
  assert.equal(strength(0, 5), 0);
});

const first = { x1: 1, x2: 2, w1: -1, w2: -1.5, b: 0, target: 1 };

test("numbers come back from a link as they went there", () => {
  const numbers = { ...first, w1: 0.25, b: -2 };
  assert.deepEqual(readNumbers(spellNumbers(numbers), first), numbers);
});

test("a link that cannot be read opens the first net", () => {
  for (const said of [undefined, "", "1,2,3", "1,2,x,4,5,6", "1,2,,4,5,6"])
    assert.deepEqual(readNumbers(said, first), first);
});
