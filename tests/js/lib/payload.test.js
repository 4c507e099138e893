import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeArray, decodeRows, rowOf } from "../../../assets/js/lib/payload.js";
import { fixture } from "../page.js";

/** @type {{ name: string, payload: import("../../../assets/js/lib/payload.js").ArrayPayload, numbers: any[] }[]} */
const arrays = fixture("payload");

/** @param {string} name */
function arrayOf(name) {
  const found = arrays.find((one) => one.name === name);
  assert.ok(found);
  return found.payload;
}

for (const { name, payload, numbers } of arrays)
  test(`${name} arrive as Python sent them`, () => {
    const { shape, data } = decodeArray(payload);
    assert.deepEqual(shape, payload.shape);
    assert.equal(
      data.length,
      shape.reduce((product, size) => product * size, 1),
    );
    const names = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };
    const sent = numbers.map((one) => (one in names ? names[/** @type {keyof typeof names} */ (one)] : one));
    assert.deepEqual(
      Array.from(data, (value) => value + 0),
      sent.map((value) => value + 0),
    );
  });

test("indices are row-major", () => {
  const { shape, data, at } = decodeArray(arrayOf("floats"));
  for (let i = 0; i < shape[0]; i++)
    for (let j = 0; j < shape[1]; j++)
      for (let k = 0; k < shape[2]; k++) assert.equal(at(i, j, k), data[(i * shape[1] + j) * shape[2] + k]);
});

test("a row of a matrix is its part of the array", () => {
  const matrix = decodeArray(arrayOf("integers"));
  assert.deepEqual([...rowOf(matrix, 1)], [0, -7]);
  assert.equal(rowOf(matrix, 0).buffer, matrix.data.buffer);
});

test("columns become rows", () => {
  const rows = decodeRows({ id: arrayOf("bytes"), rank: arrayOf("bytes") });
  assert.equal(rows.length, 6);
  assert.deepEqual(rows[5], { id: 255, rank: 255 });
});
