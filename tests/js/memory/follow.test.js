import assert from "node:assert/strict";
import { test } from "node:test";
import { followed } from "../../../assets/js/memory/follow.js";

const tokens = (/** @type {string} */ text) => text.split(" ").map((label) => ({ label }));

test("a token before an edit stays, one behind it moves along, one that was edited is gone", () => {
  const [before, after] = [tokens("the cat sat on the mat"), tokens("the big black cat sat on the mat")];
  assert.deepEqual(
    before.map((_, place) => followed(before, after, place)),
    [0, 3, 4, 5, 6, 7],
  );
  assert.equal(followed(tokens("a b c"), tokens("a x c"), 1), null);
  assert.equal(followed(tokens("a b c"), tokens("x y"), 2), null);
});

test("wherever a token is followed to, it is the same token", () => {
  const texts = ["a a b", "a b", "b a a b", "a", "c a b a"].map(tokens);
  for (const before of texts)
    for (const after of texts)
      for (const place of before.keys()) {
        const found = followed(before, after, place);
        if (before === after) assert.equal(found, place);
        if (found !== null) assert.equal(after[found].label, before[place].label);
      }
});
