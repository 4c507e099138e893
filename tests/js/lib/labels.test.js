import assert from "node:assert/strict";
import { test } from "node:test";
import { columnRoom, every, fitted, leans } from "../../../assets/js/lib/labels.js";

const byLength = (/** @type {string} */ text) => 10 * [...text].length;

test("a text that fits stays, a longer one fills the room", () => {
  assert.equal(fitted("street", 60, byLength), "street");
  assert.equal(fitted("streets", 60, byLength), "stree…");
  assert.equal(fitted("streets", 5, byLength), "…");
});

test("what is cut has a room that is not larger, and one character more would be", () => {
  const text = "The animal didn't cross the street";
  for (let width = 10; width < byLength(text); width += 7) {
    const shown = fitted(text, width, byLength);
    assert.ok(byLength(shown) <= width);
    assert.ok(byLength(shown) + 10 > width);
  }
});

test("labels are as dense as their type allows", () => {
  assert.equal(every(40), 1);
  assert.ok(every(3) * 3 >= 14);
  assert.ok((every(3) - 1) * 3 < 14);
});

test("leaning labels need room beside the last column, upright ones do not", () => {
  const labels = { texts: ["a", "street"], widths: [8, 60], longest: 60 };
  assert.ok(leans(30) && columnRoom(labels, 30).beside > 0);
  assert.ok(!leans(10) && columnRoom(labels, 10).beside === 0);
  assert.ok(columnRoom(labels, 30).above < columnRoom(labels, 10).above);
});
