// The table: words down, models across. Bars are bits of surprise, or after a change the bits by which an
// expectation moved. What a model may not see from the chosen word is hatched, while nothing is changed.

import { el } from "../lib/dom.js";
import { number, rangeOf } from "../lib/numbers.js";
import { table } from "../lib/table.js";
import { tells } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { amountsOf, sightOf } from "./data.js";

/** @typedef {import("./data.js").Reading} Reading */
/** @typedef {import("./data.js").Column} Column */

const [WIDEST_BITS, WIDEST_MOVED] = [4, 0.5]; // what a full bar stands for at least

/**
 * @param {Reading} found
 * @param {number} chosen
 * @param {(word: number) => void} onChoose
 */
export function drawTable(found, chosen, onChoose) {
  const { columns, words, edit } = found;
  const amounts = columns.map((column) => amountsOf(found, column));
  const least = edit ? WIDEST_MOVED : WIDEST_BITS;
  const most = Math.max(least, rangeOf(amounts.flat().filter((bits) => bits !== null))[1]);
  const rowOf = (/** @type {number} */ i, /** @type {import("../lib/dom.js").Child} */ label) =>
    el(
      "tr",
      { class: [i === chosen && "here", i === words.length && "next"].filter(Boolean).join(" ") || null },
      el(
        "th",
        { scope: "row" },
        el("button", { type: "button", ...pressed(i === chosen), onclick: () => onChoose(i) }, label),
      ),
      columns.map((column, n) => cellOf(column, i, { chosen, bits: amounts[n][i], most, isMoved: edit !== null })),
    );
  const rows = words.map((word, i) => rowOf(i, wordLabel(word, edit)));
  return table(
    [el("th", { scope: "col" }), ...columns.map(head)],
    [...rows, rowOf(words.length, t("side_by_side.next"))],
    {
      class: "words",
      caption: t(edit ? "side_by_side.caption_moved" : "side_by_side.caption"),
    },
  );
}

/** The id of what tells of the chosen word. */
export const EXPECTED = "um-side_by_side-expected";

const pressed = (/** @type {boolean} */ isChosen) => ({ "aria-pressed": String(isChosen), "aria-controls": EXPECTED });

/** @param {Column} column */
const head = ({ title, family, sight }) =>
  el(
    "th",
    { scope: "col", class: `um-of-${family}` },
    el("span", { class: "title" }, title),
    el("small", {}, t(`side_by_side.sees_${sight}`)),
  );

/**
 * @param {import("./payloads.js").Word} word
 * @param {Reading["edit"]} edit
 */
const wordLabel = ({ label, start, end }, edit) =>
  !edit || edit.end <= start || edit.start >= end ? label : [el("s", {}, label), " ", edit.replacement.trim() || "∅"];

/**
 * @param {Column} column
 * @param {number} i
 * @param {{ chosen: number, bits: number | null, most: number, isMoved: boolean }} shown
 */
function cellOf(column, i, { chosen, bits, most, isMoved }) {
  const isNext = i >= column.cells.length;
  if (isNext && !column.next) return el("td", { class: "none" }, t("side_by_side.no_next"));
  const sight = isMoved ? "plain" : sightOf(column, i, chosen);
  const tokens = isNext ? [] : column.cells[i].tokens;
  const told = [
    !isMoved && t(`side_by_side.sight_${sight}`),
    !isNext && column.cells[i].unknown && t("side_by_side.unknown_word"),
    bits !== null &&
      t(isMoved ? "side_by_side.moved_by" : "side_by_side.surprise", { bits: number(bits, isMoved ? 6 : 3) }),
  ];
  const bar = el("span", { class: "amount" }, el("i", { style: { width: `${(100 * (bits ?? 0)) / most}%` } }));
  return el(
    "td",
    { class: `um-of-${column.family} ${sight}`, ...tells(told.filter(Boolean).join(" · ")) },
    el(
      "div",
      {},
      sight === "asked" && column.pseudo ? el("span", { class: "mask" }, "[MASK]") : bar,
      el("span", { class: "bits" }, bits === null ? "" : number(bits, isMoved ? 3 : 1)),
    ),
    (tokens.length > 1 || (!isNext && column.cells[i].unknown)) && el("small", { class: "pieces" }, tokens.join(" | ")),
  );
}
