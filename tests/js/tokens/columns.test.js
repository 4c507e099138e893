import assert from "node:assert/strict";
import { test } from "node:test";
import { explanations, marksOf, noticesOf } from "../../../assets/js/tokens/card.js";
import { chosenRows, GAP, lowest, nameOf, ownRows, readRows, tokenOf } from "../../../assets/js/tokens/columns.js";
import { nextPlace } from "../../../assets/js/tokens/tiles.js";
import { tokenTable } from "../../../assets/js/tokens/token_table.js";
import { twinsOf } from "../../../assets/js/tokens/twins.js";
import { fixture, page } from "../page.js";

page();
const payload = fixture("tokens");
const rows = readRows(payload);
const [characters, gpt, bert] = rows.rows;
const said = {
  marks: { Ġ: "space", "##": "inside", "·": "blank" },
  specials: { "[CLS]": "cls", "[SEP]": "sep" },
  offered: ["char", "word"],
  steps: ["controls", "lower", "composed", "decomposed", "compatible", "marks", "other"],
};
const tokens = (/** @type {typeof gpt} */ row) => Array.from({ length: row.n }, (_, i) => tokenOf(rows, row, i));

test("two sentences are one row of characters with a gap between them", () => {
  assert.equal(rows.characters.join(""), payload.texts.join(GAP));
  assert.equal(rows.gap, [...payload.texts[0]].length);
});

test("a token covers the characters of its own sentence", () => {
  for (const { start, end, isSecond, covered } of rows.rows.flatMap(tokens).filter(({ kind }) => kind !== "added"))
    assert.equal(covered, [...payload.texts[isSecond ? 1 : 0]].slice(start, end).join(""));
});

test("tokens that were put in cover nothing, where the token before them ends", () => {
  const added = tokens(bert).filter(({ kind }) => kind === "added");
  assert.deepEqual(
    added.map(({ piece }) => piece),
    ["[CLS]", "[SEP]", "[SEP]"],
  );
  assert.deepEqual(
    added.map(({ i }) => bert.from[i]),
    [0, rows.gap, rows.characters.length],
  );
});

test("byte-level tokens, put together, are the text", () => {
  const covered = [...new Set(tokens(gpt).map(({ i }) => `${gpt.from[i]}-${gpt.to[i]}`))].map((span) => {
    const [from, to] = span.split("-").map(Number);
    return rows.characters.slice(from, to).join("");
  });
  assert.equal(covered.join(""), payload.texts.join(""));
});

test("a fragment is told with its bytes and whose they are", () => {
  const fragment = tokens(gpt).find(({ kind, covered }) => kind === "fragment" && covered === "字");
  assert.ok(fragment);
  assert.match(explanations(fragment, said).join(" "), /字 \(U\+5B57: <E5><AD><97>\)/);
});

test("a token that is a space is told from one that is a · of the text", () => {
  const [space, dot] = [" ", "·"].map((one) => tokens(characters).find(({ covered }) => covered === one));
  assert.ok(space && dot);
  assert.equal(space.mark + space.label, dot.mark + dot.label);
  assert.deepEqual([space.mark, dot.mark], ["·", ""]);
  assert.notDeepEqual(explanations(space, said), explanations(dot, said));
});

test("the marks that occur are explained, special tokens where they are shown", () => {
  const marks = (/** @type {boolean} */ withAdded) => marksOf({ ...rows, withAdded }, said).map(([mark]) => mark);
  for (const mark of ["Ġ", "##", "<E4>", "[CLS]", "┄"]) assert.ok(marks(true).includes(mark), mark);
  assert.ok(!marks(false).includes("[CLS]"));
});

test("rows are hidden by their ids, but not all of them", () => {
  const names = (/** @type {string[]} */ hidden) => chosenRows(rows, hidden, true).rows.map(nameOf);
  assert.deepEqual(names(["char"]), ["GPT", "BERT"]);
  assert.deepEqual(names(["char", "gpt", "bert", "gone"]), ["Characters", "GPT", "BERT"]);
});

test("rows of no model are told from those of models", () => {
  assert.deepEqual(ownRows(rows), ["char"]);
});

test("the table has a line for each token that is shown, a few of each row where it is cut", () => {
  const n = rows.rows.reduce((sum, row) => sum + row.n, 0);
  const added = rows.rows.reduce((sum, { counts }) => sum + counts.n_added, 0);
  assert.equal(tokenTable(rows).length, 1 + n);
  assert.equal(tokenTable(chosenRows(rows, [], false)).length, 1 + n - added);
  assert.equal(tokenTable(rows, 2).length, 1 + 2 * rows.rows.length);
  const the = tokenTable(rows).find(([row, , , , piece]) => row === "BERT" && piece === "the");
  assert.deepEqual(the?.slice(4), ["the", "The", "<54><68><65>", 0, 3, "text"]);
});

test("an arrow and its opposite lead back; beyond the ends they lead nowhere", () => {
  const right = nextPlace(rows, { r: 1, i: 3 }, "ArrowRight");
  assert.deepEqual(right && nextPlace(rows, right, "ArrowLeft"), { r: 1, i: 3 });
  assert.equal(nextPlace(rows, { r: 0, i: 0 }, "ArrowUp"), null);
  assert.equal(nextPlace(rows, { r: 2, i: bert.n - 1 }, "ArrowRight"), null);
  assert.equal(nextPlace(rows, { r: 1, i: 3 }, "Enter"), null);
});

test("arrows up and down lead to a token with the same characters, and never to a hidden one", () => {
  const shown = chosenRows(rows, [], false);
  const i = tokens(gpt).findIndex(({ covered }) => covered === " tired");
  const down = nextPlace(shown, { r: 1, i }, "ArrowDown");
  assert.equal(down && tokenOf(shown, bert, down.i).piece, "tired");
  assert.equal(nextPlace(shown, { r: 2, i: 1 }, "ArrowLeft"), null); // [CLS] is hidden
  assert.equal(characters.from[nextPlace(shown, { r: 1, i }, "ArrowUp")?.i ?? 0], gpt.from[i]);
});

test("the lowest that holds is found, or the end", () => {
  for (const first of [0, 1, 4, 7])
    assert.equal(
      lowest(7, (at) => at >= first),
      first,
    );
  assert.equal(
    lowest(0, () => true),
    0,
  );
});

test("a token whose piece is not its text says what was made of it, and so does a line below the rows", () => {
  const fe = tokens(bert).find(({ covered }) => covered.endsWith("é"));
  assert.ok(fe?.changes);
  assert.match(explanations(fe, said).join(" "), /accents and other marks left out/);
  assert.ok(tokens(gpt).every(({ changes }) => changes === 0));
  const [[mark, words], ...others] = noticesOf(rows, said);
  assert.equal(mark, "≈");
  assert.match(words, /^BERT: what is cut is “the cafe/);
  assert.equal(others.length, 1);
});

test("a word with and without its space is told as two entries", () => {
  const twins = twinsOf(rows, gpt, said.marks);
  assert.ok(twins);
  assert.equal(twins.word, "was");
  assert.equal(twins.spaced.map(({ covered }) => covered).join(""), " was");
  assert.equal(twins.bare.map(({ covered }) => covered).join(""), "was");
  assert.notDeepEqual(
    twins.spaced.map(({ id }) => id),
    twins.bare.map(({ id }) => id),
  );
  assert.equal(twinsOf(rows, bert, said.marks), null);
});
