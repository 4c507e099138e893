import assert from "node:assert/strict";
import { test } from "node:test";
import { endToEnd, readStep, reshapedAt, tableRows, toldBy } from "../../../assets/js/decoding/step_data.js";
import { kindOf } from "../../../assets/js/decoding/strategies.js";
import { fixture, page } from "../page.js";

page();
/** @type {import("../../../assets/js/decoding/payloads.js").StepPayload} */
const sent = fixture("step");
/** @type {import("../../../assets/js/decoding/payloads.js").StrategyKinds} */
const kinds = fixture("strategies");
const step = readStep(sent);

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

/**
 * @param {number} a
 * @param {number} b
 */
const isNear = (a, b) => assert.ok(Math.abs(a - b) < 1e-5, `${a} is not ${b}`);

test("each kind of probability is 1 in all", () => {
  isNear(sum(step.choices.map(({ prob }) => prob)) + sent.rest.prob, 1);
  isNear(sum(step.choices.map(({ kept }) => kept)) + sent.rest.kept, 1);
  for (const temperature of [null, ...sent.temperatures.keys()])
    isNear(sum(reshapedAt(step, sent.rest, temperature)), 1);
});

test("the middle bars are the column's own until a temperature is chosen", () => {
  const own = reshapedAt(step, sent.rest, null);
  assert.deepEqual(
    own.slice(0, -1),
    step.choices.map(({ reshaped }) => reshaped),
  );
  const [cold, hot] = [0, sent.temperatures.length - 1].map((i) => reshapedAt(step, sent.rest, i)[0]);
  assert.ok(cold > own[0] && hot < cold);
});

test("the survivors lie end to end from 0 to 1, and the chosen one lies under the number", () => {
  const survivors = endToEnd(step.choices);
  assert.equal(survivors.length, sent.n_kept);
  let end = 0;
  for (const { begin, kept } of survivors) {
    isNear(begin, end);
    end = begin + kept;
  }
  isNear(end, 1);
  const { begin, kept, id } = step.chosen;
  assert.equal(id, sent.chosen);
  assert.ok(begin <= Number(sent.number) && Number(sent.number) <= begin + kept);
});

test("what was cut has no place on the line, and says which option cut it", () => {
  const cut = step.choices.filter((choice) => choice.cut !== null);
  assert.ok(cut.length > 0);
  for (const choice of cut) assert.deepEqual([choice.cut, choice.kept, choice.begin], ["top_k", 0, -1]);
});

test("no bar is longer than its room", () => {
  const all = [...step.choices, sent.rest].flatMap(({ prob, reshaped, kept }) => [prob, reshaped, kept]);
  assert.equal(step.largest, Math.max(...all));
});

test("how a token was chosen: given, drawn, or as its kind does", () => {
  const kind = kindOf(kinds.writes, { name: "beam" });
  assert.equal(toldBy(sent, kind), "drawn");
  assert.equal(toldBy({ ...sent, number: null }, kind), "beam");
  assert.equal(toldBy({ ...sent, number: null }, kindOf(kinds.writes, { name: "greedy" })), "likeliest");
  assert.equal(toldBy({ ...sent, strategy: { name: "sample", force: { [sent.order]: 3 } } }, kind), "forced");
});

test("the table marks one token as chosen and ends with all others", () => {
  const [head, ...rows] = tableRows(sent, step);
  assert.equal(rows.length, step.choices.length + 1);
  assert.equal(rows.filter((row) => row.at(-1) === "×").length, 1);
  assert.ok(rows.every((row) => row.length === head.length));
});
