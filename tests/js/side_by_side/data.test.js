import assert from "node:assert/strict";
import { test } from "node:test";
import { t } from "../../../assets/js/lib/words.js";
import {
  amountsOf,
  between,
  chosenWord,
  expectedRows,
  rowsOf,
  sightOf,
  spellWord,
  totalRows,
  totalsOf,
} from "../../../assets/js/side_by_side/data.js";
import { page } from "../page.js";

/** @typedef {import("../../../assets/js/side_by_side/data.js").Reading} Reading */

page();

/**
 * @param {string} model
 * @param {(number | null)[]} bits
 * @param {boolean} [pseudo]
 */
const column = (model, bits, pseudo = false) => ({
  model,
  title: model.toUpperCase(),
  family: "gpt",
  sight: /** @type {const} */ ("before"),
  pseudo,
  n_tokens: bits.length,
  total_bits: 8,
  bits_per_byte: pseudo ? 0.1 : model.length,
  n_unknown: 0,
  next: null,
  cells: bits.map((value) => ({ tokens: ["x"], unknown: false, bits: value, expected: null, truth: null })),
});

/** @type {Reading} */
const reading = {
  words: [
    { start: 0, end: 1, label: "a" },
    { start: 1, end: 3, label: "b" },
  ],
  n_words: 2,
  n_bytes: 3,
  columns: [column("longest", [1, null]), column("m", [2, 3]), column("bert", [0.5, 0.25], true)],
  baselines: [{ name: "unigram", total_bits: 9, bits_per_byte: 3 }],
  errors: [],
  text: "a b",
  edit: null,
};
const edited = {
  ...reading,
  edit: { start: 0, end: 1, replacement: "c", columns: [{ model: "m", cells: [0, 0.5], next: 0.125 }] },
};

test("offsets count code points", () => {
  assert.equal(between("👩🐈 cat", { start: 1, end: 4 }), "🐈 c");
  assert.equal(between("abc", { start: 2, end: 2 }), "");
});

test("a reader from left to right sees what stands before, a pseudo one both sides", () => {
  const seen = (/** @type {boolean} */ pseudo) => [0, 1, 2].map((i) => sightOf({ pseudo }, i, 1));
  assert.deepEqual(seen(false), ["seen", "asked", "hidden"]);
  assert.deepEqual(seen(true), ["seen", "asked", "seen"]);
});

test("a column has a number a word and one for what comes next", () => {
  assert.deepEqual(amountsOf(reading, reading.columns[0]), [1, null, null]);
  assert.deepEqual(amountsOf(edited, edited.columns[1]), [0, 0.5, 0.125]);
});

test("a model that could not read the change moved by nothing that is known", () =>
  assert.deepEqual(amountsOf(edited, edited.columns[0]), [null, null, null]));

test("the best comes first, what is not comparable last", () => {
  const names = totalsOf(reading, (name) => `the ${name}`).map(({ name }) => name);
  assert.deepEqual(names, ["M", "the unigram", "LONGEST", "BERT"]);
});

test("the table has a line a word, and columns for what moved after a change alone", () => {
  assert.deepEqual(rowsOf(reading, t)[1], ["a", "1.0000", "2.0000", "0.5000"]);
  assert.deepEqual(rowsOf(edited, t)[2], ["b", "", "3.0000", "0.2500", "0.500000"]);
  assert.equal(rowsOf(edited, t)[0].length, rowsOf(reading, t)[0].length + 1);
});

const wordsOf = (/** @type {string} */ text) => text.split(" ").map((label) => ({ label }));

test("a chosen word stays chosen, but never another that took its place", () => {
  const words = wordsOf("the dogs were happy .");
  assert.equal(spellWord(words, 2), "2.were");
  assert.equal(chosenWord(words, "2.were", ""), 2);
  assert.equal(chosenWord(wordsOf("the dogs were not happy ."), "2.were", ""), 2);
  assert.equal(chosenWord(wordsOf("the two dogs were happy ."), "2.were", ""), 4);
  assert.equal(chosenWord(words, "2", ""), 2); // a link of earlier days
  assert.equal(chosenWord(words, spellWord(words, 5), ""), 5); // what comes next
  assert.equal(chosenWord(wordsOf("it is so long that more follows"), spellWord(words, 5), ""), 6);
  assert.equal(chosenWord(words, "99.x", ""), 3);
});

test("else it is the word that a preset is about, or the last that is no mark", () => {
  assert.equal(chosenWord(wordsOf("was the boy who was happy ."), undefined, "was"), 4);
  assert.equal(chosenWord(wordsOf("the boy was happy"), undefined, ""), 3);
  assert.equal(chosenWord(wordsOf("the boy was happy . ”"), "", ""), 3);
  assert.equal(chosenWord(wordsOf("你 好 。"), "", "was"), 1);
  assert.equal(chosenWord(wordsOf("? !"), "", ""), 0);
});

test("what is expected at a word is a table: each model's likely tokens, and all others", () => {
  const expected = { top: [{ token: "x", prob: 0.75 }], rest: 0.25, entropy_bits: 0.8 };
  const [first, ...others] = reading.columns;
  const one = {
    ...reading,
    columns: [{ ...first, cells: [{ ...first.cells[0], tokens: ["x"], bits: 1, expected }], next: null }, ...others],
  };
  assert.deepEqual(expectedRows(one, 0, t), [
    ["model", "token", "probability"],
    ["LONGEST", "x", 0.75],
    ["LONGEST", "all others", 0.25],
  ]);
  assert.deepEqual(expectedRows({ ...one, columns: [{ ...first, next: expected }] }, 2, t).length, 3);
});

test("what a text costs is a table, in the order that is shown", () => {
  const [head, ...rows] = totalRows(reading, t);
  assert.equal(head.length, 4);
  const shown = totalsOf(reading, (name) => t(`side_by_side.${name}`));
  assert.deepEqual(
    rows.map(([name, bits]) => [name, bits]),
    shown.map(({ name, bits }) => [name, bits]),
  );
});
