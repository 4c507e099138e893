// Counted weights: every gate's matrices at their true proportions, and the sum with the person's numbers.

import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { kerasCall, matricesOf, sumOf, torchCall } from "./counts.js";

/** @typedef {import("./payloads.js").WeightsPayload} Weights */
/** @typedef {import("./payloads.js").LayerWeights} LayerWeights */

const WIDEST = 96; // pixels of the largest side of a matrix
const THINNEST = 3;
const MOST_LAYERS = 8;

/** @param {Showing<Weights | null>} host */
export function mount({ element, props, watch }) {
  const draw = () => props.value && element.replaceChildren(...drawWeights(props.value));
  watch("value", draw);
  draw();
}

/** @param {Weights} found */
function drawWeights(found) {
  const { layers, total, hidden_size: hidden } = found;
  const most = Math.max(hidden, ...layers.map(({ input_size: input }) => input));
  const nMore = layers.length - MOST_LAYERS;
  const about = { title: t("memory.section_weights"), model: torchCall(found), text: "" };
  const figure = el(
    "div",
    {},
    el("p", { class: "sum" }, sumOf(found, number), el("strong", {}, number(total)), ` ${t("memory.weights_word")}`),
    el("p", { class: "um-caption" }, `${t("memory.proportions")} ${librarySaid(found)}`),
    el(
      "div",
      { class: "layers" },
      layers.slice(0, MOST_LAYERS).map((layer) => drawLayer(layer, hidden, most)),
    ),
    nMore > 0 && el("p", { class: "quiet" }, t("memory.more_layers", { n: nMore })),
  );
  return [savable("weights", about, figure), tableOf("weights", () => rowsOf(found))];
}

/** Whose count this is. @param {Weights} found */
function librarySaid(found) {
  const [torch, keras] = [torchCall(found), kerasCall(found)];
  if (found.biases === "one") return t("memory.as_keras", { keras: keras ?? "" });
  return keras ? t("memory.as_both", { torch, keras }) : t("memory.as_torch", { torch });
}

const direction = (/** @type {LayerWeights} */ { backward }) => t(backward ? "memory.backward" : "memory.forward");
const gateName = (/** @type {string} */ gate) => t(`memory.gate_${gate}`);

/** @param {Weights} found */
function rowsOf({ layers, hidden_size: hidden }) {
  const head = ["layer", "direction", "gate", "matrices", "weights"].map((name) => t(`memory.column_${name}`));
  const sizes = (/** @type {LayerWeights} */ layer) =>
    matricesOf(layer, hidden)
      .map(({ size }) => size)
      .join(" + ");
  return [
    head,
    ...layers.flatMap((layer) =>
      layer.gates.map((gate) => [layer.layer, direction(layer), gateName(gate), sizes(layer), layer.per_gate]),
    ),
  ];
}

/**
 * @param {LayerWeights} layer
 * @param {number} hidden
 * @param {number} most
 */
function drawLayer(layer, hidden, most) {
  const px = (/** @type {number} */ n) => `${Math.max(THINNEST, (WIDEST * n) / most)}px`;
  const matrices = matricesOf(layer, hidden);
  const drawGate = (/** @type {string} */ gate) =>
    el(
      "div",
      { class: "gate" },
      el(
        "div",
        { class: "matrices" },
        matrices.map(({ name, columns }) =>
          el("span", {
            class: `matrix ${name}`,
            style: { width: px(columns), height: px(hidden) },
            title: `${hidden} × ${columns}`,
          }),
        ),
      ),
      el("span", {}, gateName(gate)),
    );
  return el(
    "section",
    {},
    el("h4", {}, t("memory.layer", { n: layer.layer }), el("small", {}, ` ${direction(layer)}`)),
    el("div", { class: "gates" }, layer.gates.map(drawGate)),
    el(
      "p",
      { class: "equation" },
      `${layer.gates.length} × (`,
      matrices.map(({ name, size }, i) => [i > 0 && " + ", el("span", { class: name }, size)]),
      ") = ",
      el("strong", {}, number(layer.total)),
    ),
  );
}
