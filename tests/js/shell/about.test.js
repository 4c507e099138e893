import assert from "node:assert/strict";
import { test } from "node:test";
import { told } from "../../../assets/js/shell/about.js";
import { page } from "../page.js";

const OURS = {
  id: "gpt",
  title: "GPT",
  family: "gpt",
  source: "bundled",
  languages: ["en"],
  n_layers: 8,
  n_params: 4_394_880,
  vocab_size: 4096,
  n_read: 49_152_000,
  context_length: 256,
  tokenizer: "byte-level BPE",
  licence: "Apache-2.0",
};

test("a model says its size, vocabulary and what it has read", () => {
  page("en");
  assert.deepEqual(told(OURS), [
    "4.39 million parameters in 8 layers",
    "a vocabulary of 4,096 tokens (byte-level BPE)",
    "has read 49.2 million tokens of English stories, fairy tales and novels, many of them more than once",
    "reads at most 256 tokens at a time",
    "licence: Apache-2.0",
  ]);
  page("zh");
  assert.equal(told(OURS)[0], "439\u00a0万个参数，8 层");
});

test("what nobody said of a model is left out", () => {
  page("en");
  const hub = { ...OURS, source: "hub", languages: [], vocab_size: null, n_read: null, context_length: null };
  assert.deepEqual(told(hub), [
    "4.39 million parameters in 8 layers",
    "reads texts of any length",
    "licence: Apache-2.0",
  ]);
});
