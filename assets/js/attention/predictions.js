// What the model expects, with its own mask and with another: bars of full-vocabulary probabilities.

import { el, t } from "../common.js";

const percent = (prob) => {
  const digits = prob >= 0.0995 ? 0 : prob >= 0.00995 ? 1 : 2;
  return `${(prob * 100).toFixed(digits)}%`;
};

/**
 * A figure for each predicted position; a hint where a masked model has nothing to fill in.
 *
 * @param found `predictions` of viz/predictions.py
 * @param sides the names of what is compared, where there are two
 */
export function predictions(found, family, sides) {
  if (found.length === 0) return el("p", { class: "um-attention-hint" }, t("attention.no_mask_token"));
  return el(
    "div",
    { class: "um-attention-predictions" },
    found.map((position) => figure(position, family, sides)),
  );
}

function figure(found, family, sides) {
  const heading = family === "bert" ? "attention.fills_mask" : "attention.next_token";
  const masks = sides.slice(0, found.rest.length);
  const longest = Math.max(...found.rest, ...found.rows.flatMap((row) => row.probs));
  const rest = { token: t("attention.rest"), probs: found.rest };
  return el(
    "table",
    { class: "um-attention-bars" },
    el(
      "caption",
      {},
      t(heading, { position: found.position }),
      uncertainty(found),
      masks.length > 1 && sidesLegend(masks),
    ),
    found.rows.map((row) => bars(row, masks, found.least, longest)),
    bars(rest, masks, found.least, longest, "um-attention-rest"),
  );
}

const uncertainty = ({ entropy_bits }) =>
  el("small", {}, t("attention.entropy", { bits: entropy_bits.map((bits) => bits.toFixed(1)).join(" → ") }));

/** What the paler and the fuller bars stand for. */
export const sidesLegend = (sides) =>
  el(
    "small",
    { class: "um-attention-sides", "aria-hidden": "true" },
    sides.map((side) => el("span", {}, el("i", {}), side)),
  );

/** A token with its bars: that of the native mask above that of the other. */
function bars({ token, probs }, masks, least, longest, kind = null) {
  const name = el("th", { scope: "rowgroup", rowspan: probs.length }, el("bdi", {}, token));
  return el(
    "tbody",
    { class: kind },
    probs.map((prob, i) => {
      const bar = el("i", { style: { width: `${((prob ?? 0) / longest) * 100}%` } });
      const mask = masks.length > 1 && el("span", { class: "um-visually-hidden" }, masks[i]);
      const number = prob === null ? `< ${percent(least[i])}` : percent(prob);
      return el("tr", {}, i === 0 && name, el("td", { "aria-hidden": "true" }, bar), el("td", {}, mask, number));
    }),
  );
}
