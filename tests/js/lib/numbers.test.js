import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import * as numbers from "../../../assets/js/lib/numbers.js";
import { page } from "../page.js";

const { bracketed, bytes, bits, count, largestSize, number, percent, power, rangeOf, short, usualSize } = numbers;
/** Spaces that do not break are spaces to who reads a test. @param {string} text */
const plain = (text) => text.replaceAll("\u00a0", " ");

beforeEach(() => void page("en"));

describe("a number with decimals", () => {
  test("is grouped and rounded", () => {
    assert.equal(number(1234567), "1,234,567");
    assert.equal(number(1234.5, 2), "1,234.50");
  });

  test("has a real minus, and none before a zero", () => {
    assert.equal(number(-0.5, 1), "−0.5");
    assert.equal(number(-0.001, 2), "0.00");
    assert.equal(number(-0), "0");
  });

  test("is NaN in both languages", () => {
    assert.equal(number(Number.NaN, 2), "NaN");
    page("zh");
    assert.equal(number(Number.NaN, 2), "NaN");
  });
});

describe("a number that stands alone", () => {
  test("has four significant digits at most, and no trailing zeros", () => {
    for (const [value, text] of /** @type {const} */ ([
      [12.3456, "12.35"],
      [0.5, "0.5"],
      [-0.00213, "−0.00213"],
      [0, "0"],
      [-0, "0"],
      [0.99999, "1"],
      [12345.6, "12,346"],
    ]))
      assert.equal(short(value), text);
  });

  test("is a power of ten where it is tiny or huge, never 1e-8", () => {
    assert.equal(plain(short(-3.14e-8)), "−3.1 × 10⁻⁸");
    assert.equal(plain(short(1e-5)), "10⁻⁵");
    assert.equal(plain(short(2.5e12)), "2.5 × 10¹²");
    for (const value of [1e-9, 3.3e-5, 9.9999e-5, 1e7, -4e21]) assert.doesNotMatch(short(value), /e/);
  });

  test("keeps its digits before the point", () => assert.equal(short(98765, 2), "98,765"));

  test("can be infinite", () => assert.equal(short(-Infinity), "−∞"));
});

describe("a share", () => {
  test("is a percentage of two significant digits", () => {
    assert.equal(percent(0.314), "31%");
    assert.equal(percent(0.0843), "8.4%");
    assert.equal(percent(0.5), "50%");
    assert.equal(percent(0), "0%");
    assert.equal(percent(1), "100%");
  });

  test("is never 2.4e-3%", () => assert.equal(percent(0.000024), "0.0024%"));

  test("is not 0% when it is something, not 100% when it is not all", () => {
    assert.equal(plain(percent(1e-12)), "< 0.0001%");
    assert.equal(percent(0.9961), "99.6%");
    assert.equal(percent(0.99961), "99.96%");
    assert.equal(plain(percent(0.9999999)), "> 99.99%");
    for (let share = 0.99; share < 1; share += 0.0001) assert.notEqual(percent(share), "100%");
  });

  test("grows with what it says", () => {
    const readBack = (/** @type {string} */ text) => Number(text.replace(/[^\d.]/g, ""));
    let before = 0;
    for (let share = 1e-6; share < 1; share *= 1.003) {
      const now = readBack(percent(share));
      assert.ok(now >= before, `${share}: ${now} after ${before}`);
      before = now;
    }
  });

  test("can have more digits", () => assert.equal(percent(0.31415, 4), "31.42%"));
});

describe("how many", () => {
  test("is said in millions", () => {
    assert.equal(count(3_300_000), "3.3 million");
    assert.equal(count(49_100_000), "49.1 million");
    assert.equal(count(812_345), "812,345");
  });

  test("is said in 万 in Chinese", () => {
    page("zh");
    assert.equal(count(3_300_000), "330\u00a0万");
    assert.equal(count(12_345), "12,345");
  });
});

test("bytes have their unit, in Chinese without a space", () => {
  assert.equal(plain(bytes(999)), "999 B");
  assert.equal(plain(bytes(12_345)), "12.3 kB");
  assert.equal(plain(bytes(3_456_789)), "3.46 MB");
  page("zh");
  assert.equal(bytes(12_345), "12.3kB");
});

test("bits have their word", () => {
  assert.equal(bits(3.6789), "3.68 bits");
  page("zh");
  assert.equal(bits(3.6789, 1), "3.7比特");
});

test("a negative factor stands in brackets", () => {
  assert.equal(bracketed(number(-2, 1)), "(−2.0)");
  assert.equal(bracketed(number(2, 1)), "2.0");
});

test("powers are superscripts", () => assert.equal(power(-12), "10⁻¹²"));

test("a range leaves out what is not a number", () => {
  assert.deepEqual(rangeOf([3, Number.NaN, -1]), [-1, 3]);
  assert.deepEqual(rangeOf([]), [Infinity, -Infinity]);
});

test("the usual size is above nearly all sizes, and never 0", () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => (i % 2 ? i : -i));
  assert.equal(usualSize(values, 0.98), 980);
  assert.equal(usualSize(values, 1), 999);
  assert.equal(usualSize(new Float32Array(5)), 1);
  assert.equal(largestSize(values), 999);
});

test("a large array is sampled evenly", () => {
  const values = Float32Array.from({ length: 1_000_000 }, (_, i) => i / 1_000_000);
  assert.ok(Math.abs(usualSize(values, 0.5) - 0.5) < 1e-3);
});
