import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutPart, wire } from "../../../assets/js/inside/wiring.js";

/** @typedef {import("../../../assets/js/inside/wiring.js").Made} Made */

const made = (/** @type {[string, string, string[]][]} */ ...rows) =>
  rows.map(([name, part, reads]) => ({ name, part, reads }));

const PRE = made(
  ["resid_pre", "stream", ["embed"]],
  ["ln1", "norm", ["resid_pre"]],
  ["q", "attention", ["ln1"]],
  ["k", "attention", ["ln1"]],
  ["v", "attention", ["ln1"]],
  ["scores", "attention", ["q", "k"]],
  ["pattern", "attention", ["scores"]],
  ["z", "attention", ["pattern", "v"]],
  ["out", "attention", ["z"]],
  ["resid_mid", "stream", ["resid_pre", "out"]],
);
const POST = made(
  ["resid_pre", "stream", []],
  ["out", "attention", ["resid_pre"]],
  ["resid_mid", "stream", ["resid_pre", "out"]],
  ["ln1", "norm", ["resid_mid"]],
  ["mlp", "mlp", ["ln1"]],
  ["resid_post", "stream", ["ln1", "mlp"]],
  ["ln2", "norm", ["resid_post"]],
);
const LSTM = made(
  ["input", "gates", []],
  ["i.pre", "gates", ["input", "hidden"]],
  ["f.pre", "gates", ["input", "hidden"]],
  ["i", "gates", ["i.pre"]],
  ["f", "gates", ["f.pre"]],
  ["cell", "gates", ["f", "cell", "i"]],
  ["hidden", "gates", ["cell"]],
);

/** @param {Made[]} tensors */
function nodesOf(tensors) {
  const { nodes, ...rest } = wire(tensors);
  return { ...rest, at: Object.fromEntries(nodes.map(({ name, row, column }) => [name, { row, column }])), nodes };
}

for (const [name, tensors] of Object.entries({ PRE, POST, LSTM }))
  test(`${name}: nothing stands on another, and everything stands behind what it reads`, () => {
    const { nodes, wires, at, nColumns, nRows } = nodesOf(tensors);
    assert.equal(new Set(nodes.map(({ row, column }) => `${row} ${column}`)).size, tensors.length);
    for (const { from, to } of wires) assert.ok(at[from].column < at[to].column, `${from} ${to}`);
    assert.equal(Math.max(...nodes.map(({ column }) => column)) + 1, nColumns);
    assert.equal(Math.max(...nodes.map(({ row }) => row)) + 1, nRows);
    assert.equal(Math.min(...nodes.map(({ row }) => row)), 0);
  });

test("a norm on the way into attention branches off the stream", () => {
  const { at, wires } = nodesOf(PRE);
  assert.deepEqual([at.resid_pre.row, at.resid_mid.row, at.ln1.row], [0, 0, 1]);
  assert.deepEqual(
    wires.filter(({ isStream }) => isStream).map(({ from, to }) => [from, to]),
    [["resid_pre", "resid_mid"]],
  );
});

test("a norm of the sum stands in the stream", () => {
  const { at } = nodesOf(POST);
  assert.deepEqual([at.resid_mid.row, at.ln1.row, at.resid_post.row, at.ln2.row], [0, 0, 0, 0]);
  assert.equal(at.mlp.row, 1);
});

test("a state's own past draws no wire", () => {
  assert.ok(nodesOf(LSTM).wires.every(({ from, to }) => from !== to && from !== "hidden"));
});

test("cards fit the width where they can, and keep a size that can be read", () => {
  const wired = wire(PRE);
  for (const width of [1256, 360]) {
    const layout = layOutPart(wired, width);
    assert.ok(layout.card >= 78);
    if (width > 1000) assert.ok(layout.width <= width);
    for (const { x, y } of layout.boxes.values()) {
      assert.ok(x + layout.card <= layout.width + 1e-6);
      assert.ok(y + layout.height <= layout.tall + 1e-6);
    }
    assert.ok(layout.paths.every(({ d }) => d.startsWith("M")));
  }
});
