// One model's residual stream: a map of every token at every norm, the chosen token's line before and
// after the norms below it, and the features that stick out.

import { chartFigure } from "../lib/chart.js";
import { el, link } from "../lib/dom.js";
import { percent, short, usualSize } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";
import { savable } from "../lib/save.js";
import { tells } from "../lib/tooltip.js";
import { named, t } from "../lib/words.js";
import { familyColour, LINES } from "./section.js";
import { siteName } from "./source.js";

/** @import { Name } from "../lib/chart_layout.js" */
/** @import { DepthPayload, Site } from "./payloads.js" */

/** @type {("length" | "mean" | "var")[]} */
export const STATISTICS = ["length", "mean", "var"];

/** @typedef {(typeof STATISTICS)[number]} Statistic */
/** @typedef {ReturnType<typeof decodeStream>} Stream */

const SIZE = { width: 600, height: 210 };
const LEFT = 92;
const SATURATED_ABOVE = 0.98; // one token is often far longer than all others

/** @param {DepthPayload} payload @param {string} text */
export const decodeStream = (payload, text) => ({
  ...payload,
  text,
  length: decodeArray(payload.length),
  mean: decodeArray(payload.mean),
  var: decodeArray(payload.var),
  shares: decodeArray(payload.shares),
  /** @type {number | null} the chosen token; null for the average */
  row: null,
});

/**
 * @param {Stream} stream choosing another token sets its `row`, and calls `redraw`
 * @param {Statistic} statistic
 * @param {() => void} redraw
 */
export function drawStream(stream, statistic, redraw) {
  const names = stream.sites.map((site) => ({ title: siteName(site), label: shortName(site) }));
  const { tokens, row, family, title, norm_place } = stream;
  const measure = t(`norms.depth_${statistic}`);
  const token = row === null ? t("norms.all_tokens") : tokens[row];
  const series = [0, 1].map((side) => ({
    name: t(side ? "norms.after_norm" : "norms.before_norm"),
    values: valuesOf(stream, statistic, side, row),
    colour: LINES[side],
  }));
  return el(
    "section",
    { class: "panel", style: { "--family": familyColour(family) } },
    el("header", {}, el("h3", {}, title), norm_place && el("span", { class: "badge" }, t(`norms.norm_${norm_place}`))),
    el(
      "div",
      {},
      norm_place && el("p", {}, t(`norms.norm_${norm_place}_what`)),
      el("p", { class: "name" }, t("norms.map_of_tokens", { statistic: measure })),
      savable(
        `norms-tokens-${family}`,
        { title: t("norms.map_of_tokens", { statistic: measure }), model: title, text: stream.text },
        el("div", {}, drawTokenMap(stream, statistic, names, redraw)),
        { table: () => tokenRows(stream, statistic, names) },
      ),
      el("p", { class: "name" }, t("norms.line_of", { statistic: measure, token })),
      lines(stream, `norms-depth-${family}`, series, names, measure),
      outliers(stream, names),
    ),
  );
}

/**
 * @param {Stream} stream
 * @param {string} file
 * @param {import("../lib/chart_layout.js").Series[]} series
 * @param {Name[]} names
 * @param {string} yName
 */
const lines = ({ title, text }, file, series, names, yName) =>
  chartFigure(file, series, {
    ...SIZE,
    names,
    xName: t("norms.depth_axis"),
    yName,
    margin: { left: LEFT, right: 10 },
    about: { title: `${t("norms.section_depth")} · ${yName}`, model: title, text },
  });

/**
 * One number for every norm: of the chosen token, or the mean over all tokens.
 *
 * @param {Stream} stream
 * @param {Statistic} statistic
 * @param {number} side before or after the norm
 * @param {number | null} row
 */
function valuesOf(stream, statistic, side, row) {
  const { at } = stream[statistic];
  const average = (/** @type {number} */ site) =>
    stream.tokens.reduce((sum, _, pos) => sum + at(site, side, pos), 0) / stream.tokens.length;
  return stream.sites.map((_, site) => (row === null ? average(site) : at(site, side, row)));
}

/**
 * @param {Stream} stream
 * @param {Statistic} statistic
 * @param {Name[]} names
 * @param {() => void} redraw
 */
function drawTokenMap(stream, statistic, names, redraw) {
  const limit = usualSize(stream[statistic].data, SATURATED_ABOVE);
  const strongest = (/** @type {number} */ value) =>
    statistic === "mean" ? `var(--um-${value < 0 ? "minus" : "plus"})` : "var(--family)";
  const background = (/** @type {number} */ value) => {
    const share = Math.min(1, Math.abs(value) / limit);
    return `color-mix(in srgb, ${strongest(value)} ${Math.round(100 * share)}%, var(--um-zero))`;
  };
  const drawRow = (/** @type {number | null} */ row) => {
    const label = row === null ? t("norms.all_tokens") : stream.tokens[row];
    const choose = () => {
      stream.row = row;
      redraw();
    };
    return el(
      "div",
      { class: "row" },
      link(label, choose, { class: "", "aria-pressed": String(stream.row === row), title: label }),
      valuesOf(stream, statistic, 0, row).map((value, i) =>
        el("span", {
          style: { background: background(value) },
          ...tells(named(`${label} · ${names[i].title}`, short(value))),
        }),
      ),
    );
  };
  const style = { "--columns": names.length, "--left": `${(LEFT / SIZE.width) * 100}%` };
  return el("div", { class: "token-map", style }, [null, ...stream.tokens.keys()].map(drawRow));
}

/**
 * @param {Stream} stream
 * @param {Statistic} statistic
 * @param {Name[]} names
 * @returns {import("../lib/table.js").Rows}
 */
const tokenRows = (stream, statistic, names) => [
  [t("norms.column_token"), ...names.map(({ title }) => title)],
  ...stream.tokens.map((token, row) => [token, ...valuesOf(stream, statistic, 0, row)]),
];

/**
 * The features that hold the most of the squared length, by name and with their share at every norm.
 *
 * @param {Stream} stream
 * @param {Name[]} names
 */
function outliers(stream, names) {
  const { outliers: features, shares, d_model: dModel, sites, family } = stream;
  const name = (/** @type {number} */ feature) => t("norms.feature_n", { n: feature });
  const sharesOf = (/** @type {number} */ k) => sites.map((_, site) => shares.at(site, 0, k));
  const most = (/** @type {number} */ k) => {
    const held = sharesOf(k);
    const peak = held.indexOf(Math.max(...held));
    return t("norms.holds", { share: percent(held[peak], 3), site: names[peak].title ?? "" });
  };
  const series = features.map((feature, k) => ({
    name: name(feature),
    values: sharesOf(k).map((share) => 100 * share),
    colour: LINES[k],
    dashed: k === LINES.length - 1,
  }));
  return [
    el("p", { class: "name" }, t("norms.outliers")),
    el("p", {}, t("norms.outliers_what", { even: percent(1 / dModel), n: dModel })),
    el(
      "ul",
      { class: "outliers" },
      features.map((feature, k) => el("li", {}, el("strong", {}, name(feature)), " ", most(k))),
    ),
    lines(stream, `norms-outliers-${family}`, series, names, t("norms.share_axis")),
  ];
}

/**
 * Under the axis: the number of the block at its first norm.
 *
 * @param {Site} site
 */
function shortName({ place, block }) {
  if (block !== null) return place === "before_attention" || place === "after_attention" ? String(block) : "";
  if (place === "after_embeddings") return t("norms.short_embeddings");
  return place === "final" ? t("norms.short_final") : "";
}
