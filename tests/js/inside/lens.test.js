import assert from "node:assert/strict";
import { test } from "node:test";

import { decodeLens, firstOnTop, judged, shadeOf } from "../../../assets/js/inside/lens_data.js";

/** @param {string} dtype @param {number[]} shape @param {ArrayBufferView} values */
const encoded = (dtype, shape, values) => ({ dtype, shape, data: Buffer.from(values.buffer).toString("base64") });
/** @param {number[]} values */
const floats = (values) => encoded("float32", [3, 2], Float32Array.from(values));

const payload = {
  stations: ["blocks.0.resid_pre", "blocks.0.resid_post", "blocks.1.resid_post"],
  probs: floats([0.5, 0.25, 1, 0, 0.125, 0.75]),
  entropy_bits: floats([8, 4, 2, 0, 1, 1]),
  answer_probs: floats([0, 0, 0, 0, 0.125, 0.75]),
  answer_ranks: encoded("int32", [3, 2], Int32Array.from([9, 1, 4, 100, 1, 1])),
};
const lens = decodeLens(/** @type {any} */ (payload));

test("the answer is known where it first stands on top, also when it is forgotten again", () => {
  assert.equal(firstOnTop(lens, 0), 2);
  assert.equal(firstOnTop(lens, 1), 0);
});

test("a cell is coloured by probability, by the share of the greatest entropy, or by the answer's rank", () => {
  assert.equal(shadeOf(lens, "prob")(1, 0), 1);
  assert.equal(shadeOf(lens, "entropy")(0, 1), 0.5);
  assert.deepEqual([shadeOf(lens, "rank")(2, 0), shadeOf(lens, "rank")(1, 0)], [1, 0.5]);
});

test("a guess is right, nearly right, too early or too late", () => {
  assert.deepEqual(
    [3, 2, 1, 7].map((guess) => judged(guess, 3)),
    ["right", "near", "early", "late"],
  );
});
