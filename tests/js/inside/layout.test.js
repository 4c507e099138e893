import assert from "node:assert/strict";
import { test } from "node:test";
import { crossing, halfWidth, layOutFlow, markRadius, ribbon, wayBack } from "../../../assets/js/inside/layout.js";

const numbers = (/** @type {string} */ path) => (path.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);

test("blocks fill the width between the tokens and what comes out, from left to right", () => {
  const layout = layOutFlow({ nTokens: 14, nBlocks: 8, width: 1256, hasNext: true });
  assert.ok(Math.abs(layout.width - 1256) < 1e-6);
  for (const [n, { x, width, attention, mlp }] of layout.blocks.entries()) {
    assert.ok(x < attention && attention < mlp && mlp < x + width);
    if (n) assert.ok(Math.abs(layout.blocks[n - 1].x + layout.blocks[n - 1].width - x) < 1e-6);
  }
  assert.equal(layout.stations.length, 9);
  assert.ok(layout.start < layout.stations[0]);
});

test("a deep model on a narrow page is wider than the page, and never unreadable", () => {
  const layout = layOutFlow({ nTokens: 14, nBlocks: 24, width: 360, hasNext: true });
  assert.ok(layout.width > 360);
  assert.ok(layout.blocks.every(({ width }) => width >= 58));
});

test("one token and 256 tokens both have lanes that do not overlap", () => {
  for (const nTokens of [1, 64, 256]) {
    const layout = layOutFlow({ nTokens, nBlocks: 2, width: 800, hasNext: false });
    const thickest = halfWidth(9, 3, layout.row);
    assert.ok(2 * thickest < layout.row);
    assert.ok(layout.middle(nTokens - 1) + layout.row / 2 <= layout.height);
    assert.equal(layout.middle(0), layout.top + layout.row / 2);
  }
});

test("a lane is as thick as its vector is long, up to the limit", () => {
  assert.ok(Math.abs(halfWidth(2, 8, 20) * 2 - halfWidth(4, 8, 20)) < 1e-9);
  assert.equal(halfWidth(8, 8, 20), halfWidth(80, 8, 20));
  assert.ok(halfWidth(0, 8, 20) > 0);
});

test("a lane's outline touches both sides at every station, and closes", () => {
  const path = ribbon([0, 10, 30], [1, 2, 4], 50);
  assert.ok(path.startsWith("M0 49") && path.endsWith("Z"));
  for (const [x, half] of [
    [10, 2],
    [30, 4],
  ]) {
    assert.ok(path.includes(`${x} ${50 - half}`));
    assert.ok(path.includes(`${x} ${50 + half}`));
  }
});

test("a mark's area grows with the length", () => {
  assert.ok(Math.abs(markRadius(4, 16, 20) * 2 - markRadius(16, 16, 20)) < 1e-9);
});

test("a look leads from lane to lane, and the way back to the tokens' column", () => {
  const path = numbers(crossing({ x: 1, y: 2 }, { x: 30, y: 40 }));
  assert.deepEqual(
    [path.slice(0, 2), path.slice(-2)],
    [
      [1, 2],
      [30, 40],
    ],
  );
  const layout = layOutFlow({ nTokens: 4, nBlocks: 2, width: 800, hasNext: true });
  assert.ok(wayBack(layout, 60).endsWith(`H${layout.labels + 4}`));
});
