// The gates of every layer, decoded from viz/memory.py's payload. Cell and hidden state are not sent:
// they follow from the gates by the two formulas that the view shows.

import { decodeArray } from "../common.js";

export const SENT = ["input_gate", "forget_gate", "cell_candidate", "output_gate"];
export const QUANTITIES = ["forget_gate", "input_gate", "output_gate", "cell_candidate", "cell", "hidden"];
export const GATES = ["forget_gate", "input_gate", "output_gate"];
export const ORDERS = ["varies", "memory", "resets", "number"];

export function decodeGates(payload) {
  const layers = payload.layers.map(decodeLayer);
  const [nSteps, nUnits] = [payload.tokens.length, layers[0].nUnits];
  return { ...payload, layers, nSteps, nUnits, nLayers: layers.length };
}

function decodeLayer(payload) {
  const sent = Object.fromEntries(SENT.map((name) => [name, decodeArray(payload[name])]));
  const [nSteps, nUnits] = sent.input_gate.shape;
  const before = decodeArray(payload.cell_before).data;
  const [i, f, g, o] = SENT.map((name) => sent[name].data);
  const cell = new Float32Array(i.length);
  const hidden = new Float32Array(i.length);
  for (let at = 0; at < i.length; at++) {
    cell[at] = f[at] * (at < nUnits ? before[at] : cell[at - nUnits]) + i[at] * g[at];
    hidden[at] = o[at] * Math.tanh(cell[at]);
  }
  const arrays = { ...Object.fromEntries(SENT.map((name) => [name, sent[name].data])), cell, hidden };
  return {
    nSteps,
    nUnits,
    values: arrays,
    at: (name, step, unit) => arrays[name][step * nUnits + unit],
    cellBefore: (step, unit) => (step === 0 ? before[unit] : cell[(step - 1) * nUnits + unit]),
    track: (name, unit) => Array.from({ length: nSteps }, (_, step) => arrays[name][step * nUnits + unit]),
  };
}

/** The units of a layer in an order: by what the quantity does on this text, first what does most of it. */
export function orderUnits(layer, tokens, quantity, order) {
  const units = Array.from({ length: layer.nUnits }, (_, unit) => unit);
  if (order === "number") return units;
  const rank = { varies: spread(layer, quantity), memory: kept(layer), resets: resets(layer, tokens) }[order];
  return units.sort((a, b) => rank[b] - rank[a]);
}

const perUnit = (layer, of) => Array.from({ length: layer.nUnits }, (_, unit) => of(unit));
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

function spread(layer, quantity) {
  return perUnit(layer, (unit) => {
    const track = layer.track(quantity, unit);
    const middle = mean(track);
    return mean(track.map((value) => (value - middle) ** 2));
  });
}

const kept = (layer) => perUnit(layer, (unit) => mean(layer.track("forget_gate", unit)));

/** How much lower the forget gate is where a sentence or a quotation ends than elsewhere. */
function resets(layer, tokens) {
  const ends = tokens.map(({ ends: end }) => end);
  return perUnit(layer, (unit) => {
    const track = layer.track("forget_gate", unit);
    return mean(track.filter((_, step) => !ends[step])) - mean(track.filter((_, step) => ends[step]));
  });
}

/** Steps at which a gate crosses one half: `{opens, closes}`, each the steps just after the crossing. */
export function crossings(track) {
  const found = { opens: [], closes: [] };
  for (let step = 1; step < track.length; step++) {
    if (track[step - 1] < 0.5 && track[step] >= 0.5) found.opens.push(step);
    if (track[step - 1] >= 0.5 && track[step] < 0.5) found.closes.push(step);
  }
  return found;
}

/** From -1 to 1 or from 0 to 1: the range of a quantity; a cell has none, so its largest size stands in. */
export function limitOf(layer, quantity) {
  if (quantity !== "cell") return 1;
  return layer.values.cell.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
}

export const isSigned = (quantity) => !GATES.includes(quantity);

export const short = (value) =>
  value
    .toFixed(2)
    .replace(/^-(?=0\.00$)/, "")
    .replace("-", "−");
