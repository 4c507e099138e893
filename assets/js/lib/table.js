// Tables, and the text equivalent of figures.

import { el, link } from "./dom.js";
import { saveCsv } from "./save.js";
import { t } from "./words.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {string | number | boolean | null | undefined} Cell */
/** @typedef {Cell[][]} Rows the first row is the head */

/**
 * A table of what `rows` hold; a cell that is a `td` or `th` already stays as it is, and so does a row that is
 * a `tr`. The first cell of a row is its head.
 *
 * @param {Child[]} head
 * @param {(Child[] | HTMLTableRowElement)[]} rows
 * @param {{ class?: string, caption?: Child, headless?: boolean }} [options] `headless` hides the head from the eye
 */
export function table(head, rows, { class: kind, caption, headless = false } = {}) {
  const title = (/** @type {Child} */ cell) =>
    cell instanceof HTMLTableCellElement ? cell : el("th", { scope: "col" }, cell);
  return el(
    "table",
    { class: kind },
    caption !== undefined && el("caption", {}, caption),
    el("thead", { class: headless && "um-visually-hidden" }, el("tr", {}, head.map(title))),
    el("tbody", {}, rows.map(tableRow)),
  );
}

const tableRow = (/** @type {Child[] | HTMLTableRowElement} */ row) =>
  row instanceof HTMLTableRowElement
    ? row
    : el(
        "tr",
        {},
        row.map((cell, i) => {
          if (cell instanceof HTMLTableCellElement) return cell;
          return i === 0 ? el("th", { scope: "row" }, cell) : el("td", {}, cell);
        }),
      );

/**
 * The text equivalent of a figure: a folded table with its CSV. Rows (or what makes them) are asked for when
 * it is first unfolded.
 *
 * @param {string} name of the file
 * @param {Rows | (() => Rows)} rows
 */
export function tableOf(name, rows) {
  const made = () => (typeof rows === "function" ? rows() : rows);
  const place = el("div", { class: "um-table-scroll", tabindex: "0" });
  const unfold = () => {
    if (!place.hasChildNodes()) place.append(plainTable(made()));
  };
  return el(
    "details",
    { class: "um-table", ontoggle: unfold },
    el("summary", {}, t("shell.as_table")),
    link(t("shell.csv"), () => saveCsv(name, made())),
    place,
  );
}

/** @param {Rows} rows */
function plainTable([head, ...body]) {
  const text = (/** @type {Cell} */ cell) => String(cell ?? "");
  return el(
    "table",
    {},
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        head.map((cell) => el("th", { scope: "col" }, text(cell))),
      ),
    ),
    el(
      "tbody",
      {},
      body.map((row) =>
        el(
          "tr",
          {},
          row.map((cell) => el("td", {}, text(cell))),
        ),
      ),
    ),
  );
}
