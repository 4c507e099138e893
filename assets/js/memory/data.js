// The gates of every layer. Cell and hidden state are not sent: they follow from the gates by the two
// formulas that the view shows.

import { largestSize } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";

/** @typedef {import("./payloads.js").GatesPayload} GatesPayload */
/** @typedef {import("./payloads.js").LayerGates} LayerGates */
/** @typedef {{ label: string, ends: boolean }} Token */

const SENT = /** @type {const} */ (["input_gate", "forget_gate", "cell_candidate", "output_gate"]);
export const GATES = /** @type {const} */ (["forget_gate", "input_gate", "output_gate"]);
export const QUANTITIES = /** @type {const} */ ([...GATES, "cell_candidate", "cell", "hidden"]);
export const ORDERS = /** @type {const} */ (["varies", "memory", "resets", "number"]);

/** @typedef {(typeof QUANTITIES)[number]} Quantity */
/** @typedef {(typeof ORDERS)[number]} Order */
/** @typedef {{ quantity: Quantity, order: Order, layer: number, unit: number, step: number }} State */

/** @typedef {ReturnType<typeof decodeGates>} Gates */
/** @typedef {ReturnType<typeof decodeLayer>} Layer */

/** @param {GatesPayload} payload */
export function decodeGates(payload) {
  const layers = payload.layers.map(decodeLayer);
  return { ...payload, layers, nSteps: payload.tokens.length, nUnits: layers[0].nUnits, nLayers: layers.length };
}

/** @param {LayerGates} payload */
function decodeLayer(payload) {
  const [i, f, g, o] = SENT.map((name) => decodeArray(payload[name]).data);
  const before = decodeArray(payload.cell_before).data;
  const [nSteps, nUnits] = payload.input_gate.shape;
  const cell = new Float32Array(i.length);
  const hidden = new Float32Array(i.length);
  for (let at = 0; at < i.length; at++) {
    cell[at] = f[at] * (at < nUnits ? before[at] : cell[at - nUnits]) + i[at] * g[at];
    hidden[at] = o[at] * Math.tanh(cell[at]);
  }
  const values = { input_gate: i, forget_gate: f, cell_candidate: g, output_gate: o, cell, hidden };
  return {
    nSteps,
    nUnits,
    values,
    /** @type {(name: Quantity, step: number, unit: number) => number} */
    at: (name, step, unit) => values[name][step * nUnits + unit],
    /** @type {(step: number, unit: number) => number} */
    cellBefore: (step, unit) => (step === 0 ? before[unit] : cell[(step - 1) * nUnits + unit]),
    /** @type {(name: Quantity, unit: number) => number[]} */
    track: (name, unit) => Array.from({ length: nSteps }, (_, step) => values[name][step * nUnits + unit]),
  };
}

/**
 * The units of a layer in an order: by what the quantity does on this text, first what does most of it.
 *
 * @param {Layer} layer
 * @param {Token[]} tokens
 * @param {Quantity} quantity
 * @param {Order} order
 */
export function orderUnits(layer, tokens, quantity, order) {
  const units = Array.from({ length: layer.nUnits }, (_, unit) => unit);
  if (order === "number") return units;
  const rank = units.map((unit) => RANKS[order](layer, unit, quantity, tokens));
  return units.sort((a, b) => rank[b] - rank[a]);
}

/** @typedef {(layer: Layer, unit: number, quantity: Quantity, tokens: Token[]) => number} Rank */

/** @type {Record<Exclude<Order, "number">, Rank>} */
const RANKS = {
  /** How much the quantity varies. */
  varies(layer, unit, quantity) {
    const track = layer.track(quantity, unit);
    const middle = mean(track);
    return mean(track.map((value) => (value - middle) ** 2));
  },
  /** How much of the cell stays. */
  memory: (layer, unit) => mean(layer.track("forget_gate", unit)),
  /** How much lower the forget gate is where a sentence or a quotation ends than elsewhere. */
  resets(layer, unit, _, tokens) {
    const track = layer.track("forget_gate", unit);
    const where = (/** @type {boolean} */ ends) => mean(track.filter((_, step) => tokens[step].ends === ends));
    return where(false) - where(true);
  },
};

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

/**
 * Steps at which a gate crosses one half, each the step just after the crossing.
 *
 * @param {number[]} track
 */
export function crossings(track) {
  const steps = track.map((_, step) => step).slice(1);
  return {
    opens: steps.filter((step) => track[step - 1] < 0.5 && track[step] >= 0.5),
    closes: steps.filter((step) => track[step - 1] >= 0.5 && track[step] < 0.5),
  };
}

/**
 * From -1 to 1 or from 0 to 1: the range of a quantity; a cell has none, so its largest size stands in.
 *
 * @param {Layer} layer
 * @param {Quantity} quantity
 */
export const limitOf = (layer, quantity) => (quantity === "cell" ? largestSize(layer.values.cell) || 1 : 1);

/**
 * @param {Quantity} quantity
 * @returns {quantity is (typeof GATES)[number]}
 */
export const isGate = (quantity) => /** @type {readonly string[]} */ (GATES).includes(quantity);
