// What viz/attention sends, decoded: stacks of heads whose cells can be asked for.

import { largestSize } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";

/** @import { Label, PlacedLabel } from "../payloads.js" */
/** @import { AttentionPreset, Axis, GridPayload, MapKind, MapPayload } from "./payloads.js" */
/** @import { StackPayload, TracedPayload } from "./payloads.js" */

/** @typedef {{ query: number, key: number }} Cell positions in the text */
/** @typedef {{ layer: number, head: number }} At */
/** @typedef {At & { kind: MapKind }} Place */
/** @typedef {{ nRows: number, nColumns: number, block: number[] }} Grid a cell stands for `block` positions */
/** @typedef {{ weights: Float32Array, allowed: Uint8Array, strongest: Cell, scores?: Float32Array | null }} Cells */
/** @typedef {Omit<TracedPayload, "stacks"> & { stacks: Map<string, Stack> }} Traced */

/**
 * One map as it is known so far. From the grid its weights are within 1/510 of the row's maximum, and where the text is
 * long a cell stands for a block of positions; an `exact` one holds the model's own float32 values, cell for cell.
 */
export class Head {
  /** @param {Place} place @param {Grid} grid @param {Cells} cells @param {boolean} exact */
  constructor(place, { nRows, nColumns, block }, { weights, allowed, strongest, scores = null }, exact) {
    this.place = place;
    this.nRows = nRows;
    this.nColumns = nColumns;
    this.block = block;
    this.weights = weights;
    this.allowed = allowed;
    /** The cell that is looked at first. */
    this.strongest = strongest;
    this.scores = scores;
    this.exact = exact;
    this.max = largestSize(weights);
  }

  /** Where the cell of two positions stands in `weights`. @param {number} query @param {number} key */
  offset(query, key) {
    return Math.floor(query / this.block[0]) * this.nColumns + Math.floor(key / this.block[1]);
  }

  /** @param {number} query @param {number} key */
  weight(query, key) {
    return this.weights[this.offset(query, key)];
  }

  /** @param {number} query @param {number} key */
  isAllowed(query, key) {
    return Boolean(this.allowed[this.offset(query, key)]);
  }

  /** Before the mask; null where it is not known. @param {number} query @param {number} key */
  score(query, key) {
    return this.scores?.[this.offset(query, key)] ?? null;
  }

  /** @param {number} row of cells */
  rowMax(row) {
    return largestSize(this.weights.subarray(row * this.nColumns, (row + 1) * this.nColumns));
  }
}

/** The exact map that a server function or the payload brought. @param {MapPayload} payload */
export function exactHead({ layer, head, kind, pattern, scores, allowed, strongest }) {
  const { shape, data: weights } = decodeArray(pattern);
  const cells = {
    weights,
    strongest: { query: strongest[0], key: strongest[1] },
    allowed: decodeArray(allowed).data,
    scores: scores && decodeArray(scores).data,
  };
  const grid = { nRows: shape[0], nColumns: shape[1], block: [1, 1] };
  return new Head({ layer, head, kind }, grid, cells, true);
}

/** After less before, where either allows anything. @param {Head} before @param {Head} after */
export function difference(before, after) {
  const weights = after.weights.map((weight, at) => weight - before.weights[at]);
  const allowed = after.allowed.map((sees, at) => sees | before.allowed[at]);
  return new Head(after.place, after, { ...after, weights, allowed, scores: null }, before.exact && after.exact);
}

/** @type {Partial<Record<MapKind, (weights: number[]) => number>>} */
const REDUCED = {
  average: (weights) => weights.reduce((sum, weight) => sum + weight, 0) / weights.length,
  maximum: (weights) => Math.max(...weights),
};
const OF_ONE_HEAD = ["head", "value"]; // maps of many heads are the same whichever head is chosen

/** @param {Place} place */
const nameOf = ({ layer, head, kind }) =>
  OF_ONE_HEAD.includes(kind) ? `${kind}.${layer}.${head}` : `${kind}.${layer}`;

/** All heads of one stack; what is known exactly is remembered. */
export class Stack {
  /** @type {Map<string, Head>} */
  #exact = new Map();

  /** @param {StackPayload} payload @param {Record<Axis, PlacedLabel[]>} tokens */
  constructor({ queries, keys, kinds, grid, strongest, opened }, tokens) {
    this.queries = tokens[queries];
    this.keys = tokens[keys];
    /** Queries and keys are the same tokens. */
    this.shared = queries === keys;
    this.kinds = kinds;
    this.shape = grid.shape;
    this.nLayers = grid.shape[0];
    this.nHeads = grid.shape[1];
    this.sight = grid.sight;
    this.grid = readGrid(grid);
    this.strongest = decodeArray(strongest);
    const head = this.remember(exactHead(opened));
    this.first = head.place;
    this.firstCell = head.strongest;
  }

