// A text in lines of a given width: broken between words as each script has them, long ones anywhere.

import { graphemes } from "./graphemes.js";
import { fitted } from "./labels.js";

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
const CLOSES = /^[\p{Pe}\p{Pf}\p{Po}\p{M}]/u; // never begins a line
const OPENS = /[\p{Ps}\p{Pi}]$/u; // never ends one
const MANY = 4000; // characters, beyond which no picture has lines for more

/**
 * @param {string} text white space of any kind is one space
 * @param {number} width
 * @param {(text: string) => number} measure
 * @param {number} [mostLines] the last of them ends in "…" where more would follow
 * @returns {string[]} none of an empty text
 */
export function wrapped(text, width, measure, mostLines = Infinity) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (const part of pieces(text)) {
    if (measure((line + part).trimEnd()) <= width) {
      line += part;
      continue;
    }
    if (line.trim()) lines.push(line.trim());
    const [full, rest] = brokenUp(part.trimStart(), width, measure);
    lines.push(...full);
    line = rest;
    if (lines.length > mostLines) break;
  }
  if (line.trim()) lines.push(line.trim());
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines - 1), fitted(`${lines[mostLines - 1]}…`, width, measure)];
}

/** What must stay on one line: words, each with what closes behind it and opens before it. @param {string} text */
function pieces(text) {
  /** @type {string[]} */
  const found = [];
  for (const { segment } of segmenter.segment(text.slice(0, MANY).replace(/\s+/g, " ").trim())) {
    const before = found.at(-1);
    if (before !== undefined && (CLOSES.test(segment) || OPENS.test(before))) found[found.length - 1] += segment;
    else found.push(segment);
  }
  return found;
}

/**
 * @param {string} part
 * @param {number} width
 * @param {(text: string) => number} measure
 * @returns {[full: string[], rest: string]}
 */
function brokenUp(part, width, measure) {
  if (measure(part) <= width) return [[], part];
  /** @type {string[]} */
  const full = [];
  let line = "";
  for (const character of graphemes(part)) {
    if (line && measure(line + character) > width) {
      full.push(line);
      line = "";
    }
    line += character;
  }
  return [full, line];
}
