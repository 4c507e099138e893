import assert from "node:assert/strict";
import { test } from "node:test";
import { mergesTable, overlap } from "../../../assets/js/tokens/merges.js";
import { Training } from "../../../assets/js/tokens/replay.js";
import { fixture, page } from "../page.js";

page();
const { payload, merged, words, word, cuts, marked } = fixture("bpe");
const training = new Training(payload, word);
const spelled = (/** @type {number[]} */ ids) => ids.map((id) => training.symbol(id));

test("a merge makes what Python's made", () => {
  assert.equal(training.nMerges, merged.length);
  for (const [k, symbol] of merged.entries()) assert.equal(training.symbol(training.merge(k).id), symbol);
});

test("words are cut after every number of merges as the library cuts them", () => {
  for (const [word, cuts] of Object.entries(words))
    for (const [k, cut] of cuts.entries()) assert.deepEqual(spelled(training.segment(word, k)), cut, `${word} ${k}`);
});

test("the symbols of a word are always its characters", () => {
  for (const word of ["newest", "lowlow", "xyz", "wide 字"])
    for (const { ids } of training.steps(word)) assert.equal(spelled(ids).join(""), word);
});

test("a pair in the lead stands as often side by side as it says", () => {
  for (let k = 0; k <= training.nMerges; k++)
    for (const { left, right, count } of training.leaders(k)) {
      const found = training.words.reduce((sum, [word, times]) => {
        const ids = training.segment(word, k);
        return sum + times * ids.filter((id, i) => id === left && ids[i + 1] === right).length;
      }, 0);
      assert.equal(found, count);
    }
});

test("the winner has the highest count, and of equal ones the older symbols", () => {
  for (let k = 0; k < training.nMerges; k++) {
    const [winner, ...others] = training.leaders(k);
    for (const { left, right, count } of others)
      assert.ok(
        count < winner.count ||
          (count === winner.count && (left > winner.left || (left === winner.left && right > winner.right))),
      );
  }
});

test("each step applies a later merge than the one before, and makes a word shorter", () => {
  const steps = training.steps("lowest");
  assert.equal(steps[0].k, null);
  for (const [n, { k, ids }] of steps.entries()) {
    if (n === 0) continue;
    assert.ok((k ?? -1) > (steps[n - 1].k ?? -1));
    assert.ok(ids.length < steps[n - 1].ids.length);
  }
});

test("a character that the corpus has not is unknown, and stays itself", () => {
  const ids = training.segment("low字", training.nMerges);
  assert.deepEqual(
    ids.map((id) => training.isKnown(id)),
    [true, false],
  );
  assert.equal(training.symbol(ids[1]), "字");
});

test("the table of merges says what each joined", () => {
  const [, ...lines] = mergesTable(training);
  assert.deepEqual(
    lines.map(([k, left, right, made]) => [k, `${left}${right}` === made]),
    merged.map((/** @type {string} */ _, /** @type {number} */ k) => [k + 1, true]),
  );
});

test("words of a text are what Python takes for words", () => {
  for (const [text, cut] of Object.entries(cuts)) assert.deepEqual(training.wordsOf(text), cut, text);
});

test("a word that is typed ends in the mark of the training", () => {
  const other = new Training(marked, word);
  assert.equal(other.end, "_");
  assert.deepEqual(other.wordsOf("newer 好"), ["newer_", "好_"]);
  const ids = other.segment("slower_", other.nMerges);
  assert.ok(ids.some((id) => other.isKnown(id) && other.symbol(id).endsWith("r_")));
});

test("pairs that overlap are said to be joined once", () => {
  const other = new Training(marked, word);
  const k = Array.from({ length: other.nMerges }, (_, n) => n).find(
    (n) => other.merge(n).left === other.merge(n).right,
  );
  assert.ok(k !== undefined);
  assert.deepEqual([other.merge(k).count, other.nMerged(k)], [4, 2]);
  assert.match(overlap(other, k), /overlap.* 2 are merged/);
  assert.equal(overlap(training, 0), "");
});
