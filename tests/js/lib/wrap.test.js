import assert from "node:assert/strict";
import { test } from "node:test";
import { graphemes } from "../../../assets/js/lib/graphemes.js";
import { wrapped } from "../../../assets/js/lib/wrap.js";

/** Wide letters are two wide, as on paper. @param {string} text */
const measure = (text) =>
  graphemes(text).reduce((sum, one) => sum + (/[\p{sc=Han}\p{Emoji_Presentation}，。“”]/u.test(one) ? 2 : 1), 0);

/** @param {string} text @param {number} width @param {number} [most] */
const lines = (text, width, most) => wrapped(text, width, measure, most);

test("a short text is one line, an empty one none", () => {
  assert.deepEqual(lines("It was late.", 20), ["It was late."]);
  assert.deepEqual(lines(" \n ", 20), []);
});

test("words stay whole, and every kind of white space is one space", () => {
  assert.deepEqual(lines("The  animal\ndidn't cross the\tstreet.", 12), ["The animal", "didn't cross", "the street."]);
});

test("Chinese breaks between words without a space, and no line begins with a comma or ends with a quotation", () => {
  const text = "那只动物没有过马路，因为它太累了。“再见”，它说。";
  const found = lines(text, 12);
  assert.equal(found.join(""), text);
  assert.ok(found.length >= 4);
  for (const line of found) {
    assert.ok(measure(line) <= 12, line);
    assert.doesNotMatch(line, /^[，。”]/);
    assert.doesNotMatch(line, /“$/);
  }
});

test("what is longer than a line breaks between characters as people count them", () => {
  const family = "👨‍👩‍👧";
  const found = lines(family.repeat(7), 6);
  assert.equal(found.join(""), family.repeat(7));
  assert.ok(found.every((line) => graphemes(line).every((one) => one === family)));
  const address = `https://example.org/?text=${"a".repeat(90)}`;
  assert.equal(lines(address, 20).join(""), address);
});

test("the last line that there is room for says that more would follow", () => {
  const found = lines("one two three four five six seven eight nine ten", 9, 3);
  assert.equal(found.length, 3);
  assert.match(found[2], /…$/);
  assert.ok(found.every((line) => measure(line) <= 9));
  assert.deepEqual(lines("one two three", 9, 2), ["one two", "three"]);
});

test("a text of a whole book is not measured to its end", () => {
  let n = 0;
  wrapped("word ".repeat(100_000), 50, (text) => ++n && text.length, 6);
  assert.ok(n < 5000);
});
