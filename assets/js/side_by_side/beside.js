// Beside the table: what each model expects at the chosen word, and what the whole text costs.

import { el } from "../lib/dom.js";
import { number, percent } from "../lib/numbers.js";
import { t } from "../lib/words.js";
import { totalsOf } from "./data.js";

/** @typedef {import("./data.js").Reading} Reading */
/** @typedef {import("./data.js").Column} Column */
/** @typedef {import("./payloads.js").Expected} Expected */

/**
 * @param {Reading} found
 * @param {number} chosen
 */
export function expectations({ words, columns }, chosen) {
  const word = words[chosen]?.label ?? t("side_by_side.next");
  return el(
    "section",
    { class: "expected" },
    el("h4", {}, t("side_by_side.expected", { word })),
    columns.map((column) => panel(column, chosen)),
  );
}

/**
 * @param {Column} column
 * @param {number} chosen
 */
function panel({ title, family, cells, next }, chosen) {
  const cell = cells[chosen];
  const expected = cell ? cell.expected : next;
  const entropy = expected && t("side_by_side.entropy", { bits: number(expected.entropy_bits, 1) });
  return el(
    "div",
    { class: `um-of-${family}` },
    el("h5", { class: "title" }, title, entropy && el("small", {}, entropy)),
    expected
      ? tableOfTop(expected, cell?.truth ?? null)
      : el("p", { class: "quiet" }, t(cell ? "side_by_side.nothing_here" : "side_by_side.no_next")),
    cell?.unknown && el("p", { class: "quiet" }, t("side_by_side.unknown_word")),
    expected &&
      cell?.tokens.length > 1 &&
      el("p", { class: "quiet" }, t("side_by_side.first_piece", { token: cell.tokens[0] })),
  );
}

/**
 * @param {Expected} expected
 * @param {number | null} truth the place of the token that stands there
 */
const tableOfTop = ({ top, rest }, truth) =>
  el(
    "table",
    {},
    el(
      "tbody",
      {},
      top.map(({ token, prob }, place) => row(place === truth ? "true" : null, token, prob, percent(prob))),
      row("rest", t("side_by_side.rest"), rest, percent(rest)),
    ),
  );

/**
 * A name, a bar, and what is said of it.
 *
 * @param {string | null} kind
 * @param {string} name
 * @param {number} share
 * @param {...string} told
 */
const row = (kind, name, share, ...told) =>
  el(
    "tr",
    { class: kind },
    el("th", { scope: "row" }, name),
    el("td", { "aria-hidden": "true" }, el("i", { style: { width: `${100 * share}%` } })),
    told.map((text) => el("td", {}, text)),
  );

/** @param {Reading} found */
export function totals(found) {
  const all = totalsOf(found, (name) => t(`side_by_side.${name}`));
  const most = Math.max(...all.map(({ bits }) => bits), 1e-9);
  const rows = all.map(({ name, family, bits, total, nTokens, isPseudo }) => {
    const size = nTokens ? ` · ${t("side_by_side.tokens", { n: number(nTokens) })}` : "";
    const sum = t("side_by_side.total", { bits: number(total, 1) }) + size;
    return row(`um-of-${family}${isPseudo ? " pseudo" : ""}`, name, bits / most, number(bits, 2), sum);
  });
  return el(
    "section",
    { class: "totals" },
    el("h4", {}, t("side_by_side.totals")),
    el("table", {}, el("tbody", {}, rows)),
    el("p", { class: "um-caption" }, t("side_by_side.totals_note", { n: number(found.n_bytes) })),
    found.baselines.length > 0 && el("p", { class: "um-caption" }, t("side_by_side.totals_counted")),
    found.columns
      .filter(({ n_unknown: n }) => n > 0)
      .map(({ title, n_unknown: n, n_tokens: all }) =>
        el("p", { class: "um-caption" }, t("side_by_side.unknown_note", { title, n: number(n), all: number(all) })),
      ),
    all.at(-1)?.isPseudo && el("p", { class: "um-caption" }, t("side_by_side.pseudo_note")),
  );
}
