import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOf, sameChoices } from "../../../assets/js/shell/lesson_place.js";

test("a link names a lesson and its step", () => {
  assert.deepEqual(placeOf("mask.2"), { id: "mask", step: 2 });
  assert.deepEqual(placeOf("mask"), { id: "mask", step: 1 });
  assert.deepEqual(placeOf("mask.x"), { id: "mask", step: 0 });
  assert.equal(placeOf(""), null);
});

test("two links show the same whatever their lesson, language and order", () => {
  const same = (/** @type {string} */ one, /** @type {string} */ other) =>
    sameChoices(new URLSearchParams(one), new URLSearchParams(other));
  assert.ok(same("lab=norms&text=a&lesson=x.1", "text=a&lab=norms&lang=zh&lesson=x.2"));
  assert.ok(!same("lab=norms&text=a", "lab=norms&text=b"));
});
