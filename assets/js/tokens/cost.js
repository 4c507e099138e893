// What a text costs in each tokenizer, and what happens to a sentence when it is said in Chinese.

import { asking, debounced } from "../lib/ask.js";
import { bar } from "../lib/bars.js";
import { labelled, list, textField } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { table, tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { familyClass, nameOf, ownRows } from "./columns.js";
import { languagePicture, languageTable } from "./languages.js";
import { ofText } from "./section.js";

/** @import { CostPayload, CostProps, CostQuestion } from "./payloads.js" */
/** @import { Row, Rows } from "./columns.js" */
/** @typedef {{ two_languages: (question: CostQuestion) => Promise<CostPayload[]> }} Server */

const WIDEST = 760; // pixels

/** @param {Host<null, CostProps, Server>} host */
function create({ element, props, server }) {
  const kept = [setting("tokens.english"), setting("tokens.chinese")];
  const [own, both] = [el("div"), el("div")];
  /** @type {Rows | null} */
  let shown = null;
  const ask = asking(server.two_languages, drawBoth, { place: both });
  const later = debounced(compare);
  const fields = kept.map((one) => textField({ kept: one, onInput: later }));
  const [english, chinese] = fields;
  const presets = list({
    options: [
      ["", t("tokens.pairs")],
      ...props.pairs.map(([words], n) => /** @type {[number, string]} */ ([n, words])),
    ],
    value: "",
    onChoose: usePair,
    label: t("tokens.pairs"),
  });
  element.append(
    el("p", { class: "um-section-lead" }, t("tokens.cost_lead")),
    own,
    el("h3", {}, t("tokens.languages_title")),
    el("p", { class: "um-section-lead" }, t("tokens.languages_lead")),
    el(
      "div",
      { class: "um-bar" },
      labelled(t("tokens.english_label"), english),
      labelled(t("tokens.chinese_label"), chinese),
      presets,
    ),
    both,
    el("p", { class: "um-caption" }, t("tokens.pairs_source")),
  );

  /** @param {string} n */
  function usePair(n) {
    if (n === "") return;
    for (const [i, words] of props.pairs[Number(n)].entries()) {
      kept[i].set(words);
      fields[i].value = words;
    }
    compare();
  }

  function compare() {
    const [said, translated] = kept.map((one) => one.get() ?? "");
    if (shown) ask({ english: said, chinese: translated, models: shown.models, shown: ownRows(shown) });
  }

  /** @param {CostPayload[]} costs */
  function drawBoth(costs) {
    const picture = languagePicture(costs, Math.min(WIDEST, both.clientWidth));
    const about = { title: t("tokens.languages_title"), ...asked(costs, ...kept.map((one) => one.get() ?? "")) };
    both.replaceChildren(
      savable("tokens-languages", about, el("figure", { class: "um-figure" }, picture)),
      tableOf("tokens-languages", languageTable(costs)),
    );
  }

  return (/** @type {Rows} */ rows) => {
    shown = rows;
    own.replaceChildren(costOf(rows));
    compare();
  };
}

export const mount = ofText(create);

/** @type {[name: "n_pieces" | keyof Row["counts"], decimals: number][]} */
const COLUMNS = [
  ["n_pieces", 0],
  ["n_tokens", 0],
  ["characters_per_token", 2],
  ["bytes_per_token", 2],
  ["n_unknown", 0],
  ["n_added", 0],
  ["n_dropped", 0],
];

/**
 * Which tokenizers were asked about which texts.
 * @param {Parameters<typeof nameOf>[0][]} tokenizers @param {string[]} texts
 */
const asked = (tokenizers, ...texts) => ({
  model: tokenizers.map(nameOf).join(", "),
  text: texts.filter(Boolean).join(" / "),
});

/** @param {Rows} all */
function costOf({ rows, texts }) {
  const most = Math.max(...rows.map(({ counts }) => counts.n_tokens));
  const names = [t("tokens.col_tokenizer"), ...COLUMNS.map(([name]) => t(`tokens.cost_${name}`))];
  const head = names.map((name, n) =>
    el("th", { scope: "col", title: n ? t(`tokens.${COLUMNS[n - 1][0]}_long`) : null }, name),
  );
  const values = (/** @type {Row} */ { counts, n_pieces }) => COLUMNS.map(([name]) => ({ ...counts, n_pieces })[name]);
  const body = rows.map((row) => costRow(row, values(row), most));
  const scroll = el("div", { class: "um-scroll", tabindex: "0" }, table(head, body, { class: "um-cost" }));
  const about = { title: t("tokens.section_cost"), ...asked(rows, ...texts) };
  const numbers = () => [names, ...rows.map((row) => [row.name, ...values(row)])];
  return savable("tokens-cost", about, el("div", {}, scroll), { table: numbers });
}

/** @param {Row} row @param {number[]} values @param {number} most */
const costRow = (row, values, most) =>
  el(
    "tr",
    { class: familyClass(row) },
    el("th", { scope: "row" }, row.name, el("span", {}, t(`tokens.kind_of_${row.kind}`))),
    COLUMNS.map(([name, decimals], i) => {
      const said = number(values[i], decimals);
      if (name === "n_tokens") return el("td", { class: "um-bar-cell" }, bar(values[i] / most, said));
      return el("td", { class: name === "n_unknown" && values[i] > 0 ? "um-warn" : null }, said);
    }),
  );
