import assert from "node:assert/strict";
import { test } from "node:test";
import { meant } from "../../../assets/js/shell/present.js";

const FREE = { isInField: false, isWalked: false, isMenuOpen: false };

test("keys walk the labs and sections", () => {
  assert.deepEqual(meant({ key: "ArrowRight" }, FREE), { by: 1 });
  assert.deepEqual(meant({ key: "PageDown" }, FREE), { by: 1 });
  assert.deepEqual(meant({ key: "ArrowLeft" }, FREE), { by: -1 });
  assert.deepEqual(meant({ key: "PageUp" }, FREE), { by: -1 });
  assert.deepEqual(meant({ key: "2" }, FREE), { lab: 1 });
  assert.equal(meant({ key: "Escape" }, FREE), "leave");
  for (const key of ["0", "ArrowDown", " ", "a", "Tab"]) assert.equal(meant({ key }, FREE), null, key);
});

test("a clicker's keys and Escape work everywhere; arrows and digits are the field's that has the focus", () => {
  const where = { ...FREE, isInField: true };
  assert.deepEqual(meant({ key: "PageDown" }, where), { by: 1 });
  assert.equal(meant({ key: "Escape" }, where), "leave");
  for (const key of ["ArrowRight", "ArrowLeft", "3"]) assert.equal(meant({ key }, where), null, key);
  assert.equal(meant({ key: "ArrowRight" }, { ...FREE, isWalked: true }), null);
  assert.deepEqual(meant({ key: "3" }, { ...FREE, isWalked: true }), { lab: 2 });
});

test("an open menu keeps its keys, and the browser its own", () => {
  for (const key of ["Escape", "PageDown", "1"]) assert.equal(meant({ key }, { ...FREE, isMenuOpen: true }), null);
  assert.equal(meant({ key: "ArrowLeft", altKey: true }, FREE), null);
  assert.equal(meant({ key: "1", ctrlKey: true }, FREE), null);
});
