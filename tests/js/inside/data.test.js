import assert from "node:assert/strict";
import { test } from "node:test";
import { hiding, nextOf, sourcesOf, withToken } from "../../../assets/js/inside/data.js";

/** @typedef {import("../../../assets/js/inside/data.js").Flow} Flow */

const token = (/** @type {string} */ label, /** @type {number | null} */ start, /** @type {number | null} */ end) => ({
  label,
  text: label,
  special: start === null,
  id: 0,
  start,
  end,
});

/** @param {Record<string, unknown>} parts */
const flow = (parts) =>
  /** @type {Flow} */ (
    /** @type {unknown} */ ({
      request: { text: "😀 hi", model: "m" },
      tokens: [token("<s>", null, null), token("😀", 0, 1), token("hi", 2, 4)],
      mask_token: null,
      top: [[], [{ text: " a" }], [{ text: " there" }]],
      ...parts,
    })
  );

test("what a model writes goes behind the text, and nowhere else", () => {
  assert.equal(withToken(flow({}), 2, " there"), "😀 hi there");
  assert.equal(withToken(flow({}), 1, " a"), null);
});

test("a hidden token is filled where it stands, also behind an emoji", () => {
  const masked = flow({
    request: { text: "😀 [MASK]!", model: "m" },
    tokens: [token("[CLS]", null, null), token("😀", 0, 1), token("[MASK]", 2, 8), token("!", 8, 9)],
    mask_token: "[MASK]",
  });
  assert.equal(withToken(masked, 2, "##hi"), "😀 hi!");
  assert.equal(withToken(masked, 1, "hi"), null);
  assert.equal(hiding(masked, 1), "[MASK] [MASK]!");
  assert.equal(hiding(masked, 0), null);
});

test("a model that ends the text appends nothing", () => {
  assert.equal(nextOf(flow({}), 2), "😀 hi there");
  assert.equal(nextOf(flow({ top: [[], [], [{ text: null }, { text: " x" }]] }), 2), null);
});

test("lines are drawn from others that get a share worth it", () => {
  const weights = [0, 0, 0, 0, 0, 0, 5, 200, 50];
  const mixing = { shape: [1, 3, 3], data: weights, at: (/** @type {number[]} */ ...[, q, k]) => weights[3 * q + k] };
  const found = sourcesOf(/** @type {any} */ ({ mixing, nTokens: 3 }), 0, 2);
  assert.deepEqual(
    found.map(({ key }) => key),
    [1],
  );
  assert.deepEqual(sourcesOf(/** @type {any} */ ({ mixing: null, nTokens: 3 }), 0, 2), []);
});
