import assert from "node:assert/strict";
import { test } from "node:test";

import { barsOf, isFlat, shownOf } from "../../../assets/js/inside/functions_data.js";

/** @type {(name: string, flat_below: number | null, flat_above: number | null) => any} */
const curve = (name, flat_below, flat_above) => ({ name, flat_below, flat_above });
/** @type {any} */
const shown = {
  x: Float32Array.of(-2, 0, 2),
  counts: Int32Array.of(1, 4, 2, 0),
  own: "relu",
  curves: [curve("sigmoid", -4.6, 4.6), curve("relu", 0, null)],
};

test("a value is flat beyond the ends of a function that has them", () => {
  assert.ok(isFlat(curve("relu", 0, null), -0.1));
  assert.ok(!isFlat(curve("relu", 0, null), 50));
  assert.ok(isFlat(curve("tanh", -3, 3), 3.1));
});

test("bars cover the axis, each counted once, flat ones marked", () => {
  const bars = barsOf(shown, shown.curves[1]);
  assert.deepEqual(
    bars.map(({ from, to }) => [from, to]),
    [
      [-2, -1],
      [-1, 0],
      [0, 1],
      [1, 2],
    ],
  );
  assert.deepEqual(
    bars.map(({ flat }) => flat),
    [true, true, false, false],
  );
  assert.equal(Math.max(...bars.map(({ share }) => share)), 1);
});

test("without a choice the model's own function is shown", () => {
  assert.equal(shownOf(shown, "").name, "relu");
  assert.equal(shownOf(shown, "sigmoid").name, "sigmoid");
  assert.equal(shownOf({ ...shown, own: "SquaredReLU" }, "").name, "sigmoid");
});
