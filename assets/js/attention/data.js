// What viz/attention.py encoded, decoded: stacks of heads whose cells can be asked for.

import { decodeArray } from "../common.js";

/**
 * One head as it is known so far. From the grid its weights are within 1/510 of the row's maximum, and
 * where the text is long a cell stands for a block of `block` query and key positions; `exact` heads
 * hold the model's own float32 values, one cell a pair of positions.
 */
export class Head {
  constructor({
    layer,
    head,
    kind = "head",
    n_rows,
    n_columns,
    block,
    weights,
    allowed,
    scores = null,
    exact = false,
  }) {
    Object.assign(this, { layer, head, kind, n_rows, n_columns, block, weights, allowed, scores, exact });
    this.max = largest(weights);
  }

  /** Where the cell of two positions stands in `weights`. */
  offset(query, key) {
    return Math.floor(query / this.block[0]) * this.n_columns + Math.floor(key / this.block[1]);
  }

  weight(query, key) {
    return this.weights[this.offset(query, key)];
  }

  isAllowed(query, key) {
    return Boolean(this.allowed[this.offset(query, key)]);
  }

  score(query, key) {
    return this.scores?.[this.offset(query, key)] ?? null;
  }

  rowMax(row) {
    return largest(this.weights.subarray(row * this.n_columns, (row + 1) * this.n_columns));
  }
}

function largest(weights) {
  let most = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] > most) most = weights[i];
  return most;
}

/** The exact map that a server function or the payload brought. */
export function exactHead({ layer, head, kind, pattern, scores, allowed }) {
  const { shape, data } = decodeArray(pattern);
  return new Head({
    layer,
    head,
    kind,
    n_rows: shape[0],
    n_columns: shape[1],
    block: [1, 1],
    weights: data,
    allowed: decodeArray(allowed).data,
    scores: scores && decodeArray(scores).data,
    exact: true,
  });
}

/** What can be drawn of a layer and head, as app/labs/attention_sections.py names it. */
export const KINDS = ["head", "value", "average", "maximum", "rollout"];

const isOfOneHead = (kind) => kind === "head" || kind === "value";

const REDUCED = {
  average: (weights) => weights.reduce((sum, weight) => sum + weight, 0) / weights.length,
  maximum: (weights) => Math.max(...weights),
};

/** All heads of one stack; what is known exactly is remembered. */
export class Stack {
  constructor({ queries, keys, grid, opened }, tokens) {
    this.queries = tokens[queries];
    this.keys = tokens[keys];
    this.shared = queries === keys;
    this.shape = grid.shape;
    [this.n_layers, this.n_heads, this.n_queries, this.n_keys] = grid.shape;
    this.block = grid.pooled;
    this.sight = grid.sight;
    this.n_groups = grid.n_key_value_heads;
    this._readGrid(grid);
    this.first = { layer: opened.layer, head: opened.head, kind: "head" };
    this._exact = new Map([[this._name(this.first), exactHead(opened)]]);
  }

  _readGrid(grid) {
    const allowed = decodeArray(grid.allowed);
    [this.n_masks, this.n_rows, this.n_columns] = allowed.shape;
    this.allowed = allowed.data;
    const size = this.n_rows * this.n_columns;
    this.sent = []; // the cells that were sent: those that some layer allows
    for (let cell = 0; cell < size; cell++)
      for (let mask = 0; mask < this.n_masks; mask++)
        if (allowed.data[mask * size + cell]) {
          this.sent.push(cell);
          break;
        }
    this.levels = decodeArray(grid.levels).data;
    this.row_max = decodeArray(grid.row_max).data;
  }

  /** Maps of many heads are the same whichever head is chosen. */
  _name = ({ layer, head, kind = "head" }) => (isOfOneHead(kind) ? `${kind}.${layer}.${head}` : `${kind}.${layer}`);

  has(place) {
    return place.layer >= 0 && place.layer < this.n_layers && place.head >= 0 && place.head < this.n_heads;
  }

  holds(cell) {
    return cell.query < this.n_queries && cell.key < this.n_keys;
  }

  /** Booleans of one layer's mask, a cell each. */
  allowedIn(layer) {
    const size = this.n_rows * this.n_columns;
    const from = Math.min(layer, this.n_masks - 1) * size;
    return this.allowed.subarray(from, from + size);
  }

  /** The best that is known of a map: exact, or from the grid, or null where the grid does not tell it. */
  map(place) {
    const exact = this._exact.get(this._name(place));
    if (exact) return exact;
    if (place.kind === "head") return this.coarse(place);
    return place.kind in REDUCED ? this.reduced(place) : null;
  }

  /** All heads of a layer in one map, from the grid. */
  reduced({ layer, head, kind }) {
    const heads = Array.from({ length: this.n_heads }, (_, other) => this.coarse({ layer, head: other }));
    const weights = heads[0].weights.map((_, cell) => REDUCED[kind](heads.map((one) => one.weights[cell])));
    return new Head({ ...heads[0], head, kind, weights });
  }

  coarse({ layer, head }) {
    const at = layer * this.n_heads + head;
    const weights = new Float32Array(this.n_rows * this.n_columns);
    const levels = this.levels.subarray(at * this.sent.length);
    const row_max = this.row_max.subarray(at * this.n_rows);
    for (let i = 0; i < this.sent.length; i++) {
      const cell = this.sent[i];
      weights[cell] = (levels[i] / 255) * row_max[Math.floor(cell / this.n_columns)];
    }
    const { n_rows, n_columns, block } = this;
    return new Head({ layer, head, n_rows, n_columns, block, weights, allowed: this.allowedIn(layer) });
  }

  remember(exact) {
    this._exact.set(this._name(exact), exact);
    return exact;
  }
}

/** A payload of viz/attention.py with its stacks decoded. */
export function decodeAttention(payload) {
  const stacks = Object.entries(payload.stacks).map(([name, stack]) => [name, new Stack(stack, payload.tokens)]);
  return { ...payload, stacks: new Map(stacks) };
}

/**
 * The cell that is looked at first: the largest weight above what its key gets on average from all
 * queries, but on no token itself and on no first or special one (as pick_head in viz/attention.py).
 */
export function strongestCell(stack, head) {
  const usual = averageWeights(stack, head);
  let best = { query: 0, key: 0, excess: -Infinity };
  for (let query = 0; query < stack.n_queries; query++)
    for (let key = 0; key < stack.n_keys; key++) {
      if (!head.isAllowed(query, key)) continue;
      const isOther = key > 0 && !stack.keys[key].special && !(stack.shared && key === query);
      const excess = isOther && !stack.queries[query].special ? head.weight(query, key) - usual[key] : -1;
      if (excess > best.excess) best = { query, key, excess };
    }
  return { query: best.query, key: best.key };
}

/** What each key gets from the queries that may look at it, on average. */
function averageWeights(stack, head) {
  const sums = new Float64Array(stack.n_keys);
  const n_seers = new Uint32Array(stack.n_keys);
  for (let query = 0; query < stack.n_queries; query++)
    for (let key = 0; key < stack.n_keys; key++)
      if (head.isAllowed(query, key)) {
        sums[key] += head.weight(query, key);
        n_seers[key] += 1;
      }
  return sums.map((sum, key) => sum / Math.max(1, n_seers[key]));
}

/** What one query looks at most. */
export function strongestKey(stack, head, query) {
  let best = 0;
  for (let key = 1; key < stack.n_keys; key++) if (head.weight(query, key) > head.weight(query, best)) best = key;
  return best;
}
