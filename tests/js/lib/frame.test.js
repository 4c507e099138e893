import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutFrame, readableAddress } from "../../../assets/js/lib/frame.js";
import { graphemes } from "../../../assets/js/lib/graphemes.js";

const ADDRESS = "https://example.org/?lab=attention&text=The+animal";
const ABOUT = {
  title: "Attention",
  model: "GPT",
  setting: "Layer 5 · head 4",
  text: "The animal didn't cross the street.",
};

/** @param {string} text @param {number} size */
const measure = (text, size) =>
  graphemes(text).reduce((sum, one) => sum + size * (/[\p{sc=Han}\p{Emoji_Presentation}]/u.test(one) ? 1 : 0.5), 0);

/** @param {Partial<typeof ABOUT>} about @param {{ width: number, height: number }} [picture] */
const laidOut = (about, picture = { width: 600, height: 300 }) =>
  layOutFrame({ ...ABOUT, ...about }, ADDRESS, picture, measure);

/** @param {ReturnType<typeof laidOut>} frame @param {string} role */
const said = ({ lines }, role) => lines.filter((line) => line.role === role).map(({ text }) => text);

test("a picture says its title, model, setting, text and link", () => {
  const frame = laidOut({});
  assert.deepEqual(said(frame, "title"), ["Attention"]);
  assert.deepEqual(said(frame, "model"), ["GPT · Layer 5 · head 4"]);
  assert.deepEqual(said(frame, "text"), [`“${ABOUT.text}”`]);
  assert.equal(said(frame, "link").join(""), ADDRESS);
});

test("what is not there leaves no gap", () => {
  const frame = laidOut({ model: undefined, setting: undefined, text: "" });
  assert.deepEqual(
    frame.lines.map(({ role }) => role),
    ["title", "link"],
  );
  assert.ok(frame.top < laidOut({}).top);
});

for (const [name, text] of Object.entries({
  Chinese: "那只动物没有过马路，因为它太累了。".repeat(12),
  emoji: "👩‍🚀🌈🦊".repeat(80),
  "one long word": "a".repeat(700),
  English: "The animal didn't cross the street because it was too tired. ".repeat(20),
}))
  test(`no line leaves the frame or lies on another: ${name}`, () => {
    for (const width of [200, 600, 1800]) {
      const picture = { width, height: 300 };
      const frame = layOutFrame({ ...ABOUT, text, title: text }, `${ADDRESS}${text}`, picture, measure);
      const boxes = frame.lines.map(({ y, size }) => ({ top: y - size, bottom: y + 0.25 * size }));
      for (const [i, { text: line, x, size }] of frame.lines.entries()) {
        assert.ok(x + measure(line, size) <= frame.width - x + 1e-6, line);
        if (i > 0) assert.ok(boxes[i].top >= boxes[i - 1].bottom - 1e-6);
      }
      const [above, below] = [boxes.filter(({ top }) => top < frame.top), boxes.filter(({ top }) => top >= frame.top)];
      assert.ok(above.every(({ bottom }) => bottom <= frame.top));
      assert.ok(below.length > 0 && below.every(({ top }) => top >= frame.top + picture.height));
      assert.ok(boxes.every(({ bottom }) => bottom <= frame.height));
      assert.ok(frame.left + width <= frame.width);
    }
  });

test("a picture is whole pixels, so that none at its edge is half clear", () => {
  const { width, height } = laidOut({}, { width: 701.3, height: 300.7 });
  assert.ok(Number.isInteger(width) && Number.isInteger(height));
});

test("type grows with a picture that has to be shrunk to fit on a slide", () => {
  const sizeOf = (/** @type {number} */ width) => laidOut({}, { width, height: 300 }).lines[0].size;
  assert.equal(sizeOf(300), sizeOf(700));
  assert.ok(sizeOf(1400) > 1.5 * sizeOf(700));
  assert.ok(sizeOf(9000) <= 3 * sizeOf(700));
});

test("a link is read in every script, and stays one", () => {
  const typed = "https://example.org/?text=你好 é+x&a=1%2B1";
  const sent = new URL(typed).href;
  const read = readableAddress(sent);
  assert.match(read, /你好%20é\+x&a=1%2B1$/);
  assert.equal(new URL(read).href, sent);
  for (const odd of ["https://example.org/?a=%E4%BD", "https://example.org/?a=%E3%80%80b%E2%80%AE"]) {
    assert.equal(readableAddress(odd), odd);
  }
});