  get nQueries() {
    return this.queries.length;
  }

  get nKeys() {
    return this.keys.length;
  }

  /** @param {At} at */
  has({ layer, head }) {
    return layer < this.nLayers && head < this.nHeads;
  }

  /** @param {Cell} cell */
  holds({ query, key }) {
    return query < this.nQueries && key < this.nKeys;
  }

  /** Where one layer's mask lets anything be, a cell each. @param {number} layer */
  allowedIn(layer) {
    return this.grid.masks[Math.min(layer, this.grid.masks.length - 1)];
  }

  /** The best that is known of a map: exact, or from the grid; null where that tells nothing. @param {Place} place */
  map(place) {
    return this.#exact.get(nameOf(place)) ?? this.coarse(place);
  }

  /** A map from the grid. @param {Place} place @returns {Head | null} */
  coarse(place) {
    const { layer, head, kind } = place;
    const [query, key] = [0, 1].map((axis) => this.strongest.at(layer, head, axis));
    const cells = { allowed: this.allowedIn(layer), strongest: { query, key } };
    const reduce = REDUCED[kind];
    if (kind === "head") return new Head(place, this.grid, { weights: this.weightsOf(layer, head), ...cells }, false);
    if (!reduce) return null;
    const heads = Array.from({ length: this.nHeads }, (_, other) => this.weightsOf(layer, other));
    const weights = heads[0].map((_, cell) => reduce(heads.map((one) => one[cell])));
    return new Head(place, this.grid, { weights, ...cells }, false);
  }

  /** @param {number} layer @param {number} head */
  weightsOf(layer, head) {
    const { nRows, nColumns, sent, levels, rowMax } = this.grid;
    const at = layer * this.nHeads + head;
    const weights = new Float32Array(nRows * nColumns);
    for (const [i, cell] of sent.entries())
      weights[cell] = (levels[at * sent.length + i] / 255) * rowMax[at * nRows + Math.floor(cell / nColumns)];
    return weights;
  }

  /** The exact map, from memory or as it is asked for. @param {Place} place @param {() => Promise<MapPayload>} ask */
  async exactly(place, ask) {
    return this.#exact.get(nameOf(place)) ?? this.remember(exactHead(await ask()));
  }

  /** @param {Head} exact */
  remember(exact) {
    this.#exact.set(nameOf(exact.place), exact);
    return exact;
  }
}

/** @param {GridPayload} grid */
function readGrid({ allowed: sentMasks, levels, row_max, pooled }) {
  const { shape, data } = decodeArray(sentMasks);
  const [nMasks, nRows, nColumns] = shape;
  const size = nRows * nColumns;
  const masks = Array.from({ length: nMasks }, (_, n) => data.subarray(n * size, (n + 1) * size));
  return {
    nRows,
    nColumns,
    block: pooled,
    masks,
    /** Cells that some layer allows: those that were sent. */
    sent: Array.from({ length: size }, (_, cell) => cell).filter((cell) => masks.some((mask) => mask[cell])),
    levels: decodeArray(levels).data,
    rowMax: decodeArray(row_max).data,
  };
}

/** @param {Label[]} tokens */
export const labelsOf = (tokens) => tokens.map(({ label }) => label);

/** A payload with its stacks decoded. @template {TracedPayload} P @param {P} payload */
export function decodeAttention({ stacks, ...payload }) {
  const decoded = Object.entries(stacks).map(([name, stack]) => [name, new Stack(stack, payload.tokens)]);
  return { ...payload, stacks: new Map(/** @type {[string, Stack][]} */ (decoded)) };
}

/**
 * The preset whose passes both panels show; undefined where they show others.
 *
 * @param {Record<string, AttentionPreset>} presets @param {{ side: string, data: Pick<Traced, "request"> }[]} panels
 */
export function shownPreset(presets, panels) {
  const shows = (/** @type {AttentionPreset} */ preset, /** @type {"left" | "right"} */ name) =>
    panels.some(
      ({ side, data: { request } }) =>
        side === name &&
        request.model === preset.models[preset[name].model] &&
        request.text === (preset[name].text || preset.text),
    );
  return Object.keys(presets).find((name) => shows(presets[name], "left") && shows(presets[name], "right"));
}
