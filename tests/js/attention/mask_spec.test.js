import assert from "node:assert/strict";
import { test } from "node:test";
import {
  firstSpec,
  isPadded,
  isPainted,
  kindOf,
  kindsOf,
  maskName,
  readSpec,
  repainted,
  resized,
} from "../../../assets/js/attention/mask_spec.js";
import { fixture, page } from "../page.js";

/** @import { Masks } from "../../../assets/js/attention/mask_spec.js" */

/** @type {{ table: Masks, canonical: Record<string, string>, refused: string[] }} */
const { table, canonical, refused } = fixture("masks");

test("what the server reads is read as the server spells it", () => {
  for (const [written, spec] of Object.entries(canonical)) assert.equal(readSpec(written, table), spec, written);
});

test("what the server refuses is not asked for", () => {
  for (const written of refused) assert.ok(["full", "[]"].includes(readSpec(written, table)), written);
  assert.equal(readSpec(undefined, table), "full");
  assert.equal(readSpec("toString", table), "full");
});

test("every kind begins with a mask of its kind", () => {
  for (const kind of kindsOf(table)) {
    const spec = firstSpec(kind, table);
    assert.equal(readSpec(spec, table), spec);
    assert.equal(kindOf(spec), kind);
    assert.equal(isPainted(spec), kind === "paint");
  }
});

test("a number is kept within its mask's bounds", () => {
  const bounds = { low: 1, high: 64, begin: 3 };
  assert.equal(resized("window:3", 12.4, bounds), "window:12");
  assert.equal(resized("window:3", 0, bounds), "window:1");
  assert.equal(resized("window:3", Number.NaN, bounds), "window:1");
  assert.equal(resized("window:3", 1e9, bounds), "window:64");
});

test("a cell painted twice is as it was, and cells stand in reading order", () => {
  const one = repainted("[[5,1]]", { query: 13, key: 0 });
  assert.equal(one, "[[5,1],[13,0]]");
  assert.equal(repainted(one, { query: 13, key: 0 }), "[[5,1]]");
  assert.equal(repainted("[[5,1]]", { query: 5, key: 0 }), "[[5,0],[5,1]]");
  assert.equal(repainted("[[5,1]]", { query: 5, key: 1 }), "[]");
});

test("every mask has a name in both languages, with its number", () => {
  for (const language of /** @type {const} */ (["en", "zh"])) {
    page(language);
    for (const spec of Object.values(canonical)) assert.ok(maskName(spec).trim(), spec);
    assert.ok(maskName("window:3").endsWith(" 3"));
    assert.equal(maskName("[[5,1]]"), maskName("[]"));
  }
});

test("the last queries are padding themselves where the mask says so", () => {
  assert.deepEqual(
    [0, 6, 7, 8].filter((query) => isPadded("padding:2", query, 9)),
    [7, 8],
  );
  for (const mask of ["full", "window:2", "prefix:2", "[[1,0]]"]) assert.ok(!isPadded(mask, 8, 9), mask);
});
