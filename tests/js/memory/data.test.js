import assert from "node:assert/strict";
import { test } from "node:test";
import {
  crossings,
  decodeGates,
  GATES,
  isGate,
  limitOf,
  orderUnits,
  QUANTITIES,
} from "../../../assets/js/memory/data.js";
import { fixture } from "../page.js";

/** @typedef {import("../../../assets/js/memory/payloads.js").GatesPayload} GatesPayload */

/** @type {{ payload: GatesPayload, cell: number[][], hidden: number[][] }} */
const sent = fixture("gates");
const gates = decodeGates(sent.payload);
const [layer] = gates.layers;
const { nSteps, nUnits, tokens } = gates;

/** @param {(step: number, unit: number) => void} work */
function each(work) {
  for (let step = 0; step < nSteps; step++) for (let unit = 0; unit < nUnits; unit++) work(step, unit);
}

/** @param {number} a @param {number} b @param {number} [by] */
const near = (a, b, by = 1e-4) => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

test("cell and hidden state follow from the gates, from the cell before the first token on", () =>
  each((step, unit) => {
    near(layer.at("cell", step, unit), sent.cell[step][unit]);
    near(layer.at("hidden", step, unit), sent.hidden[step][unit]);
  }));

test("the formulas that the view shows come out at every cell", () =>
  each((step, unit) => {
    const [f, i, g, o, c, h] = /** @type {const} */ ([
      "forget_gate",
      "input_gate",
      "cell_candidate",
      "output_gate",
      "cell",
      "hidden",
    ]).map((name) => layer.at(name, step, unit));
    near(c, f * layer.cellBefore(step, unit) + i * g, 1e-6);
    near(h, o * Math.tanh(c), 1e-6);
  }));

test("the cell before a step is the cell of the step before", () =>
  each((step, unit) => step && assert.equal(layer.cellBefore(step, unit), layer.at("cell", step - 1, unit))));

test("a track is a quantity's column", () => {
  for (const name of QUANTITIES)
    assert.deepEqual(
      layer.track(name, 1),
      tokens.map((_, step) => layer.at(name, step, 1)),
    );
});

test("gates stay between 0 and 1, what has a sign does not", () => {
  for (const name of GATES) assert.ok(layer.values[name].every((value) => value >= 0 && value <= 1));
  assert.ok(layer.values.cell_candidate.some((value) => value < 0));
  assert.deepEqual(
    QUANTITIES.filter((name) => !isGate(name)),
    ["cell_candidate", "cell", "hidden"],
  );
});

test("a cell's limit is its largest size, all others' is 1", () => {
  assert.equal(limitOf(layer, "cell"), Math.max(...layer.values.cell.map(Math.abs)));
  for (const name of QUANTITIES) if (name !== "cell") assert.equal(limitOf(layer, name), 1);
});

test("every order has every unit once", () => {
  for (const order of /** @type {const} */ (["varies", "memory", "resets", "number"]))
    assert.deepEqual(orderUnits(layer, tokens, "cell", order).sort(), [0, 1, 2]);
});

/** @param {number[][]} byStep forget gates, a row a token */
const madeOf = (byStep) =>
  /** @type {import("../../../assets/js/memory/data.js").Layer} */ ({
    ...layer,
    nSteps: byStep.length,
    nUnits: byStep[0].length,
    track: (_, unit) => byStep.map((row) => row[unit]),
  });
/** @param {boolean[]} ends */
const ending = (ends) => ends.map((one) => ({ label: "x", ends: one }));

test("units are ordered by what they do", () => {
  const made = madeOf([
    [0.9, 0.5, 0.2],
    [0.9, 0.5, 0.8],
    [0.9, 0.1, 0.2],
  ]);
  const text = ending([false, false, true]);
  assert.equal(orderUnits(made, text, "forget_gate", "varies")[0], 2);
  assert.equal(orderUnits(made, text, "forget_gate", "memory")[0], 0);
  assert.equal(orderUnits(made, text, "forget_gate", "resets")[0], 1);
  assert.deepEqual(orderUnits(made, text, "forget_gate", "number"), [0, 1, 2]);
});

test("a gate opens and closes by turns, each time just after it crosses one half", () => {
  const { opens, closes } = crossings([0.2, 0.5, 0.9, 0.4, 0.49, 0.6]);
  assert.deepEqual([opens, closes], [[1, 5], [3]]);
  assert.deepEqual(crossings([0.1, 0.2]), { opens: [], closes: [] });
  assert.deepEqual(crossings([0.7]), { opens: [], closes: [] });
});
