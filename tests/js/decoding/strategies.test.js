import assert from "node:assert/strict";
import { test } from "node:test";
import {
  branchesAt,
  branchOf,
  kindOf,
  optionsOf,
  titleOf,
  withOption,
} from "../../../assets/js/decoding/strategies.js";
import { fixture, page } from "../page.js";

page();
/** @type {import("../../../assets/js/decoding/payloads.js").StrategyKinds} */
const kinds = fixture("strategies");
const beam = { name: "beam", num_beams: 4 };
const sampled = { name: "sample", temperature: 0.8, force: { 1: 7, 4: 9 } };

test("a strategy is said in words, in both languages", () => {
  assert.equal(titleOf({ name: "greedy" }), "Greedy");
  assert.equal(titleOf({ name: "sample", temperature: 0.8, top_k: 40 }), "Sampling, temperature 0.8, top-k 40");
  assert.equal(titleOf(sampled), "Sampling, temperature 0.8, goes its own way from step 5");
  page("zh");
  assert.match(titleOf(beam), /^束搜索，.*4$/);
  page();
});

test("the given tokens are no options", () => {
  assert.deepEqual(optionsOf(sampled), [["temperature", 0.8]]);
  assert.equal(branchesAt(sampled), 4);
  assert.equal(branchesAt(beam), null);
});

test("an option at another value keeps its place, and one without a value is gone", () => {
  const strategy = { name: "sample", temperature: 0.8, top_k: 40 };
  assert.deepEqual(Object.entries(withOption(strategy, "temperature", 1)), [
    ["name", "sample"],
    ["temperature", 1],
    ["top_k", 40],
  ]);
  assert.deepEqual(withOption(strategy, "temperature", null), { name: "sample", top_k: 40 });
  assert.deepEqual(strategy, { name: "sample", temperature: 0.8, top_k: 40 });
});

test("a branch repeats its own way to the step: what was given there and later falls away", () => {
  const branch = branchOf(sampled, kindOf(kinds.writes, sampled), { step: 3, id: 40, prefix: [5, 7, 6] });
  assert.deepEqual(branch, { name: "sample", temperature: 0.8, force: { 1: 7, 3: 40 } });
});

test("a branch of a search is given all that was written before", () => {
  const branch = branchOf(beam, kindOf(kinds.writes, beam), { step: 2, id: 40, prefix: [5, 7] });
  assert.deepEqual(branch, { ...beam, force: { 0: 5, 1: 7, 2: 40 } });
});

test("a kind is found by its name alone", () => {
  assert.equal(kindOf(kinds.fills, { name: "left_to_right" }).name, "left_to_right");
  assert.throws(() => kindOf(kinds.fills, beam), /no strategy beam/);
});

for (const kind of [...kinds.writes, ...kinds.fills])
  test(`${kind.name} begins as itself, with options that it takes`, () => {
    const known = kind.options.map(({ name }) => name);
    assert.deepEqual(kind.presets[kind.name].name, kind.name);
    for (const strategy of Object.values(kind.presets)) {
      assert.equal(strategy.name, kind.name);
      assert.ok(titleOf(strategy).length > 0);
      for (const [name, value] of optionsOf(strategy)) {
        const option = kind.options.find((one) => one.name === name);
        assert.ok(option && Number(value) >= option.low && Number(value) <= (option.high ?? Infinity));
      }
    }
    assert.ok(kind.shown.every((name) => known.includes(name)));
    assert.ok(kind.at_zero === null || kinds.writes.some(({ name }) => name === kind.at_zero));
  });
