// The focused query in words and numbers: one cell's computation, and all its keys ranked.

import { el, t } from "../common.js";

const DIGITS = 4;

/** A weight with four digits; one that is known only from the grid is marked as rounded. */
export const weightText = (head, weight) => (head.exact ? weight.toFixed(DIGITS) : `≈ ${weight.toFixed(2)}`);

/** `it → animal  0.6213`, each token in a direction of its own. */
export function cellLine(stack, head, { query, key }) {
  const value = head.isAllowed(query, key) ? weightText(head, head.weight(query, key)) : t("attention.forbidden");
  return el(
    "span",
    { class: "um-attention-pair" },
    el("bdi", {}, stack.queries[query].label),
    " → ",
    el("bdi", {}, stack.keys[key].label),
    el("strong", {}, value),
  );
}

/** The cell in focus: its weight, how softmax made it, and where it stands in the tensor. */
export function cellReadout(stackName, stack, head, cell) {
  const lines = [
    el("p", {}, cellLine(stack, head, cell)),
    el(
      "p",
      { class: "um-attention-formula" },
      head.kind === "head" ? formula(head, cell) : t(`attention.about_${head.kind}`),
    ),
    head.kind === "head" &&
      el(
        "p",
        { class: "um-attention-tensor" },
        el("code", {}, tensorName(stackName, head, cell)),
        ` [${stack.shape.join(", ")}]`,
      ),
  ];
  return lines.filter(Boolean);
}

export function tensorName(stackName, { layer, head }, { query, key }) {
  const name = stackName === "self" ? "attn_pattern" : `${stackName}.attn_pattern`;
  return `${name}[layer=${layer}, head=${head}, query_pos=${query}, key_pos=${key}]`;
}

function formula(head, { query, key }) {
  if (!head.isAllowed(query, key)) return t(isBlind(head, query) ? "attention.blind" : "attention.formula_forbidden");
  const parts = softmax(head, query, key);
  if (!parts) return t(head.exact ? "attention.formula" : "attention.arriving");
  return t("attention.formula_numbers", {
    score: signed(parts.score, 2),
    behind: (parts.highest - parts.score).toFixed(2),
    total: parts.total.toFixed(DIGITS),
    weight: head.weight(query, key).toFixed(DIGITS),
  });
}

const signed = (value, digits) => value.toFixed(digits).replace("-", "−");

/** The numbers of one cell's softmax: `weight = e^(score - highest) / total`; null without scores. */
function softmax(head, query, key) {
  if (!head.scores) return null;
  const row = [];
  for (let other = 0; other < head.n_columns; other++)
    if (head.isAllowed(query, other)) row.push(head.score(query, other));
  const highest = row.reduce((most, score) => Math.max(most, score), -Infinity);
  const total = row.reduce((sum, score) => sum + Math.exp(score - highest), 0);
  return { score: head.score(query, key), highest, total };
}

const isBlind = (head, query) =>
  !head.allowed.subarray(head.offset(query, 0), head.offset(query, 0) + head.n_columns).some(Boolean);

/** The keys that a query may look at, by weight, falling: `[{key, weight}]`. */
export function ranked(stack, head, query) {
  const keys = Array.from(stack.keys.keys()).filter((key) => head.isAllowed(query, key));
  return keys.map((key) => ({ key, weight: head.weight(query, key) })).sort((a, b) => b.weight - a.weight);
}

/**
 * The table beside a map: what one query looks at.
 *
 * @param onKey called with a key position when a person points at its row
 */
export function rankedTable(stack, head, query, onKey) {
  const rows = ranked(stack, head, query);
  const n_forbidden = stack.n_keys - rows.length;
  return [
    el("p", { class: "um-attention-asks" }, el("bdi", {}, stack.queries[query].label), ` ${t("attention.looks_at")}`),
    el(
      "div",
      { class: "um-attention-scroll", tabindex: "0", role: "region", "aria-label": t("attention.ranked") },
      el(
        "table",
        {},
        el(
          "thead",
          { class: "um-visually-hidden" },
          el(
            "tr",
            {},
            ["key", "position", "weight"].map((name) => el("th", { scope: "col" }, t(`attention.${name}`))),
          ),
        ),
        el(
          "tbody",
          {},
          rows.map((row) => tableRow(stack, head, row, onKey)),
        ),
      ),
    ),
    n_forbidden > 0 && el("p", { class: "um-attention-closed" }, t("attention.n_forbidden", { n: n_forbidden })),
  ].filter(Boolean);
}

function tableRow(stack, head, { key, weight }, onKey) {
  const share = `${(weight / (head.max || 1)) * 100}%`;
  return el(
    "tr",
    { "data-key": key, onpointerenter: () => onKey(key), style: { "--share": share } },
    el("td", { class: "um-attention-key" }, el("bdi", {}, stack.keys[key].label)),
    el("td", { class: "um-attention-position" }, String(key)),
    el("td", { class: "um-attention-weight" }, weightText(head, weight)),
  );
}
