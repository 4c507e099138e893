import assert from "node:assert/strict";
import { test } from "node:test";
import { cellThere, counterpart, survivor } from "../../../assets/js/attention/same_word.js";

/**
 * A line of tokens, `[CLS]` and the like without characters.
 *
 * @param {string} text
 * @param {string[]} pieces in order
 */
function line(text, pieces) {
  let from = 0;
  const tokens = pieces.map((piece) => {
    const special = piece.startsWith("<|") || piece === "[CLS]" || piece === "[SEP]";
    if (special) return { label: piece, text: "", special, start: null, end: null };
    const start = [...text.slice(0, text.indexOf(piece, from))].length;
    from = text.indexOf(piece, from) + piece.length;
    return { label: piece.trim(), text: piece, special, start, end: start + [...piece].length };
  });
  return { text, tokens };
}

const TEXT = "Grobin loved it.";
const gpt = line(TEXT, ["<|endoftext|>", "Gro", "b", "in", " loved", " it", "."]);
const bert = line(TEXT, ["[CLS]", "Grob", "in", "loved", "it", ".", "[SEP]"]);

test("in the same text it is the token over the word's last character, whatever the tokenizer", () => {
  const found = gpt.tokens.map((_, i) => counterpart(i, gpt, bert));
  assert.deepEqual(found, [0, 1, 1, 2, 3, 4, 5]);
  assert.equal(counterpart(6, bert, gpt), null); // [SEP] has none
  assert.equal(counterpart(99, bert, gpt), null);
});

test("offsets count code points", () => {
  const one = line("👩 it", ["👩", " it"]);
  assert.equal(counterpart(1, one, line("👩 it", ["👩", " ", "it"])), 2);
});

test("in another sentence it is a token that reads the same, the nth for the nth", () => {
  const he = line("The boy saw the girl because he was kind.", "The boy saw the girl because he was kind .".split(" "));
  const she = line(
    "The boy saw the girl because she was kind.",
    "The boy saw the girl because she was kind .".split(" "),
  );
  assert.equal(counterpart(1, he, she), 1);
  assert.equal(counterpart(6, he, she), 6); // he and she: the word at the same place
  const owes = line("He owes me", ["He", "o", "w", "es", " me"]);
  assert.equal(counterpart(4, owes, line("I owe him", ["I", "o", "we", " him"])), 3);
  assert.equal(counterpart(4, owes, line("I owe him a lot", ["I", "o", "we", " him", " a", " lot"])), null);
});

test("a word that was chosen stays that word in a new text, and never becomes another", () => {
  const before = line("it was it", ["it", " was", " it"]);
  assert.equal(survivor(2, before, line("it is it", ["it", " is", " it"])), 2);
  assert.equal(survivor(1, before, line("it is it", ["it", " is", " it"])), null);
  assert.equal(survivor(0, before, line("so it was", ["so", " it", " was"])), 1);
});

test("a cell needs its query, and does without its key", () => {
  const cell = { query: 5, key: 1 };
  const beside = [line("Oh it", ["Oh", " it"]), line("Oh it", ["Oh", " it"])];
  assert.deepEqual(cellThere(cell, [gpt, gpt], [bert, bert], counterpart), { query: 4, key: 1 });
  assert.deepEqual(cellThere(cell, [gpt, gpt], [beside[0], beside[1]], survivor), { query: 1, key: null });
  assert.equal(cellThere({ query: 4, key: 1 }, [gpt, gpt], [beside[0], beside[1]], survivor), null);
});
