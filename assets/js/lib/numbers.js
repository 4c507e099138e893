// Numbers for people, in the page's language: at most four significant digits where a number stands for
// itself, a fixed number of decimals where numbers stand below each other, and "−" for a minus.

import { language, t } from "./words.js";

const LOCALES = { en: "en-US", zh: "zh-CN" };
const MINUS = "−";
const TIMES = "\u00a0×\u00a0";
const MANY = { en: 1e6, zh: 1e5 }; // counts from here on are said in millions, or in 万
const [TINY, HUGE] = [1e-4, 1e6]; // outside, a measured number is a power of ten
const LEAST_SHARE = 1e-6;

/** @type {Intl.NumberFormatOptions} */
const COMPACT = { notation: "compact", compactDisplay: "long", maximumSignificantDigits: 3 };

/** @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * @param {number} value
 * @param {Intl.NumberFormatOptions} options
 */
function written(value, options) {
  const locale = LOCALES[language()];
  const key = locale + JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { signDisplay: "negative", ...options });
    formats.set(key, format);
  }
  return format.format(value).replace("-", MINUS);
}

/**
 * With `digits` decimals, thousands grouped: 1,234.50. NaN is "NaN".
 *
 * @param {number} value
 * @param {number} [digits]
 */
export const number = (value, digits = 0) =>
  written(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/**
 * In at most `digits` significant digits: 12.35, −0.0021, 3.1 × 10⁻⁸.
 *
 * @param {number} value
 * @param {number} [digits]
 */
export function short(value, digits = 4) {
  const size = Math.abs(value);
  if (size !== 0 && Number.isFinite(size) && (size < TINY || size >= HUGE)) return scientific(value, digits);
  return written(value, { maximumSignificantDigits: Math.max(digits, size >= 1 ? wholeDigits(size) : 0) });
}

/** A whole number is not rounded to fewer digits than it has before the point. */
const wholeDigits = (/** @type {number} */ size) => Math.min(21, Math.floor(Math.log10(size)) + 1);

/**
 * @param {number} value
 * @param {number} digits
 */
function scientific(value, digits) {
  const [factor, exponent] = value.toExponential(Math.min(digits, 2) - 1).split("e");
  const sign = value < 0 ? MINUS : "";
  const size = factor.replace("-", "").replace(/\.0+$/, "");
  return size === "1" ? `${sign}${power(Number(exponent))}` : `${sign}${size}${TIMES}${power(Number(exponent))}`;
}

const SUPERSCRIPTS = new Map([..."-0123456789"].map((sign, i) => [sign, [..."⁻⁰¹²³⁴⁵⁶⁷⁸⁹"][i]]));

/**
 * A power of ten: 10⁻³.
 *
 * @param {number} exponent
 */
export const power = (exponent) => `10${[...String(exponent)].map((sign) => SUPERSCRIPTS.get(sign)).join("")}`;

/**
 * A share of 1 as a percentage of at most `digits` significant digits, whole percents never rounded away:
 * 31%, 8.4%, 0.0024%. What is not all is not 100%, what is not nothing is not 0%.
 *
 * @param {number} share
 * @param {number} [digits]
 * @returns {string}
 */
export function percent(share, digits = 2) {
  if (share > 0 && share < LEAST_SHARE) return `<\u00a0${percent(LEAST_SHARE)}`;
  const value = 100 * share;
  if (value < 100 && value > 0 && Number(value.toPrecision(Math.max(digits, 2))) >= 100) return nearlyAll(value);
  const significant = Math.max(digits, Math.abs(value) >= 10 ? wholeDigits(Math.abs(value)) : 0);
  return `${written(value, { maximumSignificantDigits: significant })}%`;
}

/** @param {number} value a percentage that would round to 100 */
function nearlyAll(value) {
  const digits = Math.ceil(-Math.log10(100 - value));
  const text = written(Math.min(value, 99.99), { maximumFractionDigits: Math.min(2, Math.max(1, digits)) });
  return value > 99.995 ? `>\u00a0${text}%` : `${text}%`;
}

/**
 * How many of something: 8,400, 3.3 million, 330 万.
 *
 * @param {number} n
 */
export const count = (n) =>
  Math.abs(n) < MANY[language()] ? number(n) : written(n, COMPACT).replace(/(?=[万亿])/u, "\u00a0");

/** Chinese puts no space before a unit. */
const withUnit = (/** @type {string} */ text, /** @type {string} */ unit) =>
  `${text}${language() === "zh" ? "" : "\u00a0"}${unit}`;

/**
 * Bytes as B, kB, MB.
 *
 * @param {number} n
 */
export function bytes(n) {
  if (n < 1000) return withUnit(number(n), "B");
  return n < 1e6 ? withUnit(number(n / 1000, 1), "kB") : withUnit(number(n / 1e6, 2), "MB");
}

/**
 * A number of bits, with the word.
 *
 * @param {number} value
 * @param {number} [digits] decimals
 */
export const bits = (value, digits = 2) => t("shell.bits", { n: number(value, digits) });

/**
 * A written number as a factor or summand: a negative one in brackets.
 *
 * @param {string} text
 */
export const bracketed = (text) => (text.startsWith(MINUS) ? `(${text})` : text);

/**
 * The lowest and the highest of many; NaN counts for nothing.
 *
 * @param {Iterable<number>} values
 * @returns {[number, number]}
 */
export function rangeOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * The largest size among numbers, 0 of none.
 *
 * @param {ArrayLike<number>} values
 */
export function largestSize(values) {
  let most = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i]) > most) most = Math.abs(values[i]);
  return most;
}

const SAMPLE = 200_000;

/**
 * The size below which a `share` of all numbers lies, of at most 200,000 of them, evenly picked: the few
 * largest would leave all others pale. Never 0, so that numbers can be divided by it.
 *
 * @param {ArrayLike<number>} values
 * @param {number} [share]
 */
export function usualSize(values, share = 0.98) {
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  const n = Math.ceil(values.length / step);
  const sizes = Float32Array.from({ length: n }, (_, i) => Math.abs(values[i * step])).sort();
  return sizes[Math.min(n - 1, Math.floor(n * share))] || 1;
}

/**
 * A number of a table, of six digits: more than anybody reads, less than a float32 carries of noise.
 *
 * @param {number | null} [value]
 */
export const rounded = (value) => (value === null || value === undefined ? "" : Number(value.toPrecision(6)));
