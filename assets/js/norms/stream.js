// One model's residual stream: a map of every token at every norm, the chosen token's line before and
// after the norms below it, and the features that stick out.

import { cssColour, el, number, t, tooltip } from "../common.js";
import { drawLines } from "./lines.js";
import { short, sizeBelow } from "./numbers.js";
import { siteName } from "./source.js";

const WIDTH = 600;
const LEFT = 92;
const SATURATED_ABOVE = 0.98; // one token is often far longer than all others

/** `stream.row` is the chosen token, null for the average; choosing another sets it and calls `redraw`. */
export function drawStream(stream, statistic, redraw) {
  const names = stream.sites.map((site) => ({ title: siteName(site), label: shortName(site) }));
  const { tokens, row, family, title } = stream;
  const who = row === null ? t("norms.all_tokens") : tokens[row];
  const choose = (next) => {
    stream.row = next;
    redraw();
  };
  return el(
    "section",
    { class: "panel", style: { "--family": `var(--um-${family}-fill)` } },
    el(
      "header",
      {},
      el("h3", {}, title),
      el("span", { class: "badge" }, t(family === "bert" ? "norms.post_norm" : "norms.pre_norm")),
    ),
    el(
      "div",
      {},
      el("p", {}, t(family === "bert" ? "norms.post_norm_what" : "norms.pre_norm_what")),
      el("p", { class: "name" }, t("norms.map_of_tokens", { statistic: t(`norms.depth_${statistic}`) })),
      drawTokenMap(stream, statistic, names, choose),
      el("p", { class: "name" }, t("norms.line_of", { statistic: t(`norms.depth_${statistic}`), token: who })),
      drawLines(`norms-depth-${family}`, {
        series: [0, 1].map((side) => ({
          name: t(side ? "norms.after_norm" : "norms.before_norm"),
          values: valuesOf(stream, statistic, side, row),
        })),
        x: t("norms.depth_axis"),
        y: t(`norms.depth_${statistic}`),
        names,
        width: WIDTH,
        left: LEFT,
      }),
      ...outliers(stream, names),
    ),
  );
}

/** One number for every norm: of the chosen token, or the mean over all tokens. */
function valuesOf(stream, statistic, side, row) {
  const { at } = stream[statistic];
  const average = (site) => stream.tokens.reduce((sum, _, pos) => sum + at(site, side, pos), 0) / stream.tokens.length;
  return stream.sites.map((_, site) => (row === null ? average(site) : at(site, side, row)));
}

function drawTokenMap(stream, statistic, names, choose) {
  const rows = [null, ...stream.tokens.keys()];
  const limit = sizeBelow(stream[statistic].data, SATURATED_ABOVE);
  const strongest = (value) => (statistic === "mean" ? cssColour(value < 0 ? "minus" : "plus") : "var(--family)");
  const colour = (value) => mix(cssColour("zero"), strongest(value), Math.min(1, Math.abs(value) / limit));
  const drawRow = (row) => {
    const label = row === null ? t("norms.all_tokens") : stream.tokens[row];
    const values = valuesOf(stream, statistic, 0, row);
    return el(
      "div",
      { class: "row" },
      el(
        "button",
        { type: "button", "aria-pressed": String(stream.row === row), title: label, onclick: () => choose(row) },
        label,
      ),
      values.map((value, i) => {
        const told = (event) => tooltip.show(event.currentTarget, `${label} · ${names[i].title}: ${short(value)}`);
        return el("span", {
          style: { background: colour(value) },
          onpointerenter: told,
          onpointerleave: () => tooltip.hide(),
        });
      }),
    );
  };
  return el(
    "div",
    { class: "token-map", style: { "--columns": names.length, "--left": `${(LEFT / WIDTH) * 100}%` } },
    rows.map(drawRow),
  );
}

const mix = (from, to, share) => `color-mix(in srgb, ${to} ${Math.round(share * 100)}%, ${from})`;

/** The features that hold the most of the squared length, by name and with their share at every norm. */
function outliers({ outliers: features, shares, d_model: dModel, family, sites }, names) {
  const percent = (share) => `${number(100 * share, 1)}%`;
  const peak = (k) =>
    sites
      .map((_, site) => shares.at(site, 0, k))
      .reduce((best, share, site, all) => (share > all[best] ? site : best), 0);
  return [
    el("p", { class: "name" }, t("norms.outliers")),
    el("p", {}, t("norms.outliers_what", { even: percent(1 / dModel), n: dModel })),
    el(
      "ul",
      { class: "outliers" },
      features.map((feature, k) =>
        el(
          "li",
          {},
          el("strong", {}, t("norms.feature_n", { n: feature })),
          " ",
          t("norms.holds", { share: percent(shares.at(peak(k), 0, k)), site: names[peak(k)].title }),
        ),
      ),
    ),
    drawLines(`norms-outliers-${family}`, {
      series: features.map((feature, k) => ({
        name: t("norms.feature_n", { n: feature }),
        values: sites.map((_, site) => 100 * shares.at(site, 0, k)),
      })),
      x: t("norms.depth_axis"),
      y: t("norms.share_axis"),
      names,
      width: WIDTH,
      left: LEFT,
    }),
  ];
}

/** Under the axis: the number of the block at its first norm. */
function shortName({ place, block }) {
  if (block === null)
    return { after_embeddings: t("norms.short_embeddings"), final: t("norms.short_final") }[place] ?? "";
  return place === "before_attention" || place === "after_attention" ? String(block) : "";
}
