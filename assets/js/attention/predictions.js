// What the model expects, with its own mask and with another: bars of full-vocabulary probabilities.

import { el, t } from "../common.js";

const percent = (prob) => {
  const digits = prob >= 0.0995 ? 0 : prob >= 0.00995 ? 1 : 2;
  return `${(prob * 100).toFixed(digits)}%`;
};

/**
 * A figure for each predicted position; a hint where a masked model has nothing to fill in.
 *
 * @param data a decoded payload of the attention view, with `predictions` of viz/predictions.py
 */
export function predictions(data) {
  if (data.predictions.length === 0) return el("p", { class: "um-attention-hint" }, t("attention.no_mask_token"));
  return el("div", { class: "um-attention-predictions" }, data.predictions.map((found) => figure(found, data)));
}

function figure(found, data) {
  const heading = data.family === "bert" ? "attention.fills_mask" : "attention.next_token";
  const masks = ["native", data.mask.split(":")[0]].slice(0, found.rest.length).map((mask) => t(`attention.mask_${mask}`));
  const longest = Math.max(...found.rest, ...found.rows.flatMap((row) => row.probs));
  const rest = { token: t("attention.rest"), probs: found.rest };
  return el(
    "table",
    { class: "um-attention-bars" },
    el("caption", {}, t(heading, { position: found.position }), uncertainty(found), masks.length > 1 && legend(masks)),
    found.rows.map((row) => bars(row, masks, found.least, longest)),
    bars(rest, masks, found.least, longest, "um-attention-rest"),
  );
}

const uncertainty = ({ entropy_bits }) =>
  el("small", {}, t("attention.entropy", { bits: entropy_bits.map((bits) => bits.toFixed(1)).join(" → ") }));

const legend = (masks) =>
  el("small", { class: "um-attention-sides", "aria-hidden": "true" }, masks.map((mask) => el("span", {}, el("i", {}), mask)));

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
