// The activations of a batch and the statistics of every norm, decoded from viz/norms.py's payload.
// A norm is told by the axes it keeps apart: cells that agree on all of them share one mean and one
// variance; together they are a slice. Cells are {b, p, d}: sentence, position, feature.

import { decodeArray } from "../common.js";

export const NORMS = ["layer", "sentence", "batch", "group", "instance", "rms"];
const KEPT = {
  layer: ["b", "p"],
  sentence: ["b"],
  batch: ["d"],
  group: ["b", "g"],
  instance: ["b", "d"],
  rms: ["b", "p"],
};

export function decodeActivations(payload) {
  const { shape, data } = decodeArray(payload.activations);
  const [nSentences, nPositions, dModel] = shape;
  const padding = decodeArray(payload.padding).data;
  const spans = Array.from({ length: nSentences }, (_, b) =>
    span(padding.subarray(b * nPositions, (b + 1) * nPositions)),
  );
  const activations = {
    ...payload,
    nSentences,
    nPositions,
    dModel,
    data,
    spans,
    gain: payload.gain && decodeArray(payload.gain).data,
    bias: payload.bias && decodeArray(payload.bias).data,
    nTokens: spans.reduce((sum, [start, end]) => sum + end - start, 0),
    nPadding: padding.reduce((sum, cell) => sum + cell, 0),
    isPadding: (b, p) => padding[b * nPositions + p] === 1,
    at: ({ b, p, d }) => data[(b * nPositions + p) * dModel + d],
    token: ({ b, p }) => payload.sentences[b].tokens[p - spans[b][0]],
  };
  activations.norms = Object.fromEntries(
    NORMS.map((name) => [name, decodeNorm(name, payload.norms[name], activations)]),
  );
  return activations;
}

/** The positions [start, end) of a sentence that hold its tokens; the others are padding. */
function span(padding) {
  const start = padding.indexOf(0);
  return [start, padding.lastIndexOf(0) + 1];
}

function decodeNorm(name, statistics, activations) {
  const { nSentences, nPositions, dModel, eps } = activations;
  const [mean, variance, meanAfter, varianceAfter] = ["mean", "var", "output_mean", "output_var"].map(
    (field) => decodeArray(statistics[field]).data,
  );
  const kept = KEPT[name];
  const nGroups = kept.includes("g") ? mean.length / nSentences : 1;
  const sizes = { b: nSentences, p: nPositions, d: dModel, g: nGroups };
  const groupSize = dModel / nGroups;
  const indexOf = (cell) =>
    kept.reduce((index, axis) => index * sizes[axis] + (axis === "g" ? Math.floor(cell.d / groupSize) : cell[axis]), 0);
  return {
    name,
    kept,
    nGroups,
    groupSize,
    mean,
    variance,
    meanAfter,
    varianceAfter,
    isCentred: name !== "rms", // it subtracts nothing: its mean is 0, its variance the mean square
    indexOf,
    normalised: (cell) => {
      const i = indexOf(cell);
      return (activations.at(cell) - mean[i]) / Math.sqrt(variance[i] + eps);
    },
    sliceOf: (cell) => sliceOf(kept, groupSize, cell, activations),
    slices: () => slices(kept, sizes, activations),
  };
}

/** The slice that a cell belongs to, as one box [b, positions, features] for every sentence in it. */
function sliceOf(kept, groupSize, cell, { nSentences, spans, dModel }) {
  const features = kept.includes("d")
    ? [cell.d, cell.d + 1]
    : kept.includes("g")
      ? [0, groupSize].map((at) => at + Math.floor(cell.d / groupSize) * groupSize)
      : [0, dModel];
  const sentences = kept.includes("b") ? [cell.b] : Array.from({ length: nSentences }, (_, b) => b);
  return sentences.map((b) => ({ b, positions: kept.includes("p") ? [cell.p, cell.p + 1] : spans[b], features }));
}

/** The kept indices of every slice that holds real tokens, in the order of its statistics. */
function slices(kept, sizes, { isPadding }) {
  let found = [{}];
  for (const axis of kept)
    found = found.flatMap((part) => Array.from({ length: sizes[axis] }, (_, i) => ({ ...part, [axis]: i })));
  return found.map((at, index) => ({ ...at, index })).filter(({ b, p }) => p === undefined || !isPadding(b, p));
}
