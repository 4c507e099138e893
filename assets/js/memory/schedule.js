// When each state can be computed at the earliest: a recurrent state waits for the one before it and for the
// one below it, attention only for the layer below.

/**
 * A row of steps, counted from 1.
 *
 * @param {number} n tokens
 * @param {(column: number) => number} stepOf
 */
const row = (n, stepOf) => Array.from({ length: n }, (_, column) => stepOf(column));

/**
 * The top layer first.
 *
 * @param {number} nLayers
 * @param {(layer: number) => number[][]} rowsOf
 */
const stacked = (nLayers, rowsOf) => Array.from({ length: nLayers }, (_, k) => rowsOf(nLayers - 1 - k)).flat();

/**
 * For each kind of network the step of every state: rows from the top, columns by tokens.
 *
 * @type {Record<"stack" | "bidirectional" | "attention", (n: number, nLayers: number) => number[][]>}
 */
export const SCHEDULES = {
  stack: (n, nLayers) => stacked(nLayers, (layer) => [row(n, (column) => layer + column + 1)]),
  bidirectional: (n, nLayers) =>
    stacked(nLayers, (layer) => [
      row(n, (column) => layer * n + column + 1),
      row(n, (column) => layer * n + n - column),
    ]),
  attention: (n, nLayers) => stacked(nLayers, (layer) => [row(n, () => layer + 1)]),
};
