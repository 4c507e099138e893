import assert from "node:assert/strict";
import { test } from "node:test";
import { blockOf, depthLink, shortName } from "../../../assets/js/inside/steps.js";
import { total } from "../../../assets/js/inside/total.js";

/** @param {Partial<import("../../../assets/js/inside/payloads.js").NumberPayload>} parts */
const cell = (parts) => ({
  name: "t",
  index: [0],
  value: 0,
  form: "sum",
  terms: [],
  n_rest: 0,
  rest: 0,
  known: {},
  function: null,
  ...parts,
});
const terms = (/** @type {number[]} */ ...values) => values.map((value) => ({ where: [], factors: [], value }));

test("terms and the rest make the number", () => {
  assert.equal(total(cell({ terms: terms(3, -1), rest: 0.5 })), 2.5);
  assert.equal(total(cell({ form: "scaled_sum", terms: terms(3, 1), known: { scaling: 0.5, added: 1 } })), 3);
  assert.equal(total(cell({ form: "softmax", terms: terms(1, 3), known: { numerator: 1 } })), 0.25);
  assert.equal(total(cell({ form: "softmax", known: { numerator: 0, forbidden: 1 } })), 0);
  const known = { x: 5, mean: 1, deviation: 2, gain: 3, bias: 0.5 };
  assert.equal(total(cell({ form: "layer_norm", known })), 6.5);
  assert.equal(total(cell({ form: "rms_norm", known: { x: 5, deviation: 2, gain: 3, bias: 0.5 } })), 8);
  assert.equal(total(cell({ form: "activation", known: { x: 1 } })), null);
});

test("names know their block", () => {
  assert.deepEqual(["blocks.12.attn.q", "embed"].map(shortName), ["attn.q", "embed"]);
  assert.deepEqual(["blocks.12.attn.q", "embed"].map(blockOf), [12, null]);
});

test("a step's own lab opens at the same layer, head and token", () => {
  const search = "?text=a+b&lab=inside&inside.model=bert";
  const place = { name: "blocks.2.attn.q", head: 3, position: 5, key: 1, model: "gpt", search, site: "h.2.ln" };
  const row = (/** @type {[string, string]} */ depth) => ({ name: "", part: "", axes: [], lens: null, depth });
  const link = new URLSearchParams(/** @type {string} */ (depthLink(row(["attention", "cell"]), place)));
  assert.equal(link.get("text"), "a b");
  assert.equal(link.get("lab"), "attention");
  assert.equal(link.get("attention.section"), "cell");
  assert.equal(link.get("attention.left"), "=gpt");
  assert.equal(link.get("attention.left_head"), "2.3");
  assert.equal(link.get("attention.left_cell"), "5.1");
  const norms = new URLSearchParams(/** @type {string} */ (depthLink(row(["norms", "batch"]), place)));
  assert.deepEqual([norms.get("norms.model"), norms.get("norms.site")], ["bert", "h.2.ln"]);
  const other = { ...place, search: "?inside.model=%3Dtiny" };
  assert.equal(/** @type {string} */ (depthLink(row(["norms", "batch"]), other)).includes("norms.site"), false);
  const memory = new URLSearchParams(/** @type {string} */ (depthLink(row(["memory", "gates"]), place)));
  assert.deepEqual([memory.get("memory.layer"), memory.get("memory.step")], ["2", "5"]);
  assert.equal(depthLink({ ...row(["", ""]), depth: null }, place), null);
});
