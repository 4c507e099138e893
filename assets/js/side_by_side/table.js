// The table: words down, models across. Bars are bits of surprise, or after a change the bits by which an
// expectation moved. What a model may not see from the chosen word is hatched, while nothing is changed.

import { el, t, tooltip } from "../common.js";

export function drawTable(found, chosen, onChoose) {
  const moved = found.edit && Object.fromEntries(found.edit.columns.map((column) => [column.model, column]));
  const values = found.columns.flatMap((column) =>
    moved ? [...(moved[column.model]?.cells ?? []), moved[column.model]?.next] : column.cells.map(({ bits }) => bits),
  );
  const most = Math.max(moved ? 0.5 : 4, ...values.filter((value) => value !== null && value !== undefined));
  const row = (word, i) =>
    el(
      "tr",
      { class: i === chosen ? "here" : null },
      el(
        "th",
        { scope: "row" },
        el(
          "button",
          { type: "button", "aria-pressed": String(i === chosen), onclick: () => onChoose(i) },
          wordLabel(word, found),
        ),
      ),
      found.columns.map((column) =>
        cell(column, column.cells[i], moved ? (moved[column.model]?.cells[i] ?? null) : column.cells[i].bits, {
          i,
          chosen,
          most,
          moved,
        }),
      ),
    );
  const n = found.words.length;
  const next = el(
    "tr",
    { class: n === chosen ? "here next" : "next" },
    el(
      "th",
      { scope: "row" },
      el(
        "button",
        { type: "button", "aria-pressed": String(n === chosen), onclick: () => onChoose(n) },
        t("side_by_side.next"),
      ),
    ),
    found.columns.map((column) =>
      column.next
        ? cell(column, { tokens: [] }, moved ? (moved[column.model]?.next ?? null) : null, {
            i: n,
            chosen,
            most,
            moved,
          })
        : el("td", { class: "none" }, t("side_by_side.no_next")),
    ),
  );
  return el(
    "table",
    { class: "words" },
    el("caption", {}, t(moved ? "side_by_side.caption_moved" : "side_by_side.caption")),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }), found.columns.map(head))),
    el("tbody", {}, found.words.map(row), next),
  );
}

function head(column) {
  return el(
    "th",
    { scope: "col", class: `um-of-${column.family}` },
    el("span", { class: "title" }, column.title),
    el("small", {}, t(`side_by_side.sees_${column.family}`)),
  );
}

function wordLabel({ label, start, end }, { edit }) {
  if (!edit || edit.end <= start || edit.start >= end) return label;
  return [el("s", {}, label), " ", edit.replacement.trim() || "∅"].map((part) =>
    typeof part === "string" ? document.createTextNode(part) : part,
  );
}

function cell(column, { tokens }, value, { i, chosen, most, moved }) {
  const sight = moved ? "plain" : sightOf(column, i, chosen);
  const many = tokens.length > 1 && el("small", { class: "pieces" }, tokens.join(" | "));
  const told = value === null || value === undefined ? "" : value.toFixed(moved ? 3 : 1);
  const bar = el("span", { class: "amount" }, el("i", { style: { width: `${(100 * (value ?? 0)) / most}%` } }));
  const explain = (event) =>
    tooltip.show(
      event.currentTarget,
      [
        !moved && t(`side_by_side.sight_${sight}`),
        told && t(moved ? "side_by_side.moved_by" : "side_by_side.surprise", { bits: value.toFixed(moved ? 6 : 3) }),
      ]
        .filter(Boolean)
        .join(" · "),
    );
  return el(
    "td",
    { class: `um-of-${column.family} ${sight}`, onpointerenter: explain, onpointerleave: () => tooltip.hide() },
    el(
      "div",
      {},
      sight === "asked" && column.pseudo ? el("span", { class: "mask" }, "[MASK]") : bar,
      el("span", { class: "bits" }, told),
    ),
    many,
  );
}

/** What the model knows of word `i` when it is asked for the chosen one. */
function sightOf({ pseudo }, i, chosen) {
  if (i === chosen) return "asked";
  return i < chosen || pseudo ? "seen" : "hidden";
}
