// One map as arcs between two columns of tokens: those that look, and those looked at.

import { el, scaleOf } from "../lib/dom.js";
import { axisLabels } from "../lib/labels.js";
import { t } from "../lib/words.js";
import { labelsOf } from "./data.js";
import { listen } from "./pointing.js";
import { strongestKey } from "./row.js";
import { fullWeight } from "./shades.js";

/** @import { Cell, Head, Stack } from "./data.js" */
/** @import { Picture, Pointing } from "./pointing.js" */

/** @typedef {{ width: number, left: number, right: number, row: number, queries: string[], keys: string[] }} Layout */

const ROW = 24;
const SMALL_ROW = 17;
const MANY = 64; // tokens; beyond, only the arcs of the query in focus are drawn
const FAINTEST = 0.02; // of full colour; fainter arcs are left out
const TOP = 26;
const GAP = 8;
const WIDEST = 620;
const LONGEST = 14; // characters of a label

/**
 * @param {Stack} stack @param {string} _family its colour is the style sheet's @param {Pointing} pointing
 * @returns {Picture}
 */
export function headArcs(stack, _family, pointing) {
  const svg = el("svg", { "aria-hidden": "true" });
  const attrs = { tabindex: "0", role: "application", "aria-label": t("attention.arcs_label") };
  const element = el("div", { class: "um-attention-arcs", ...attrs }, svg);
  const isLong = stack.nQueries > MANY || stack.nKeys > MANY;
  /** @type {{ head: Head | null, cell: Cell | null, layout: Layout | null }} */
  const now = { head: null, cell: null, layout: null };

  const pointed = (/** @type {Event} */ { target }) => {
    /** @type {SVGElement | null} */
    const node = /** @type {Element} */ (target).closest("[data-query], [data-key]");
    const { query, key } = node?.dataset ?? {};
    if (!now.head || (query === undefined && key === undefined)) return null;
    const from = query === undefined ? (now.cell?.query ?? 0) : Number(query);
    return { query: from, key: key === undefined ? strongestKey(now.head, stack, from) : Number(key) };
  };
  listen(element, ["pointerover"], { cellAt: pointed, focused: () => now.cell, stack }, pointing);

  function draw() {
    const { head, layout } = now;
    if (!layout || !head) return;
    const { left, right, row } = layout;
    const shown = isLong ? [now.cell?.query ?? 0] : stack.queries.map((_, query) => query);
    svg.setAttribute("width", String(layout.width));
    svg.setAttribute("height", String(TOP + Math.max(stack.nQueries, stack.nKeys) * row));
    svg.replaceChildren(
      el("text", { class: "um-attention-title", x: left, y: 13, "text-anchor": "end" }, t("attention.query")),
      el("text", { class: "um-attention-title", x: right, y: 13 }, t("attention.key")),
      ...shown.flatMap((query) => arcsOf(query, head, stack, layout)),
      ...labels(layout.queries, "query", { x: left, "text-anchor": "end" }, row),
      ...labels(layout.keys, "key", { x: right }, row),
    );
    mark();
  }
  /** The query in focus keeps its arcs, the others fade. */
  function mark() {
    if (!now.cell) return;
    for (const node of svg.querySelectorAll(".um-attention-here")) node.classList.remove("um-attention-here");
    const here = `[data-query="${now.cell.query}"], [data-key="${now.cell.key}"]:not([data-query])`;
    for (const node of svg.querySelectorAll(here)) node.classList.add("um-attention-here");
  }
  return {
    element,
    svg,
    draw,
    resize(available) {
      const [queries, keys] = [stack.queries, stack.keys].map((tokens) => axisLabels(labelsOf(tokens), LONGEST));
      const width = Math.min(available, WIDEST);
      const sides = { left: queries.longest, right: width - keys.longest, queries: queries.texts, keys: keys.texts };
      now.layout = { width, row: isLong ? SMALL_ROW : ROW, ...sides };
      draw();
    },
    show(head) {
      now.head = head;
      draw();
    },
    focus(cell) {
      const isNew = cell.query !== now.cell?.query;
      now.cell = cell;
      if (isNew && isLong) draw();
      else mark();
    },
    middle({ key }) {
      const box = svg.getBoundingClientRect();
      const scale = scaleOf(svg);
      const [x, y] = [now.layout?.right ?? 0, TOP + key * (now.layout?.row ?? 0)];
      return { x: box.left + scale * x, y: box.top + scale * y };
    },
  };
}

/** @param {number} query @param {Head} head @param {Stack} stack @param {Layout} layout */
function arcsOf(query, head, { nKeys }, { left, right, row }) {
  const full = fullWeight(head)(Math.floor(query / head.block[0])) || 1;
  const [from, to] = [left + GAP, right - GAP];
  const bend = (to - from) / 2.4;
  const y = middle(query, row);
  return Array.from({ length: nKeys }, (_, key) => ({ key, share: head.weight(query, key) / full }))
    .filter(({ share }) => share >= FAINTEST)
    .map(({ key, share }) => {
      const end = middle(key, row);
      const d = `M${from} ${y}C${from + bend} ${y} ${to - bend} ${end} ${to} ${end}`;
      return el("path", { d, "data-query": query, "data-key": key, opacity: Math.min(1, share).toFixed(3) });
    });
}

/** @param {number} position @param {number} row */
const middle = (position, row) => TOP + (position + 0.5) * row;

/** @param {string[]} texts @param {string} axis @param {Record<string, string | number>} place @param {number} row */
const labels = (texts, axis, place, row) =>
  texts.map((text, i) =>
    el("text", { ...place, y: middle(i, row) + 4.5, class: "um-label", [`data-${axis}`]: i }, text),
  );
