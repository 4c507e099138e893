// What is said of a norm on a batch: what it averages over, how even its result is, its statistics as rows.

import { el } from "../lib/dom.js";
import { number, rangeOf, short } from "../lib/numbers.js";
import { t } from "../lib/words.js";

/** @import { Activations, Axis, Kept, Norm } from "./activations.js" */

/**
 * What the norm averages over, in words and counts.
 *
 * @param {Norm} norm
 * @param {Activations} activations
 */
export function words(norm, { nSentences, nTokens, nPadding, dModel }) {
  const counts = {
    features: dModel,
    tokens: nTokens,
    sentences: nSentences,
    groups: norm.nGroups,
    size: norm.groupSize,
  };
  return [
    el("p", { class: "averages" }, t(`norms.${norm.name}_averages`, counts)),
    el("p", {}, t(norm.isCentred ? "norms.pairs" : "norms.mean_squares", { n: number(norm.slices().length) })),
    el("p", {}, t(`norms.${norm.name}_sees`, counts)),
    nPadding > 0 && el("p", { class: "quiet" }, t("norms.padding_left_out", { n: nPadding })),
  ];
}

/**
 * How far the result is from mean 0 and variance 1, slice by slice: the farthest of all.
 *
 * @param {Norm} norm
 */
export function measured({ slices, isCentred, meanAfter, varianceAfter }) {
  const indices = slices().map(({ index }) => index);
  const farthest = (/** @type {(i: number) => number} */ distance) => short(rangeOf(indices.map(distance))[1]);
  if (isCentred)
    return t("norms.measured", {
      mean: farthest((i) => Math.abs(meanAfter[i])),
      variance: farthest((i) => Math.abs(varianceAfter[i] - 1)),
    });
  const [low, high] = rangeOf(indices.map((i) => meanAfter[i])).map((value) => short(value));
  const square = farthest((i) => Math.abs(varianceAfter[i] + meanAfter[i] ** 2 - 1));
  return t("norms.measured_rms", { square, low, high });
}

/**
 * What the norm leaves as it was: the means across its slices, of every feature or of every token.
 *
 * @param {Norm} norm
 * @param {Activations} activations
 * @param {Float32Array} values after the norm
 */
export function uneven(norm, activations, values) {
  const alongTokens = norm.kept.includes("p");
  const means = alongTokens ? featureMeans(activations, values) : tokenMeans(activations, values);
  const [low, high] = rangeOf(means).map((value) => short(value));
  return t(alongTokens ? "norms.uneven_features" : "norms.uneven_tokens", { low, high });
}

/** @typedef {Pick<Activations, "spans" | "nPositions" | "dModel" | "nTokens">} Shape */

/**
 * The mean of every feature over all real tokens.
 *
 * @param {Shape} shape
 * @param {ArrayLike<number>} values `[batch, pos, d_model]`
 */
export function featureMeans({ spans, nPositions, dModel, nTokens }, values) {
  const sums = new Float64Array(dModel);
  for (const [b, [start, end]] of spans.entries())
    for (let p = start; p < end; p++)
      for (let d = 0; d < dModel; d++) sums[d] += values[(b * nPositions + p) * dModel + d];
  return sums.map((sum) => sum / nTokens);
}

/**
 * The mean of every real token over its features.
 *
 * @param {Shape} shape
 * @param {ArrayLike<number>} values `[batch, pos, d_model]`
 */
export function tokenMeans({ spans, nPositions, dModel }, values) {
  const means = [];
  for (const [b, [start, end]] of spans.entries())
    for (let p = start; p < end; p++) {
      let sum = 0;
      for (let d = 0; d < dModel; d++) sum += values[(b * nPositions + p) * dModel + d];
      means.push(sum / dModel);
    }
  return means;
}

/**
 * How near the site's own norm is to what the model makes.
 *
 * @param {Activations} activations
 */
export function own({ kind, norms, max_difference }) {
  if (max_difference === null) return t("norms.own_running");
  const key = norms[kind].isCentred ? "norms.own_gain_bias" : "norms.own_gain";
  return t(key, { difference: short(max_difference) });
}

/**
 * The statistics of all slices, one a row; the first row is the head.
 *
 * @param {Norm} norm
 * @param {Activations} activations
 */
export function statisticsRows(norm, activations) {
  const { kept, groupSize } = norm;
  /** @type {Record<Axis, [string, (at: Kept) => string | number]>} */
  const columns = {
    b: [t("norms.column_sentence"), ({ b = 0 }) => b + 1],
    p: [t("norms.column_token"), ({ b = 0, p = 0 }) => `${p} ${activations.token({ b, p }).text}`],
    d: [t("norms.column_feature"), ({ d = 0 }) => d],
    g: [t("norms.column_features"), ({ g = 0 }) => `${g * groupSize}–${(g + 1) * groupSize - 1}`],
  };
  const statistics = [norm.mean, norm.variance, norm.meanAfter, norm.varianceAfter];
  const head = ["mean", "variance", "mean_after", "variance_after"].map((name) => t(`norms.${name}`));
  const rows = norm
    .slices()
    .map((at) => [...kept.map((axis) => columns[axis][1](at)), ...statistics.map((values) => values[at.index])]);
  return [[...kept.map((axis) => columns[axis][0]), ...head], ...rows];
}
