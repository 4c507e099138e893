// What the terms of a number come to, added up here: the page shows that they make what the model computed.

/** @import { NumberPayload } from "./payloads.js" */

/**
 * @param {NumberPayload} cell
 * @returns {number | null} null where the number is no sum
 */
export function total({ form, terms, rest, known }) {
  const sum = terms.reduce((so, { value }) => so + value, rest);
  const { x, mean = 0, deviation, gain, bias, scaling, added = 0, numerator } = known;
  switch (form) {
    case "sum":
    case "lookup":
      return sum;
    case "scaled_sum":
      return scaling * sum + added;
    case "softmax":
      return terms.length ? numerator / sum : 0;
    case "layer_norm":
    case "rms_norm":
      return ((x - mean) / deviation) * gain + bias;
    default:
      return null;
  }
}
