import assert from "node:assert/strict";
import { test } from "node:test";
import { inside, isPress, walk, walkLine } from "../../../assets/js/lib/keys.js";

const grid = { nRows: 3, nColumns: 4 };
const press = (/** @type {string} */ key, held = {}) => ({ key, ...held });

test("arrows lead to the neighbours", () => {
  assert.deepEqual(walk(press("ArrowRight"), { row: 1, column: 1 }, grid), { row: 1, column: 2 });
  assert.deepEqual(walk(press("ArrowUp"), { row: 1, column: 1 }, grid), { row: 0, column: 1 });
});

test("nobody walks out of the grid", () => {
  for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"])
    for (let row = 0; row < grid.nRows; row++)
      for (let column = 0; column < grid.nColumns; column++) {
        const to = walk(press(key), { row, column }, grid);
        assert.ok(to && to.row >= 0 && to.row < grid.nRows && to.column >= 0 && to.column < grid.nColumns);
      }
});

test("Home and End lead along the row", () => {
  assert.deepEqual(walk(press("Home"), { row: 2, column: 2 }, grid), { row: 2, column: 0 });
  assert.deepEqual(walk(press("End"), { row: 2, column: 2 }, grid), { row: 2, column: 3 });
});

test("other keys and shortcuts lead nowhere", () => {
  assert.equal(walk(press("a"), { row: 0, column: 0 }, grid), null);
  assert.equal(walk(press("ArrowRight", { ctrlKey: true }), { row: 0, column: 0 }, grid), null);
  assert.equal(walk(press("ArrowRight", { metaKey: true }), { row: 0, column: 0 }, grid), null);
});

test("on a line both kinds of arrows move, page keys by ten", () => {
  assert.equal(walkLine(press("ArrowDown"), 3, 20), 4);
  assert.equal(walkLine(press("ArrowLeft"), 3, 20), 2);
  assert.equal(walkLine(press("ArrowLeft"), 0, 20), 0);
  assert.equal(walkLine(press("PageDown"), 3, 20), 13);
  assert.equal(walkLine(press("PageDown"), 15, 20), 19);
  assert.equal(walkLine(press("End"), 3, 20), 19);
  assert.equal(walkLine(press("Home"), 3, 20), 0);
  assert.equal(walkLine(press("Tab"), 3, 20), null);
});

test("an index stays inside", () =>
  assert.deepEqual(
    [-1, 0, 9].map((i) => inside(i, 4)),
    [0, 0, 3],
  ));

test("Enter and space press", () => assert.deepEqual([isPress(press("Enter")), isPress(press(" "))], [true, true]));
