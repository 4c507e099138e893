import assert from "node:assert/strict";
import { test } from "node:test";
import { matricesOf, torchCall } from "../../../assets/js/memory/counts.js";
import { placeOf, shading } from "../../../assets/js/memory/reach.js";
import { SCHEDULES } from "../../../assets/js/memory/schedule.js";

/** @param {(number | null)[]} ends */
const model = (...ends) => ({ tokens: ends.map((end) => ({ end })) });

test("a token is found where another tokenizer's ends, or before", () => {
  const words = model(3, 7, 12);
  assert.deepEqual(
    [3, 7, 12].map((end) => placeOf(words, end)),
    [0, 1, 2],
  );
  assert.equal(placeOf(words, 11), 1);
  assert.equal(placeOf(words, 99), 2);
  assert.equal(placeOf(words, 0), 0);
});

test("a token of no characters is no end", () => assert.equal(placeOf(model(null, 3, 7), 3), 1));

test("shading goes from a thousandth of the most to the most in equal factors", () => {
  const shades = shading([1000, 100, 10, 1, 0.5, 0]);
  for (const [i, share] of [1, 2 / 3, 1 / 3, 0, 0, 0].entries()) assert.ok(Math.abs(shades[i] - share) < 1e-9);
});

test("scaling a row does not change its shading", () => {
  const row = [0.3, 7, 0.02, 1];
  const scaled = shading(row.map((value) => 40 * value));
  for (const [i, shade] of shading(row).entries()) assert.ok(Math.abs(shade - scaled[i]) < 1e-9);
});

const last = (/** @type {number[][]} */ rows) => Math.max(...rows.flat());

test("a stack of n tokens takes n and a step for each further layer, attention a step a layer", () => {
  for (const n of [1, 5, 24])
    for (const layers of [1, 2, 6]) {
      assert.equal(last(SCHEDULES.stack(n, layers)), n + layers - 1);
      assert.equal(last(SCHEDULES.bidirectional(n, layers)), n * layers);
      assert.equal(last(SCHEDULES.attention(n, layers)), layers);
    }
});

test("a recurrent state comes after the one before it and the one below it", () => {
  const rows = SCHEDULES.stack(6, 3);
  for (const [y, row] of rows.entries())
    for (const [x, step] of row.entries()) {
      if (x) assert.ok(step > row[x - 1]);
      if (y) assert.ok(rows[y - 1][x] > step); // the top layer comes first
    }
});

test("a layer that reads both ways waits for both directions below", () => {
  const [forward, backward, below, belowBack] = SCHEDULES.bidirectional(5, 2);
  assert.deepEqual(belowBack, [...below].reverse());
  assert.ok(Math.min(...forward, ...backward) > Math.max(...below, ...belowBack));
});

test("a gate's matrices have as many numbers as were counted", () => {
  for (const [input, hidden, nBiases] of [
    [384, 256, 2],
    [10, 20, 1],
    [7, 5, 0],
  ]) {
    const columns = matricesOf({ input_size: input, biases: nBiases * hidden }, hidden).map((matrix) => matrix.columns);
    assert.equal(hidden * columns.reduce((sum, n) => sum + n, 0), hidden * (input + hidden + nBiases));
    assert.equal(columns.length, nBiases ? 3 : 2);
  }
});

test("torch's words name what is not its default", () => {
  const layer = (/** @type {boolean} */ backward, input = 10) => ({ input_size: input, backward });
  const call = (/** @type {string} */ cell, /** @type {string} */ biases, /** @type {boolean[]} */ ...layers) =>
    torchCall({ cell, hidden_size: 20, biases, layers: layers.map((backward) => layer(backward)) });
  assert.equal(call("lstm", "two", false), "torch.nn.LSTM(10, 20)");
  assert.equal(call("rnn", "none", false, false), "torch.nn.RNN(10, 20, num_layers=2, bias=False)");
  assert.equal(call("gru", "two", false, true), "torch.nn.GRU(10, 20, bidirectional=True)");
});
