import assert from "node:assert/strict";
import { test } from "node:test";
import { Head } from "../../../assets/js/attention/data.js";
import { fullWeight, scale } from "../../../assets/js/attention/shades.js";
import { page } from "../page.js";

/** @import { MapKind } from "../../../assets/js/attention/payloads.js" */

const map = (/** @type {MapKind} */ kind) =>
  new Head(
    { layer: 0, head: 0, kind },
    { nRows: 2, nColumns: 2, block: [1, 1] },
    {
      weights: Float32Array.of(0.25, 0, 0.5, 0.75),
      allowed: Uint8Array.of(1, 0, 1, 1),
      strongest: { query: 1, key: 1 },
    },
    true,
  );

test("full colour is the map's strongest weight, each row's, or a weight of 1", () => {
  const link = page();
  assert.deepEqual([0, 1].map(fullWeight(map("head"))), [0.75, 0.75]);
  scale.set("row");
  assert.equal(link["attention.scale"], "row");
  assert.deepEqual([0, 1].map(fullWeight(map("head"))), [0.25, 0.75]);
  scale.set("one");
  assert.deepEqual([0, 1].map(fullWeight(map("average"))), [1, 1]);
});

test("lengths that values carry have no weight of 1: the strongest stands for it", () => {
  page("en", { "attention.scale": "one" });
  assert.deepEqual([0, 1].map(fullWeight(map("value"))), [0.75, 0.75]);
});

test("a scale of a link that there is not is the map's strongest", () => {
  page("en", { "attention.scale": "log" });
  assert.equal(scale.get(), "head");
});
