// What a text costs in each tokenizer, and what happens to a sentence when it is said in Chinese.

import { downloadCsv, downloadSvg, el, number, setting, t, tableOf } from "../common.js";
import { nameOf } from "./columns.js";
import { asking, debounced, fieldOf } from "./asking.js";
import { ofText } from "./section.js";

/** Sentences and translations of the Tatoeba project, which no tokenizer here was trained on. */
const PAIRS = [
  ["The more books you read, the more you'll know.", "你看的书越多，你知道的越多。"],
  ["Spring is my favorite season.", "春天是我最喜欢的季节。"],
  ["The sky is full of stars.", "天空中繁星点点。"],
  ["The camel can go a long time without water and food.", "骆驼可以撑很久不吃不喝。"],
  ["Don't be afraid of making mistakes when you speak English.", "当你说英语的时候不要怕犯错。"],
  ["Mt. Fuji is the highest mountain in Japan.", "富士山是日本最高的山。"],
];

function create({ holder, server }) {
  const english = setting("tokens.english");
  const chinese = setting("tokens.chinese");
  const own = el("div");
  const both = el("div");
  const ask = asking(both, server.two_languages, drawBoth);
  const fields = [
    fieldOf("tokens.english_label", english, debounced(compare)),
    fieldOf("tokens.chinese_label", chinese, debounced(compare)),
  ];
  const presets = el(
    "select",
    { "aria-label": t("tokens.pairs"), onchange: usePair },
    el("option", { value: "" }, t("tokens.pairs")),
    PAIRS.map(([words], n) => el("option", { value: n }, words)),
  );
  let models = null;
  holder.append(
    el("p", { class: "um-section-lead" }, t("tokens.cost_lead")),
    own,
    el("h3", {}, t("tokens.languages_title")),
    el("p", { class: "um-section-lead" }, t("tokens.languages_lead")),
    el("div", { class: "um-bar" }, fields, presets),
    both,
    el("p", { class: "um-caption" }, t("tokens.pairs_source")),
  );

  function usePair() {
    const pair = PAIRS[Number(presets.value)];
    if (presets.value === "") return;
    [english, chinese].forEach((kept, n) => {
      kept.set(pair[n]);
      fields[n].querySelector("input").value = pair[n];
    });
    compare();
  }

  function compare() {
    ask({ english: english.get(), chinese: chinese.get(), models });
  }

  function show(value) {
    own.replaceChildren(...costOf(value.rows));
    if (JSON.stringify(models) === JSON.stringify(value.models)) return;
    models = value.models;
    compare();
  }

  function drawBoth(rows) {
    both.replaceChildren(
      languages(rows, Math.min(CHART.widest, both.clientWidth)),
      tableOf("tokens-languages", languageTable(rows)),
    );
  }

  return { show };
}

export const mount = ofText(create);

const COLUMNS = [
  "n_pieces",
  "n_tokens",
  "characters_per_token",
  "bytes_per_token",
  "n_unknown",
  "n_added",
  "n_dropped",
];
const DIGITS = { characters_per_token: 2, bytes_per_token: 2 };
const valueOf = (row, name) => (name === "n_pieces" ? row.n_pieces : row.counts[name]);

function costOf(rows) {
  const most = Math.max(...rows.map(({ counts }) => counts.n_tokens));
  const table = el(
    "table",
    { class: "um-cost" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col" }, t("tokens.col_tokenizer")),
        COLUMNS.map((name) => el("th", { scope: "col", title: t(`tokens.${name}_long`) }, t(`tokens.cost_${name}`))),
      ),
    ),
    el(
      "tbody",
      {},
      rows.map((row) => costRow(row, most)),
    ),
  );
  const csv = [
    [t("tokens.col_tokenizer"), ...COLUMNS.map((name) => t(`tokens.cost_${name}`))],
    ...rows.map((row) => [nameOf(row), ...COLUMNS.map((name) => valueOf(row, name))]),
  ];
  return [
    el("div", { class: "um-scroll", tabindex: "0" }, table),
    el(
      "div",
      { class: "um-actions" },
      el("button", { type: "button", class: "um-link", onclick: () => downloadCsv("tokens-cost", csv) }, "CSV"),
    ),
  ];
}

