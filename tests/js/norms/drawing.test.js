import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { arrange, boxesOf, cellAt, middleOf, ringAround, visibleBox } from "../../../assets/js/norms/drawing.js";
import { binned } from "../../../assets/js/norms/histogram.js";
import { tint } from "../../../assets/js/norms/moves.js";

const shape = /** @type {any} */ ({ nSentences: 3, nPositions: 5, dModel: 8 });
const places = arrange(shape, { width: 200, height: 80, gap: 10, perRow: 2, rowGap: 30 });

describe("sheets", () => {
  test("stand side by side and then in the next row, without touching", () => {
    assert.deepEqual(
      places.map(({ b, y }) => [b, y]),
      [
        [0, 0],
        [1, 0],
        [2, 110],
      ],
    );
    assert.ok(places[1].x >= places[0].x + places[0].width + 10);
    assert.ok(places[1].x + places[1].width <= 200);
  });

  test("give back the cell whose middle is pointed at", () => {
    for (let b = 0; b < 3; b++)
      for (let p = 0; p < 5; p++)
        for (let d = 0; d < 8; d++) {
          const { cx, cy } = middleOf(shape, places, { b, p, d });
          assert.deepEqual(cellAt(shape, places, cx, cy), { b, p, d });
        }
    assert.equal(cellAt(shape, places, places[0].x + places[0].width + 5, 10), null);
  });

  test("cover a whole sentence with the box of all its positions and features", () => {
    const [box] = boxesOf(shape, places, [{ b: 1, positions: [0, 5], features: [0, 8] }]);
    const { x, y, width, height } = places[1];
    assert.deepEqual(box, { x, y, width, height });
  });
});

test("a box that is too thin to be seen grows about its middle", () => {
  const { x, y, width, height } = visibleBox({ x: 10, y: 20, width: 0.5, height: 40 });
  assert.equal(width, 2.5);
  assert.equal(x + width / 2, 10.25);
  assert.deepEqual([y, height], [20, 40]);
});

test("a histogram counts every value once, the highest in the last bin", () => {
  const { counts, low, high } = binned([0, 1, 2, 3, 4], 4);
  assert.deepEqual(counts, [1, 1, 1, 2]);
  assert.deepEqual([low, high], [0, 4]);
  assert.deepEqual(binned([7, 7], 3).counts, [2, 0, 0]);
});

test("a tint grows with the move; what is rounding has none", () => {
  assert.equal(tint(9e-4), 0);
  assert.ok(tint(2e-3) > 0 && tint(2e-3) < tint(0.5));
  assert.equal(tint(100), 1);
});

test("a ring stands around its slice and hides none of it, however thin it is", () => {
  const slice = { x: 10, y: 20, width: 60, height: 0.5 };
  const ring = ringAround(slice);
  const halfStroke = 0.5;
  assert.ok(ring.y + halfStroke < slice.y && ring.x + halfStroke < slice.x);
  assert.ok(ring.y + ring.height - halfStroke > slice.y + slice.height);
  assert.ok(ring.x + ring.width - halfStroke > slice.x + slice.width);
});
