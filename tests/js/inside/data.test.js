import assert from "node:assert/strict";
import { test } from "node:test";
import { hiding, nextOf, sourcesOf, strongestLook, withToken } from "../../../assets/js/inside/data.js";

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

test("the strongest look is none at itself, at the first or at a special token", () => {
  const rows = [
    [0, 0, 0, 0],
    [200, 40, 0, 0],
    [250, 30, 100, 0],
    [120, 60, 40, 35],
  ];
  const tokens = ["<s>", "a", "[X]", "b"].map((label, i) => token(label, i === 2 ? null : i, i + 1));
  const at = (/** @type {number[]} */ ...[block, q, k]) => (block ? 0 : rows[q][k]);
  const look = strongestLook(flow({ tokens, nTokens: 4, n_layers: 2, mixing: { at } }), 3);
  assert.deepEqual([look?.block, look?.key], [0, 1]);
  assert.equal(strongestLook(flow({ tokens, nTokens: 4, n_layers: 2, mixing: null }), 3), null);
});
