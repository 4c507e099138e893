// A number taken apart: the terms that made it with the numbers put in, the largest first, added up on screen.

import { el } from "../lib/dom.js";
import { bracketed, largestSize, number, percent, short } from "../lib/numbers.js";
import { table, tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { shortName } from "./steps.js";
import { total } from "./total.js";

/** @import { NumberPayload, Summand } from "./payloads.js" */

const DIGITS = 4;

/** @param {NumberPayload} cell */
export function drawSum(cell) {
  const title = `${cell.name}[${cell.index.join(", ")}] = ${short(cell.value, DIGITS)}`;
  if (cell.form === "given") return [el("h4", {}, title), el("p", {}, t("inside.form_given"))];
  const line = formLine(cell);
  return [
    el("h4", {}, title),
    el("p", { class: "um-caption" }, t(`inside.form_${cell.form}`)),
    line && el("p", { class: "put-in" }, line),
    cell.terms.length > 0 && terms(cell),
    el("p", { class: "adds-up" }, addsUp(cell)),
    cell.terms.length > 0 && tableOf(`sum-${cell.name}`, () => rows(cell)),
  ].filter((part) => part instanceof Element);
}

/** The formula of a number that is no plain sum, with its numbers. @param {NumberPayload} cell */
function formLine({ form, known, value, function: name }) {
  const said = Object.fromEntries(Object.entries(known).map(([key, one]) => [key, bracketed(short(one, DIGITS))]));
  const put = { ...said, value: short(value, DIGITS), function: name };
  if (form === "softmax") return known.forbidden ? t("inside.put_forbidden") : null;
  const keys = ["layer_norm", "rms_norm", "activation"];
  return keys.includes(form) ? t(`inside.put_${form}`, put) : null;
}

/** @param {NumberPayload} cell */
function terms(cell) {
  const most = largestSize(cell.terms.map(({ value }) => value));
  const shares = cell.form === "softmax" ? cell.terms.reduce((sum, { value }) => sum + value, cell.rest) : 0;
  const told = cell.terms.map(({ where, factors, value }) => [
    el("code", {}, where.map(shortName).join(" × ")),
    factors.length > 1 || (factors.length && shares) ? factorsOf(factors, shares) : "",
    signed(value, most),
    shares ? percent(value / shares) : short(value, DIGITS),
  ]);
  if (cell.n_rest) told.push([t("inside.rest", { n: number(cell.n_rest) }), "", "", short(cell.rest, DIGITS)]);
  const head = [t("inside.where"), t("inside.numbers"), "", t(shares ? "inside.share" : "inside.adds")];
  return el("div", { class: "scroll" }, table(head, told, { class: "terms" }));
}

/** @param {number[]} factors @param {number} isPower */
const factorsOf = (factors, isPower) =>
  isPower ? `e^${short(factors[0], DIGITS)}` : factors.map((one) => bracketed(short(one, DIGITS))).join(" × ");

/**
 * A bar to the left for what is taken off, to the right for what is added.
 *
 * @param {number} value
 * @param {number} most
 */
const signed = (value, most) =>
  el("i", {
    class: `signed ${value < 0 ? "minus" : "plus"}`,
    style: { "--share": String(most ? Math.abs(value) / most : 0) },
    "aria-hidden": "true",
  });

/** @param {NumberPayload} cell */
function addsUp(cell) {
  const [sum, value] = [total(cell), cell.value].map((one) => (one === null ? null : short(one, 6)));
  return sum === null ? t("inside.is_value", { value }) : t("inside.adds_up", { sum, value });
}

/** @param {NumberPayload} cell */
function rows({ terms: told, n_rest, rest }) {
  const row = (/** @type {Summand} */ { where, factors, value }) => [
    where.join(" * "),
    factors[0] ?? "",
    factors[1] ?? "",
    value,
  ];
  const last = n_rest ? [[t("inside.rest", { n: number(n_rest) }), "", "", rest]] : [];
  return [[t("inside.where"), "1", "2", t("inside.adds")], ...told.map(row), ...last];
}
