// One map as arcs between two columns of tokens: those that look, and those looked at.

import { el, t } from "../common.js";
import { fullWeight } from "./colours.js";
import { strongestKey } from "./data.js";
import { axis } from "./labels.js";
import { listen } from "./pointing.js";

const ROW = 24;
const SMALL_ROW = 17;
const MANY = 64; // tokens; beyond, only the arcs of the query in focus are drawn
const FAINTEST = 0.02; // of full colour; fainter arcs are left out
const TOP = 26;
const GAP = 8;
const WIDEST = 620;
const LONGEST = 14; // characters of a label

/** The same handlers and methods as `headMap` in map.js. */
export function headArcs(stack, family, { onFocus, onLeave, onPick }) {
  const svg = el("svg", { "aria-hidden": "true" });
  const element = el(
    "div",
    { class: "um-attention-arcs", tabindex: "0", role: "application", "aria-label": t("attention.arcs_label") },
    svg,
  );
  const state = { head: null, focus: null, layout: null };
  const row = stack.n_queries > MANY || stack.n_keys > MANY ? SMALL_ROW : ROW;
  const cellAt = ({ target }) => {
    const place = target.closest("[data-query], [data-key]")?.dataset;
    if (!place || !state.head) return null;
    if (place.query === undefined) return { query: state.focus?.query ?? 0, key: Number(place.key) };
    const query = Number(place.query);
    return { query, key: place.key === undefined ? strongestKey(stack, state.head, query) : Number(place.key) };
  };
  listen(element, ["pointerover"], { cellAt, state, stack, onFocus, onLeave, onPick });

  const draw = () => {
    if (!state.layout || !state.head) return;
    const { width, left, right } = state.layout;
    const height = TOP + Math.max(stack.n_queries, stack.n_keys) * row;
    svg.setAttribute("width", width);
    svg.setAttribute("height", height);
    svg.replaceChildren(
      el("text", { class: "um-attention-title", x: left, y: 13, "text-anchor": "end" }, t("attention.query")),
      el("text", { class: "um-attention-title", x: right, y: 13 }, t("attention.key")),
      el("g", { class: "um-attention-lines" }, lines(stack, state, row)),
      ...labels(stack.queries, state.layout.queries, "query", { x: left, "text-anchor": "end" }, row),
      ...labels(stack.keys, state.layout.keys, "key", { x: right }, row),
    );
    mark();
  };
  /** The query in focus keeps its arcs, the others fade. */
  const mark = () => {
    if (!state.focus) return;
    for (const node of svg.querySelectorAll(".um-attention-here")) node.classList.remove("um-attention-here");
    const { query, key } = state.focus;
    const here = `[data-query="${query}"], [data-key="${key}"]:not([data-query])`;
    for (const node of svg.querySelectorAll(here)) node.classList.add("um-attention-here");
  };
  return {
    element,
    draw,
    resize(available) {
      const font = getComputedStyle(element).fontFamily;
      const [queries, keys] = [axis(stack.queries, font, LONGEST), axis(stack.keys, font, LONGEST)];
      const width = Math.min(available, WIDEST);
      state.layout = {
        width,
        left: queries.longest,
        right: width - keys.longest,
        queries: queries.texts,
        keys: keys.texts,
      };
      draw();
    },
    show(head) {
      state.head = head;
      draw();
    },
    focus(cell) {
      const isNew = cell.query !== state.focus?.query;
      state.focus = cell;
      if (isNew && stack.n_keys > MANY) draw();
      else mark();
    },
    middle({ key }) {
      const box = svg.getBoundingClientRect();
      return { x: box.left + (state.layout?.right ?? 0), y: box.top + TOP + key * row };
    },
    svg,
  };
}

function lines(stack, { head, focus, layout }, row) {
  const full = fullWeight(head);
  const many = stack.n_keys > MANY || stack.n_queries > MANY;
  const queries = many ? [focus?.query ?? 0] : Array.from({ length: stack.n_queries }, (_, query) => query);
  const [from, to] = [layout.left + GAP, layout.right - GAP];
  const found = [];
  for (const query of queries)
    for (let key = 0; key < stack.n_keys; key++) {
      const share = head.weight(query, key) / (full(Math.floor(query / head.block[0])) || 1);
      if (share < FAINTEST) continue;
      const [y1, y2] = [middle(query, row), middle(key, row)];
      const bend = (to - from) / 2.4;
      const d = `M${from} ${y1}C${from + bend} ${y1} ${to - bend} ${y2} ${to} ${y2}`;
      found.push(el("path", { d, "data-query": query, "data-key": key, opacity: Math.min(1, share).toFixed(3) }));
    }
  return found;
}

const middle = (position, row) => TOP + (position + 0.5) * row;

const labels = (tokens, texts, axisName, place, row) =>
  tokens.map((_, position) =>
    el(
      "text",
      { ...place, y: middle(position, row) + 4.5, class: "um-attention-label", [`data-${axisName}`]: position },
      texts[position],
    ),
  );