const costRow = (row, most) =>
  el(
    "tr",
    { class: `um-of-${row.family ?? "none"}` },
    el("th", { scope: "row" }, nameOf(row), el("span", {}, t(`tokens.kind_of_${kindKey(row.kind)}`))),
    COLUMNS.map((name) => {
      const figure = number(valueOf(row, name), DIGITS[name] ?? 0);
      if (name !== "n_tokens")
        return el("td", { class: name === "n_unknown" && row.counts.n_unknown ? "um-warn" : null }, figure);
      return el(
        "td",
        { class: "um-bar-cell" },
        el("i", { style: { width: `${(row.counts.n_tokens / most) * 100}%` } }),
        el("b", {}, figure),
      );
    }),
  );

const KINDS = {
  "byte-level BPE": "bpe",
  WordPiece: "wordpiece",
  characters: "char",
  words: "word",
  Unigram: "unigram",
};
const kindKey = (kind) => KINDS[kind] ?? "other";

const CHART = { label: 150, bar: 13, row: 44, right: 110, widest: 760 };

/** Two bars a tokenizer, English above Chinese, with how many times the tokens of the other it takes. */
function languages(rows, width) {
  const most = Math.max(...rows.flatMap(({ counts }) => counts.map(real)));
  const scale = (width - CHART.label - CHART.right) / most;
  const height = rows.length * CHART.row + 26;
  const svg = el("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    class: "um-languages",
    role: "img",
    "aria-label": t("tokens.languages_alt"),
  });
  svg.append(...["english_short", "chinese_short"].map((key, n) => legend(key, n)));
  rows.forEach((row, r) => {
    const y = 26 + r * CHART.row;
    const group = el(
      "g",
      { class: `um-of-${row.family ?? "none"}` },
      el("text", { class: "um-row-name", x: 0, y: y + 19 }, nameOf(row)),
    );
    row.counts.forEach((counts, n) => {
      const top = y + n * (CHART.bar + 3);
      const width = Math.max(1, real(counts) * scale);
      const unknown = counts.n_unknown ? ` · ${t("tokens.unknown_of", { n: counts.n_unknown })}` : "";
      group.append(
        el("rect", { class: n ? "um-chinese" : "um-english", x: CHART.label, y: top, width, height: CHART.bar, rx: 2 }),
      );
      group.append(
        el(
          "text",
          {
            class: counts.n_unknown ? "um-count-text um-warn" : "um-count-text",
            x: CHART.label + width + 6,
            y: top + 10.5,
          },
          number(real(counts)) + unknown,
        ),
      );
    });
    svg.append(group);
  });
  return el(
    "figure",
    { class: "um-figure" },
    svg,
    el(
      "div",
      { class: "um-actions" },
      el("button", { type: "button", class: "um-link", onclick: () => downloadSvg("tokens-languages", svg) }, "SVG"),
    ),
  );
}

const legend = (key, n) =>
  el(
    "g",
    { transform: `translate(${CHART.label + n * 110} 0)` },
    el("rect", { class: n ? "um-chinese" : "um-english", x: 0, y: 4, width: 12, height: 10, rx: 2 }),
    el("text", { class: "um-count-text", x: 18, y: 13 }, t(`tokens.${key}`)),
  );

/** Tokens of the text itself. */
const real = ({ n_tokens, n_added }) => n_tokens - n_added;

const languageTable = (rows) => [
  [
    t("tokens.col_tokenizer"),
    ...["english_short", "chinese_short"].flatMap((key) => [
      `${t(`tokens.${key}`)}: ${t("tokens.cost_n_tokens")}`,
      `${t(`tokens.${key}`)}: ${t("tokens.cost_n_unknown")}`,
    ]),
  ],
  ...rows.map((row) => [nameOf(row), ...row.counts.flatMap((counts) => [real(counts), counts.n_unknown])]),
];
