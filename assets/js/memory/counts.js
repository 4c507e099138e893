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
 * How a count comes about: the layers' sums, or of a single one its gates' equal parts.
 *
 * @param {{ layers: Pick<LayerWeights, "gates" | "per_gate" | "total">[] }} found
 * @param {(value: number) => string} said
 */
export function sumOf({ layers }, said) {
  const [{ gates, per_gate: perGate }] = layers;
  const terms =
    layers.length > 1 ? layers.map(({ total }) => said(total)).join(" + ") : `${gates.length} × ${said(perGate)}`;
  return `${terms} = `;
}

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

/** @type {Record<string, string>} */
const KERAS = { rnn: "SimpleRNN", gru: "GRU", lstm: "LSTM" };

/**
 * One layer in Keras's words; null where Keras has none that counts so: two biases are its GRU's alone.
 *
 * @param {Pick<Weights, "cell" | "hidden_size" | "biases">} found
 */
export function kerasCall({ cell, hidden_size: hidden, biases }) {
  if (biases === "two" && cell !== "gru") return null;
  const options = [biases === "none" && "use_bias=False", cell === "gru" && resetAfter(biases)].filter(Boolean);
  return `keras.layers.${KERAS[cell]}(${[hidden, ...options].join(", ")})`;
}

/** Where Keras's GRU resets: behind the state's matrix, which then needs a bias of its own. @param {string} biases */
const resetAfter = (biases) => `reset_after=${biases === "two" ? "True" : "False"}`;
