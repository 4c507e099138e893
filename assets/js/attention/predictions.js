// What the model expects, as it is and with a change: bars of full-vocabulary probabilities.

import { el } from "../lib/dom.js";
import { number, percent } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { inLanguage, t } from "../lib/words.js";

/** @import { About } from "../lib/save.js" */
/** @import { PredictionPayload, PredictionRow, TracedPayload } from "./payloads.js" */

/**
 * A figure for each predicted position; a hint where a model that fills in [MASK] has nothing to fill in, or where one
 * has no output layer.
 *
 * @param {PredictionPayload[]} found
 * @param {Pick<TracedPayload, "is_masked" | "no_head">} model it fills in [MASK], or goes on with the text
 * @param {string[]} sides the names of what is compared, where there are two
 * @param {About} about whose they are
 */
export function predictions(found, { is_masked, no_head }, sides, about) {
  const why = no_head ? inLanguage(no_head) : t("attention.no_mask_token");
  if (found.length === 0) return el("p", { class: "um-attention-hint" }, why);
  return el(
    "div",
    { class: "um-attention-predictions" },
    is_masked && found.length > 1 && el("p", { class: "um-attention-hint" }, t("attention.marginals")),
    found.map((one) => {
      const title = titleOf(one, is_masked);
      const holder = el("div", {}, figure(one, is_masked, sides));
      return savable("predictions", { ...about, title }, holder, { table: () => rowsOf(one, sides) });
    }),
  );
}

/** @param {PredictionPayload} found @param {boolean} isMasked */
const titleOf = ({ position }, isMasked) => t(isMasked ? "attention.fills_mask" : "attention.next_token", { position });

/** @param {PredictionPayload} found @param {string[]} sides @returns {import("../lib/table.js").Rows} */
const rowsOf = ({ rows, rest }, sides) => [
  [t("attention.token"), ...rest.map((_, i) => (rest.length > 1 ? sides[i] : t("attention.column_prob")))],
  ...rows.map(({ token, probs }) => [token, ...probs]),
  [t("attention.rest"), ...rest],
];

/** @param {PredictionPayload} found @param {boolean} isMasked @param {string[]} sides */
function figure(found, isMasked, sides) {
  const { entropy_bits, least, rows, rest } = found;
  const names = sides.slice(0, rest.length);
  const longest = Math.max(...rest, ...rows.flatMap(({ probs }) => probs.map(Number)));
  const uncertain = t("attention.entropy", { bits: entropy_bits.map((bits) => number(bits, 1)).join(" → ") });
  /** A token with its bars, the first side's above the other's. @param {PredictionRow} row @param {string} [kind] */
  const bars = ({ token, probs }, kind) =>
    el(
      "tbody",
      { class: kind },
      probs.map((prob, i) => {
        const text = prob === null ? `< ${percent(least[i])}` : percent(prob);
        return el(
          "tr",
          {},
          i === 0 && el("th", { scope: "rowgroup", rowspan: probs.length }, el("bdi", {}, token)),
          el("td", { "aria-hidden": "true" }, el("i", { style: { width: `${((prob ?? 0) / longest) * 100}%` } })),
          el("td", {}, names.length > 1 && el("span", { class: "um-visually-hidden" }, names[i]), text),
        );
      }),
    );
  return el(
    "table",
    { class: "um-attention-bars" },
    el("caption", {}, titleOf(found, isMasked), el("small", {}, uncertain), names.length > 1 && sidesLegend(names)),
    rows.map((row) => bars(row)),
    bars({ token: t("attention.rest"), probs: rest }, "um-attention-rest"),
  );
}

/** What the paler and the fuller bars stand for. @param {string[]} sides */
export const sidesLegend = (sides) =>
  el(
    "small",
    { class: "um-attention-sides", "aria-hidden": "true" },
    sides.map((side) => el("span", {}, el("i", {}), side)),
  );
