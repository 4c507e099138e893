import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as chart from "../../../assets/js/lib/chart_layout.js";
import { page } from "../page.js";

const { chartRows, layOutChart, nearest, spread, valuesAt, xText } = chart;
const options = { width: 400, height: 200, xName: "step", yName: "bits" };

/**
 * @param {ArrayLike<number | null>} values
 * @param {Partial<import("../../../assets/js/lib/chart_layout.js").Series>} [more]
 */
const series = (values, more = {}) => ({ name: "a", colour: "var(--um-ink)", values, ...more });

page("en");

describe("the place of a value", () => {
  test("the axis runs from the first to the last x, from the highest to zero", () => {
    const { area, drawn } = layOutChart([series([4, 2, 1])], options);
    const [run] = drawn[0].runs;
    assert.deepEqual([run[0].px, run[0].py], [area.left, area.top]);
    assert.equal(run[2].px, area.right);
    assert.equal(run[2].py, area.bottom - (area.bottom - area.top) / 4);
  });

  test("an axis of negative values holds zero", () => {
    const { y } = layOutChart([series([-4, -2])], options);
    assert.deepEqual(y.domain(), [-4, 1]);
  });

  test("ends that are given hold", () => {
    const { x, y } = layOutChart([series([1, 2])], { ...options, low: -1, high: 5, left: -2, right: 9 });
    assert.deepEqual(
      [x.domain(), y.domain()],
      [
        [-2, 9],
        [-1, 5],
      ],
    );
  });

  test("powers of ten lie equally far apart, and the axis ends at powers", () => {
    const { y, yTicks } = layOutChart([series([0.002, 0.3, 40])], { ...options, log: true });
    assert.deepEqual(y.domain(), [0.001, 100]);
    const heights = yTicks.map(({ at }) => at);
    for (let i = 2; i < heights.length; i++)
      assert.ok(Math.abs(heights[i] - heights[i - 1] - (heights[1] - heights[0])) < 1e-6);
    assert.deepEqual(
      yTicks.map(({ text }) => text),
      ["10⁻³", "0.01", "0.1", "1", "10", "100"],
    );
  });

  test("a logarithm leaves out what has none", () => {
    const { drawn } = layOutChart([series([1, 0, -3, 2])], { ...options, log: true });
    assert.deepEqual(
      drawn[0].runs.map((run) => run.map(({ x }) => x)),
      [[0], [3]],
    );
  });

  test("what is below the given end of a logarithm stands on it", () => {
    const { area, drawn } = layOutChart([series([1, 1e-9])], { ...options, log: true, low: 1e-3 });
    assert.equal(drawn[0].runs[0][1].py, area.bottom);
  });

  test("a gap parts a line", () => {
    const { drawn } = layOutChart([series([1, null, 2, Number.NaN, 3, 4])], options);
    assert.deepEqual(
      drawn[0].runs.map((run) => run.length),
      [1, 1, 2],
    );
  });

  test("one value alone has a place", () => {
    const { area, drawn } = layOutChart([series([3])], options);
    assert.equal(drawn[0].runs[0][0].px, (area.left + area.right) / 2);
  });

  test("nothing at all is an empty chart", () => {
    const { xs, drawn } = layOutChart([series([])], options);
    assert.deepEqual([xs, drawn[0].runs], [[], []]);
  });

  test("names stand in the middle of their columns", () => {
    const names = ["The", "", "sat"].map((label) => ({ label }));
    const { area, xTicks } = layOutChart([series([1, 2, 3])], { ...options, names });
    const column = (area.right - area.left) / 3;
    assert.deepEqual(
      xTicks.map(({ text }) => text),
      ["The", "sat"],
    );
    assert.ok(Math.abs(xTicks[1].at - (area.left + 2.5 * column)) < 1e-6);
  });
});

describe("the numbers on the axes", () => {
  test("are few, round and whole to the right", () => {
    const { xTicks, yTicks } = layOutChart([series(Array.from({ length: 97 }, (_, i) => i / 10))], options);
    assert.ok(xTicks.length <= 8 && xTicks.every(({ text }) => /^\d+$/.test(text)));
    assert.deepEqual(
      yTicks.map(({ text }) => text),
      ["0", "2", "4", "6", "8"],
    );
  });

  test("are spelled as they are told to", () => {
    const { xTicks } = layOutChart([series([1, 2, 3])], { ...options, formatX: (x) => `#${x + 1}`, xTicks: [0, 2] });
    assert.deepEqual(
      xTicks.map(({ text }) => text),
      ["#1", "#3"],
    );
  });
});

describe("pointing", () => {
  const both = [series([1, 2, 3]), series([5, 6], { name: "b", x: [1, 4] })];
  const layout = layOutChart(both, options);

  test("finds the nearest x of any series", () => {
    assert.deepEqual(layout.xs, [0, 1, 2, 4]);
    assert.equal(layout.xs[nearest(layout, layout.x(2.9))], 2);
    assert.equal(layout.xs[nearest(layout, layout.x(3.1))], 4);
    assert.equal(nearest(layout, -1000), 0);
    assert.equal(nearest(layout, 1e6), 3);
  });

  test("tells the series that have a value there", () => {
    const told = (/** @type {number} */ x) => valuesAt(layout, x).map(({ series, point }) => [series.name, point.y]);
    assert.deepEqual(told(1), [
      ["a", 2],
      ["b", 5],
    ]);
    assert.deepEqual(told(4), [["b", 6]]);
  });

  test("names the place", () => {
    assert.equal(xText(options, 3), "step 3");
    assert.equal(xText({ ...options, names: [{ label: "0", title: "block 0" }] }, 0), "block 0");
  });
});

test("the table has a row for every x and a column for every series", () => {
  const rows = chartRows([series([0.1, null]), series([7], { name: "b", x: [1] })], options);
  assert.deepEqual(rows, [
    ["step", "a", "b"],
    [0, 0.1, ""],
    [1, "", 7],
  ]);
});

test("float32 noise does not reach the table", () => {
  assert.equal(chartRows([series(Float32Array.of(0.1))], options)[1][1], 0.1);
});

test("names at the ends of lines do not lie on each other, in the lines' order", () => {
  const placed = spread([50, 52, 10]);
  assert.deepEqual(placed, [50, 65, 10]);
});
