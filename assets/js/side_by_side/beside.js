// Beside the table: what each model expects at the chosen word, and what the whole text costs.

import { el, number, t } from "../common.js";

export function expectations(found, chosen) {
  const isNext = chosen >= found.words.length;
  const word = isNext ? t("side_by_side.next") : found.words[chosen].label;
  return el(
    "section",
    { class: "expected" },
    el("h4", {}, t("side_by_side.expected", { word })),
    found.columns.map((column) =>
      panel(column, isNext ? column.next : column.cells[chosen].expected, isNext ? null : column.cells[chosen]),
    ),
  );
}

function panel(column, expected, cell) {
  const head = el(
    "h5",
    { class: "title" },
    column.title,
    expected && el("small", {}, t("side_by_side.entropy", { bits: number(expected.entropy_bits, 1) })),
  );
  const truth = cell?.tokens[0];
  const body = expected
    ? el(
        "table",
        {},
        el(
          "tbody",
          {},
          expected.top.map((one) => line(one.token, one.prob, one.token === truth)),
          line(t("side_by_side.rest"), expected.rest, false, true),
        ),
      )
    : el("p", { class: "quiet" }, t(cell === null ? "side_by_side.no_next" : "side_by_side.nothing_here"));
  const several =
    expected && cell?.tokens.length > 1 && el("p", { class: "quiet" }, t("side_by_side.first_piece", { token: truth }));
  return el("div", { class: `um-of-${column.family}` }, head, body, several);
}

const line = (token, prob, isTrue, isRest) =>
  el(
    "tr",
    { class: [isTrue && "true", isRest && "rest"].filter(Boolean).join(" ") || null },
    el("th", { scope: "row" }, token),
    el("td", { "aria-hidden": "true" }, el("i", { style: { width: `${100 * prob}%` } })),
    el("td", {}, `${(100 * prob).toFixed(prob < 0.01 ? 2 : prob < 0.1 ? 1 : 0)}%`),
  );

/** Bits per byte of the models that give a text a probability, beside models that only count. */
export function totals(found) {
  const causal = found.columns
    .filter(({ pseudo }) => !pseudo)
    .map((column) => ({
      name: column.title,
      family: column.family,
      bits: column.bits_per_byte,
      total: column.total_bits,
      n: column.n_tokens,
    }));
  const counted = found.baselines.map((baseline) => ({
    name: t(`side_by_side.${baseline.name}`),
    family: "none",
    bits: baseline.bits_per_byte,
    total: baseline.total_bits,
  }));
  const pseudo = found.columns.filter((column) => column.pseudo);
  const all = [...causal, ...counted].sort((a, b) => a.bits - b.bits);
  const most = Math.max(...all.map(({ bits }) => bits), ...pseudo.map((column) => column.bits_per_byte), 1e-9);
  const row = ({ name, family, bits, total, n }, kind = null) =>
    el(
      "tr",
      { class: `um-of-${family} ${kind ?? ""}` },
      el("th", { scope: "row" }, name),
      el("td", { "aria-hidden": "true" }, el("i", { style: { width: `${(100 * bits) / most}%` } })),
      el("td", {}, bits.toFixed(2)),
      el(
        "td",
        { class: "quiet" },
        t("side_by_side.total", { bits: number(total, 1) }),
        n ? ` · ${t("side_by_side.tokens", { n })}` : "",
      ),
    );
  return el(
    "section",
    { class: "totals" },
    el("h4", {}, t("side_by_side.totals")),
    el(
      "table",
      {},
      el(
        "tbody",
        {},
        all.map((one) => row(one)),
        pseudo.map((column) =>
          row(
            {
              name: column.title,
              family: column.family,
              bits: column.bits_per_byte,
              total: column.total_bits,
              n: column.n_tokens,
            },
            "pseudo",
          ),
        ),
      ),
    ),
    el("p", { class: "um-caption" }, t("side_by_side.totals_note", { n: found.n_bytes })),
    pseudo.length > 0 && el("p", { class: "um-caption" }, t("side_by_side.pseudo_note")),
  );
}
