import assert from "node:assert/strict";
import { test } from "node:test";
import { filling } from "../../../assets/js/memory/cell.js";
import { kerasCall, sumOf, torchCall } from "../../../assets/js/memory/counts.js";

const gates = ["input", "forget", "candidate", "output"];
const layer = { layer: 0, backward: false, input_size: 3, gates, per_gate: 32, total: 128 };
const said = String;

test("the sum is told from what is summed, of one layer too", () => {
  assert.equal(sumOf({ layers: [layer] }, said) + layer.total, "4 × 32 = 128");
  assert.equal(sumOf({ layers: [layer, { ...layer, total: 144 }] }, said), "128 + 144 = ");
});

test("a library's own words are given where it counts so", () => {
  const network = { cell: "lstm", hidden_size: 4, layers: [layer] };
  assert.equal(torchCall({ ...network, biases: "two" }), "torch.nn.LSTM(3, 4)");
  assert.equal(kerasCall({ ...network, biases: "one" }), "keras.layers.LSTM(4)");
  assert.equal(kerasCall({ ...network, biases: "two" }), null);
  assert.equal(kerasCall({ ...network, biases: "none" }), "keras.layers.LSTM(4, use_bias=False)");
  assert.equal(kerasCall({ ...network, cell: "rnn", biases: "one" }), "keras.layers.SimpleRNN(4)");
  assert.equal(kerasCall({ ...network, cell: "gru", biases: "one" }), "keras.layers.GRU(4, reset_after=False)");
  assert.equal(kerasCall({ ...network, cell: "gru", biases: "two" }), "keras.layers.GRU(4, reset_after=True)");
});

test("a gate at 1 is full, a candidate at either end too", () => {
  assert.deepEqual(filling(1), [0, 1]);
  assert.deepEqual(filling(-1), [0, 1]);
  assert.deepEqual(filling(0)[1], 0);
  assert.deepEqual(filling(0.25), [0.75, 0.25]);
  assert.deepEqual(filling(-0.25), [0, 0.25]);
});
