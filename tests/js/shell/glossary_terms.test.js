import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { finder, joined, search } from "../../../assets/js/shell/glossary_terms.js";

const read = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(new URL(`../../../assets/glossary/${name}.json`, import.meta.url), "utf8"));
const [entries, en, zh] = ["entries", "en", "zh"].map(read);
const english = joined(entries, en, zh);
const chinese = joined(entries, zh, en);

/** @param {typeof english} terms @param {string} text */
const marked = (terms, text) => finder(terms)(text).map(({ id, start, end }) => [id, text.slice(start, end)]);

test("a term is found where it stands first, also as plural and capital", () => {
  assert.deepEqual(marked(english, "Tokens are cut by a tokenizer; each token has a vector."), [
    ["token", "Tokens"],
    ["tokenizer", "tokenizer"],
  ]);
  assert.deepEqual(marked(chinese, "词元由分词器切出；每个词元是一个向量。"), [
    ["token", "词元"],
    ["tokenizer", "分词器"],
  ]);
});

test("a longer term goes before one that it holds", () => {
  assert.deepEqual(marked(english, "The layer norm of a layer"), [
    ["layer_norm", "layer norm"],
    ["layer", "layer"],
  ]);
  assert.deepEqual(marked(chinese, "自注意力和注意力头"), [
    ["self_attention", "自注意力"],
    ["head", "注意力头"],
  ]);
});

test("a part of a word and the name of a token are no term", () => {
  assert.deepEqual(marked(english, "He looks ahead: [MASK] is a tokenization of blockings, top-kindness"), []);
  assert.deepEqual(marked(chinese, "把 [MASK] 换掉，softmaxes"), []);
});

test("what a passage has had is not found again in its next text", () => {
  const find = finder(english);
  const seen = new Set(["head"]);
  assert.deepEqual(find("A head under a mask", seen), [{ id: "mask", start: 15, end: 19 }]);
  assert.deepEqual(find("the mask of a head", seen), []);
});

test("a search knows both languages, and names come before what sentences say", () => {
  const ids = (/** @type {typeof english} */ terms, /** @type {string} */ wanted) =>
    search(terms, wanted).map(({ id }) => id);
  assert.equal(ids(english, "归纳头")[0], "induction_head");
  assert.equal(ids(chinese, " Beam ")[0], "beam_search");
  assert.deepEqual(ids(english, "RoPE"), ["rope"]);
  assert.ok(ids(english, "vocabulary").indexOf("vocabulary") === 0 && ids(english, "vocabulary").includes("logits"));
  assert.deepEqual(ids(english, "no such thing"), []);
  assert.equal(ids(english, "").length, english.length);
});
