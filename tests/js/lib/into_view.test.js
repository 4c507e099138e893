import assert from "node:assert/strict";
import { test } from "node:test";
import { isInView } from "../../../assets/js/lib/into_view.js";

test("all of a thing, or its beginning in the upper half of the window, is in view", () => {
  for (const [top, bottom, expected] of /** @type {const} */ ([
    [0, 900, true],
    [700, 880, true],
    [440, 5000, true],
    [460, 5000, false],
    [700, 920, false],
    [-1, 300, false],
    [1700, 1800, false],
  ]))
    assert.equal(isInView({ top, bottom }, 0, 900), expected, `${top} to ${bottom}`);
});

test("what lies under the bar of labs is not", () => {
  assert.equal(isInView({ top: 40, bottom: 300 }, 60, 900), false);
  assert.equal(isInView({ top: 60, bottom: 300 }, 60, 900), true);
});
