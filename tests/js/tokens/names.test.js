import assert from "node:assert/strict";
import { test } from "node:test";
import { nameLines } from "../../../assets/js/tokens/names.js";

const measure = (/** @type {string} */ text) => 7 * [...text].length;
const WIDTH = 7 * 17;
const lines = (/** @type {string} */ name) => nameLines(name, WIDTH, measure);

test("a short name stands on one line", () => {
  assert.deepEqual(lines("GPT · LSTM"), ["GPT · LSTM"]);
});

test("a long name is parted between models, else between words", () => {
  assert.deepEqual(lines("GPT (English) · LSTM (English)"), ["GPT (English) ·", "LSTM (English)"]);
  assert.deepEqual(lines("GPT · LSTM · RNN no. 2"), ["GPT · LSTM ·", "RNN no. 2"]);
  assert.deepEqual(lines("Google's Chinese BERT"), ["Google's Chinese", "BERT"]);
});

test("no line is wider than its room, whatever the name", () => {
  const hostile = [
    "x".repeat(200),
    "中文".repeat(40),
    `a · ${"b".repeat(90)}`,
    "a b c ".repeat(30),
    " · · · ".repeat(9),
  ];
  for (const name of hostile) {
    const found = lines(name);
    assert.ok(found.length <= 2);
    for (const line of found) assert.ok(measure(line) <= WIDTH, line);
    assert.ok(found.at(-1)?.endsWith("…"));
  }
});
