import assert from "node:assert/strict";
import { test } from "node:test";
import { t } from "../../../assets/js/lib/words.js";
import {
  distributionLines,
  fateRows,
  smoothedPair,
  spreadNats,
  worst,
} from "../../../assets/js/side_by_side/losses.js";
import { page } from "../page.js";

page();

/**
 * @param {number} position
 * @param {number} plain
 * @param {number} [smoothed]
 */
const term = (position, plain, smoothed = plain) => ({
  position,
  true: "cat",
  read: "[MASK]",
  fate: "mask",
  plain_nats: plain,
  smoothed_nats: smoothed,
  top: [
    { token: "cat", prob: 0.5, true: true },
    { token: "dog", prob: 0.25, true: false },
  ],
});

/** @param {number} a @param {number} b */
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("the worst term is the first with the largest loss", () => {
  assert.equal(worst([term(1, 2), term(4, 5), term(6, 5)])?.position, 4);
  assert.equal(worst([]), undefined);
});

test("smoothing's mean gives the smoothed loss back", () => {
  const [smoothing, plain, mean] = [0.1, 11.88, 14.21];
  near(spreadNats(term(0, plain, (1 - smoothing) * plain + smoothing * mean), smoothing), mean);
});

test("both distributions sum to one", () => {
  const [dVocab, smoothing] = [4096, 0.1];
  const other = smoothing / dVocab;
  const lines = distributionLines(
    term(0, 1),
    { d_vocab: dVocab, target: { true: 1 - smoothing + other, other } },
    (n) => `${n} others`,
  );
  near(
    lines.reduce((sum, { prob }) => sum + prob, 0),
    1,
  );
  near(
    lines.reduce((sum, { wanted }) => sum + wanted, 0),
    1,
  );
  assert.deepEqual(
    lines.map(({ token, isTrue }) => [token, isTrue]),
    [
      ["cat", true],
      ["dog", false],
      ["4094 others", false],
    ],
  );
});

test("smoothing a pair moves both losses towards their mean and keeps it", () => {
  const { follows, apart, wanted } = smoothedPair([0.108, 2.282], 0.1);
  assert.equal(Number(follows) + Number(apart), 2.39);
  assert.ok(Number(follows) > 0.108 && Number(apart) < 2.282);
  assert.equal(wanted, "95");
  const unsmoothed = smoothedPair([1, 3], 0);
  assert.deepEqual([unsmoothed.follows, unsmoothed.apart, unsmoothed.wanted], ["1.000", "3.000", "100"]);
});

test("a row says where a target stands, what it was and what was done to it", () =>
  assert.deepEqual(fateRows([term(3, 1.5, 2)], t)[1], [3, "cat", "[MASK]", "hidden", "1.5000", "2.0000"]));
