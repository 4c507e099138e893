// A tokenizer's name beside its row: several models may share one, so it may need two lines.

import { el } from "../lib/dom.js";
import { fitted, pageFont, textWidth } from "../lib/labels.js";

/** @import { Measure } from "./layout.js" */

const [SIZE, WEIGHT, LINE] = [12.5, 600, 15]; // as assets/css/tokens.css has them

/**
 * A name on one line, or on two where it is long: parted between models, else between words. What is left over is cut.
 * @param {string} name @param {number} width @param {Measure} measure
 */
export function nameLines(name, width, measure) {
  const fits = (/** @type {string} */ part) => measure(part) <= width;
  if (fits(name)) return [name];
  for (const gap of [" · ", " "]) {
    const parts = name.split(gap);
    const n = parts.findLastIndex((_, i) => i > 0 && fits(parts.slice(0, i).join(gap) + gap.trimEnd()));
    if (n > 0) return [parts.slice(0, n).join(gap) + gap.trimEnd(), fitted(parts.slice(n).join(gap), width, measure)];
  }
  return [fitted(name, width, measure)];
}

/**
 * The name as an svg text of two lines at most, or of one, around `y`; never wider than `width`.
 * @param {string} name @param {{ x: number, y: number, width: number, isOneLine?: boolean }} place
 */
export function nameLabel(name, { x, y, width, isOneLine = false }) {
  const font = pageFont();
  const measure = (/** @type {string} */ text) => textWidth(text, font, SIZE, WEIGHT);
  const lines = isOneLine ? [fitted(name, width, measure)] : nameLines(name, width, measure);
  const top = y - ((lines.length - 1) * LINE) / 2;
  const isWhole = lines.join(" ") === name;
  return el(
    "text",
    { class: "um-row-name" },
    isWhole ? null : el("title", {}, name),
    lines.map((line, n) => el("tspan", { x, y: top + n * LINE }, line)),
  );
}
