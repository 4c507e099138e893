// Counted weights: every gate's matrices at their true proportions, and the sum with the person's numbers.

import { el, number, t, tableOf } from "../common.js";

const WIDEST = 96; // pixels of the largest side of a matrix

export function mount({ element, props, watch }) {
  const draw = () => props.value && element.replaceChildren(...drawn(props.value));
  watch("value", draw);
  draw();
}

function drawn(found) {
  const most = Math.max(found.hidden_size, ...found.layers.map(({ input_size }) => input_size));
  const head = ["layer", "direction", "gate", "matrices", "weights"].map((name) => t(`memory.column_${name}`));
  const rows = found.layers.flatMap((layer) =>
    layer.gates.map((gate) => [layer.layer + 1, direction(layer), gate, sizes(layer, found), layer.per_gate]),
  );
  return [
    el(
      "p",
      { class: "sum" },
      found.layers.map((layer, i) => [i > 0 && " + ", number(layer.total)]),
      found.layers.length > 1 && " = ",
      el("strong", {}, number(found.total)),
      ` ${t("memory.weights_word")}`,
    ),
    el("p", { class: "um-caption" }, t("memory.as_torch", { call: torchCall(found) })),
    el(
      "div",
      { class: "layers" },
      found.layers.slice(0, 8).map((layer) => drawLayer(layer, found, most)),
    ),
    found.layers.length > 8 && el("p", { class: "quiet" }, t("memory.more_layers", { n: found.layers.length - 8 })),
    tableOf("weights", [head, ...rows]),
  ].filter(Boolean);
}

const direction = ({ backward }) => t(backward ? "memory.backward" : "memory.forward");
const sizes = (layer, { hidden_size: h }) => `${h}·${layer.input_size} + ${h}·${h} + ${layer.biases / h}·${h}`;

function drawLayer(layer, { hidden_size: h, biases }, most) {
  const px = (n) => Math.max(3, (WIDEST * n) / most);
  const nBiases = layer.biases / h;
  const matrix = (name, columns) =>
    el("span", {
      class: `matrix ${name}`,
      style: { width: `${px(columns)}px`, height: `${px(h)}px` },
      title: `${h} × ${columns}`,
    });
  const gate = (name) =>
    el(
      "div",
      { class: "gate" },
      el(
        "div",
        { class: "matrices" },
        matrix("input", layer.input_size),
        matrix("state", h),
        biases !== "none" && matrix("bias", nBiases),
      ),
      el("span", {}, t(`memory.gate_${name}`)),
    );
  return el(
    "section",
    {},
    el("h4", {}, t("memory.layer", { n: layer.layer + 1 }), el("small", {}, ` ${direction(layer)}`)),
    el("div", { class: "gates" }, layer.gates.map(gate)),
    el(
      "p",
      { class: "equation" },
      `${layer.gates.length} × (`,
      el("span", { class: "input" }, `${h}·${layer.input_size}`),
      " + ",
      el("span", { class: "state" }, `${h}·${h}`),
      nBiases > 0 && [" + ", el("span", { class: "bias" }, nBiases === 1 ? `${h}` : `${nBiases}·${h}`)],
      ") = ",
      el("strong", {}, number(layer.total)),
    ),
  );
}

function torchCall({ cell, hidden_size: h, layers, biases }) {
  const name = { rnn: "RNN", gru: "GRU", lstm: "LSTM" }[cell];
  const both = layers.some(({ backward }) => backward);
  const nLayers = layers.filter(({ backward }) => !backward).length;
  const options = [
    nLayers > 1 && `num_layers=${nLayers}`,
    both && "bidirectional=True",
    biases === "none" && "bias=False",
  ].filter(Boolean);
  return `torch.nn.${name}(${[layers[0].input_size, h, ...options].join(", ")})`;
}
