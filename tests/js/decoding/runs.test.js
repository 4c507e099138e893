import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DARKEST_BITS,
  firstParting,
  isForced,
  plainText,
  readRun,
  shadeOf,
  sideOf,
  spaceAndWord,
  tableRows,
  textOf,
} from "../../../assets/js/decoding/runs.js";
import { fixture, page } from "../page.js";

page();
/** @type {import("../../../assets/js/decoding/payloads.js").DecodingPayload} */
const sent = fixture("columns");
const runs = sent.runs.map(readRun);
const [greedy, sampled, filled] = runs;

test("a writer's tokens stand in the order in which they were written", () => {
  assert.deepEqual(
    greedy.tokens.map(({ shown }) => shown),
    sent.runs[0].tokens,
  );
  assert.deepEqual(
    greedy.tokens.map(({ order }) => order),
    [0, 1, 2],
  );
});

test("a blank's token stands at its place, with gaps where none is filled yet", () => {
  assert.equal(filled.nWritten, 2);
  assert.equal(filled.tokens.length, 3);
  assert.ok(!(1 in filled.tokens));
  assert.deepEqual([filled.tokens[2].order, filled.tokens[0].order], [0, 1]);
});

test("bits are the probability's", () => {
  for (const { logprob, surprisal_bits } of greedy.tokens)
    assert.ok(Math.abs(2 ** -surprisal_bits - Math.exp(logprob)) < 1e-6);
});

test("a shade is 0 for what was certain and 1 for what is rarer than one in a thousand", () => {
  const certain = { ...greedy.tokens[0], surprisal_bits: 0 };
  assert.equal(shadeOf(certain), 0);
  assert.equal(shadeOf({ ...certain, surprisal_bits: DARKEST_BITS / 2 }), 0.5);
  assert.equal(shadeOf({ ...certain, surprisal_bits: 40 }), 1);
});

test("columns are together, part once, and stay apart", () => {
  assert.deepEqual(
    [0, 1, 2, 3].map((step) => sideOf(step, 2)),
    ["together", "together", "parts", "apart"],
  );
  assert.equal(sideOf(99, null), "together");
});

test("the server's partings are where the tokens differ first", () => {
  const differs = greedy.tokens.findIndex(({ id }, i) => id !== sampled.tokens[i].id);
  assert.equal(sent.partings[0][1], differs);
  assert.equal(sent.partings[0][0], null);
  assert.ok(firstParting(sent.partings) <= differs);
  assert.equal(firstParting([[null]]), Infinity);
});

test("a given token is known by the step at which it was written", () => {
  assert.deepEqual(
    [0, 1, 2].map((step) => isForced(sampled, step)),
    [false, true, false],
  );
  assert.equal(isForced(sampled, 99), false);
});

test("the mark of a space becomes a space where text is read, and a lone one is no word", () => {
  const token = (/** @type {string} */ shown, n_spaces = 0) => ({ shown, n_spaces });
  assert.equal(textOf([token("·He", 1), token("···said", 3), token(","), token("·", 1)]), " He   said, ");
  assert.equal(textOf([token("·"), token("··", 1)]), "· ·"); // typed dots stay dots
  assert.deepEqual(spaceAndWord(token("·He", 1)), { space: "·", word: "He" });
  assert.deepEqual(spaceAndWord(token("·", 1)), { space: "·", word: "" });
  assert.deepEqual(spaceAndWord(token("·")), { space: "", word: "·" });
});

test("the table has a row for every token, and its head names every column", () => {
  const [head, ...rows] = tableRows(runs, ["a", "b", "c"]);
  assert.equal(rows.length, 3 + 3 + 2);
  assert.ok(rows.every((row) => row.length === head.length));
  assert.equal(rows[3][0], "2 b");
});

test("texts are copied under their titles", () => {
  assert.equal(plainText("Once", [greedy], ["Greedy"]), `Once\n\n[1 Greedy]\n${greedy.text}`);
});
