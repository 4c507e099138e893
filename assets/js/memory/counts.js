// A counted network's matrices, and the same network in torch's words.

/** @typedef {import("./payloads.js").WeightsPayload} Weights */
/** @typedef {import("./payloads.js").LayerWeights} LayerWeights */

/**
 * The matrices of one gate, all with a row for each hidden unit; no bias where there is none.
 *
 * @param {Pick<LayerWeights, "input_size" | "biases">} layer
 * @param {number} hidden
 */
export const matricesOf = ({ input_size: input, biases }, hidden) =>
  [
    { name: "input", columns: input, size: `${hidden}·${input}` },
    { name: "state", columns: hidden, size: `${hidden}·${hidden}` },
    { name: "bias", columns: biases / hidden, size: biases === hidden ? `${hidden}` : `${biases / hidden}·${hidden}` },
  ].filter(({ columns }) => columns > 0);

/**
 * @typedef {{ layers: Pick<LayerWeights, "input_size" | "backward">[] }} Layers
 * @param {Pick<Weights, "cell" | "hidden_size" | "biases"> & Layers} found
 */
export function torchCall({ cell, hidden_size: hidden, layers, biases }) {
  const nLayers = layers.filter(({ backward }) => !backward).length;
  const options = [
    nLayers > 1 && `num_layers=${nLayers}`,
    nLayers < layers.length && "bidirectional=True",
    biases === "none" && "bias=False",
  ].filter(Boolean);
  return `torch.nn.${cell.toUpperCase()}(${[layers[0].input_size, hidden, ...options].join(", ")})`;
}
