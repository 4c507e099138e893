// What the model expects, as it is and with a change: bars of full-vocabulary probabilities.

import { el } from "../lib/dom.js";
import { number, percent } from "../lib/numbers.js";
import { inLanguage, t } from "../lib/words.js";

/** @import { PredictionPayload, PredictionRow, TracedPayload } from "./payloads.js" */

/**
 * A figure for each predicted position; a hint where a model that fills in [MASK] has nothing to fill in, or where one
 * has no output layer.
 *
 * @param {PredictionPayload[]} found
 * @param {Pick<TracedPayload, "is_masked" | "no_head">} model it fills in [MASK], or goes on with the text
 * @param {string[]} sides the names of what is compared, where there are two
 */
export function predictions(found, { is_masked, no_head }, sides) {
  const why = no_head ? inLanguage(no_head) : t("attention.no_mask_token");
  if (found.length === 0) return el("p", { class: "um-attention-hint" }, why);
  return el(
    "div",
    { class: "um-attention-predictions" },
    is_masked && found.length > 1 && el("p", { class: "um-attention-hint" }, t("attention.marginals")),
    found.map((position) => figure(position, is_masked, sides)),
  );
}

/** @param {PredictionPayload} found @param {boolean} isMasked @param {string[]} sides */
function figure({ position, entropy_bits, least, rows, rest }, isMasked, sides) {
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
    el(
      "caption",
      {},
      t(isMasked ? "attention.fills_mask" : "attention.next_token", { position }),
      el("small", {}, uncertain),
      names.length > 1 && sidesLegend(names),
    ),
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
