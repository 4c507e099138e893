import assert from "node:assert/strict";
import { test } from "node:test";
import { placed } from "../../../assets/js/lib/tooltip.js";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };
const box = (/** @type {[number, number, number, number]} */ [left, top, right, bottom]) => ({
  left,
  top,
  right,
  bottom,
});

test("a bubble stands above its target, in its middle", () => {
  assert.deepEqual(placed(box([600, 500, 700, 520]), { width: 200, height: 100 }, DESK), { left: 550, top: 392 });
});

test("it stays inside a phone's screen, whatever it tells of", () => {
  const size = { width: 374, height: 200 };
  for (const left of [0, 100, 360])
    for (const top of [0, 150, 600, 830]) {
      const place = placed(box([left, top, left + 25, top + 20]), size, PHONE);
      assert.ok(place.left >= 8 && place.left + size.width <= PHONE.width - 8, `${left} ${top}: ${place.left}`);
      assert.ok(place.top >= 8 && place.top + size.height <= PHONE.height - 8, `${left} ${top}: ${place.top}`);
    }
});

test("it covers none of the rows that it lights", () => {
  const size = { width: 300, height: 220 };
  const rows = box([80, 575, 1300, 815]);
  const tile = box([600, 640, 700, 670]);
  assert.deepEqual(placed(tile, size, DESK, rows), { left: 500, top: 575 - 220 - 8 });
  assert.equal(
    placed(tile, size, DESK, { ...rows, top: 100 }).left,
    708,
    "beside what is lit where rows fill the window",
  );
  const atTheEdge = placed(box([1250, 640, 1350, 670]), size, DESK, { ...rows, top: 100 });
  assert.equal(atTheEdge.left, 1250 - 300 - 8);
});
