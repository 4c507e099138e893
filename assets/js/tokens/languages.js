// Two bars a tokenizer: the tokens of a sentence in English, and below in Chinese.

import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { named, t } from "../lib/words.js";
import { familyClass, nameOf } from "./columns.js";
import { nameLabel } from "./names.js";

/** @import { CostPayload, CountsPayload } from "./payloads.js" */

const [LABEL, BAR, ROW, RIGHT, HEAD, KEY] = [150, 13, 44, 110, 26, 110];
const BESIDE = 10; // between a name and its bars
const LANGUAGES = ["english", "chinese"];

/** Tokens of the text itself. @param {CountsPayload} counts */
const real = ({ n_tokens, n_added }) => n_tokens - n_added;

/** @param {CostPayload[]} costs @param {number} width */
export function languagePicture(costs, width) {
  const most = Math.max(...costs.flatMap(({ counts }) => counts.map(real)));
  const scale = (width - LABEL - RIGHT) / most;
  const height = HEAD + costs.length * ROW;
  const legend = LANGUAGES.map((name, n) =>
    el(
      "g",
      { transform: `translate(${LABEL + n * KEY} 0)` },
      el("rect", { class: `um-${name}`, x: 0, y: 4, width: 12, height: 10, rx: 2 }),
      el("text", { class: "um-count-text", x: 18, y: 13 }, t(`tokens.${name}_short`)),
    ),
  );
  const rows = costs.map((cost, r) =>
    el(
      "g",
      { class: familyClass(cost), transform: `translate(0 ${HEAD + r * ROW})` },
      nameLabel(nameOf(cost), { x: 0, y: 19, width: LABEL - BESIDE }),
      cost.counts.map((counts, n) => barOf(counts, LANGUAGES[n], n * (BAR + 3), scale)),
    ),
  );
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const attrs = { class: "um-languages", role: "img", "aria-label": t("tokens.languages_alt") };
  return el("svg", { ...size, ...attrs }, legend, rows);
}

/** @param {CountsPayload} counts @param {string} language @param {number} y @param {number} scale */
function barOf(counts, language, y, scale) {
  const width = Math.max(1, real(counts) * scale);
  const unknown = counts.n_unknown ? ` · ${t("tokens.unknown_of", { n: counts.n_unknown })}` : "";
  const kind = counts.n_unknown ? "um-count-text um-warn" : "um-count-text";
  return [
    el("rect", { class: `um-${language}`, x: LABEL, y, width, height: BAR, rx: 2 }),
    el("text", { class: kind, x: LABEL + width + 6, y: y + 10.5 }, number(real(counts)) + unknown),
  ];
}

/** @param {CostPayload[]} costs @returns {import("../lib/table.js").Rows} */
export const languageTable = (costs) => [
  [
    t("tokens.col_tokenizer"),
    ...LANGUAGES.flatMap((name) =>
      ["n_tokens", "n_unknown"].map((count) => named(t(`tokens.${name}_short`), t(`tokens.cost_${count}`))),
    ),
  ],
  ...costs.map((cost) => [nameOf(cost), ...cost.counts.flatMap((counts) => [real(counts), counts.n_unknown])]),
];
