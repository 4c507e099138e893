// What a change does to a text: each token's surprisal and the sum, before and after.

import { decodeArray, el, t, tableOf } from "../common.js";
import { sidesLegend } from "./predictions.js";

const percentOf = (part, whole) => `${(100 * part) / (whole || 1)}%`;

/**
 * Bars of surprisal, the change beside what was, and the sum.
 *
 * @param scores of `compare_scores`
 */
export function surprisalChange(scores, sides) {
  if (scores.missing) return el("p", { class: "um-attention-hint" }, t(`attention.${scores.missing}`, scores));
  const { shape, data } = decodeArray(scores.surprisal_bits);
  const n = shape[1];
  const pairs = scores.tokens
    .map((token, i) => ({ token, i, before: data[i], after: data[n + i] }))
    .filter((pair) => !Number.isNaN(pair.before));
  const most = Math.max(...pairs.flatMap(({ before, after }) => [before, after]));
  const [before, after] = scores.total_bits;
  return el(
    "div",
    { class: "um-attention-surprisal" },
    el(
      "p",
      { class: "um-attention-heading" },
      t(scores.pseudo ? "attention.pseudo_surprisal" : "attention.surprisal"),
      sidesLegend(sides),
    ),
    el(
      "p",
      { class: "um-attention-total" },
      t("attention.total", { before: before.toFixed(1), after: after.toFixed(1) }),
    ),
    el(
      "ol",
      { class: "um-attention-columns", "aria-hidden": "true" },
      pairs.map((pair) => column(pair, most)),
    ),
    tableOf("surprisal", [
      [
        t("attention.position"),
        t("attention.token"),
        `${sides[0]}, ${t("attention.bits")}`,
        `${sides[1]}, ${t("attention.bits")}`,
      ],
      ...pairs.map(({ token, i, before: was, after: is }) => [i, token, was.toFixed(3), is.toFixed(3)]),
    ]),
  );
}

const column = ({ token, before, after }, most) =>
  el(
    "li",
    { title: `${token}: ${before.toFixed(2)} → ${after.toFixed(2)}` },
    el(
      "span",
      { class: "um-attention-pairbars" },
      [before, after].map((bits) => el("i", { style: { height: percentOf(bits, most) } })),
    ),
    el("bdi", {}, token),
  );
