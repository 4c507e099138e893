// The small net that textbooks draw, with one's own numbers: values go forwards, gradients come back, a weight moves.

import { asking, debounced } from "../lib/ask.js";
import { choices, labelled } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { oneOf, setting } from "../lib/link.js";
import { rounded, short } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { drawGraph } from "./backward/graph.js";
import { LOSSES, NAMES, readNumbers, spellNumbers, symbolOf } from "./backward/net_data.js";

/** @import { SmallNetPayload, SmallNetProps, SmallNetQuestion } from "./backward/payloads.js" */

const kept = { net: setting("inside.net"), loss: setting("inside.loss"), rate: setting("inside.rate") };
const RATES = ["0.1", "1", "10"];
const STEPS = /** @type {const} */ (["w1", "w2", "b", "all"]);
const PAUSE_MS = 200;

/** @typedef {{ net: (asked: SmallNetQuestion) => Promise<SmallNetPayload> }} Server */

/** @param {Host<null, SmallNetProps, Server>} host */
export function mount({ element, props, server }) {
  const [said, graph, step] = ["said-net", "graph", "step"].map((name) => el("div", { class: name }));
  let moved = "w2";
  /** @type {SmallNetPayload | null} */
  let found = null;
  const ask = asking(
    server.net,
    (answer) => {
      found = answer;
      draw();
    },
    { place: graph },
  );
  const given = new Numbers(props.first, ask);

  function draw() {
    if (!found || !element.clientWidth) return;
    const shown = found;
    said.replaceChildren(el("p", { class: "said" }, noticed(shown, given.loss())));
    const picture = el("div", { class: "scroll" }, drawGraph(shown, given.loss()));
    const about = { title: t("inside.net_title") };
    graph.replaceChildren(savable("small-net", about, picture, { table: () => tableRows(shown) }));
    const take = () => given.take(shown.steps[moved].weights);
    step.replaceChildren(...stepSaid(shown, moved), el("button", buttonOf(take), t("inside.net_take")));
  }

  const onMove = (/** @type {string} */ name) => {
    moved = name;
    draw();
  };
  element.replaceChildren(
    el("h3", {}, t("inside.net_title")),
    said,
    el("div", { class: "um-in-row net-numbers" }, given.fields),
    el("div", { class: "um-in-row" }, given.lossChoice()),
    graph,
    el("div", { class: "um-in-row" }, ...stepChoice(moved, onMove), ...given.rateChoice()),
    step,
  );
  onWidth(element, draw);
  given.put();
}

/** The numbers that somebody typed, the loss and the rate; the link keeps them. */
class Numbers {
  /** @param {SmallNetQuestion} first @param {(asked: SmallNetQuestion) => unknown} ask */
  constructor(first, ask) {
    this.first = first;
    this.ask = ask;
    this.numbers = readNumbers(kept.net.get(), first);
    this.putSoon = debounced(() => this.put(), PAUSE_MS);
    this.inputs = NAMES.map((name) => numberField(name, this.numbers[name], (value) => this.change(name, value)));
    this.fields = NAMES.map((name, i) => labelled(symbolOf(name), this.inputs[i]));
  }

  loss() {
    return oneOf("inside.loss", LOSSES, this.first.loss);
  }

  rate() {
    return oneOf("inside.rate", RATES, String(this.first.rate));
  }

  put() {
    this.ask({ ...this.numbers, loss: this.loss(), rate: Number(this.rate()) });
  }

  /** @param {string} name @param {number} value */
  change(name, value) {
    this.numbers = { ...this.numbers, [name]: value };
    kept.net.set(spellNumbers(this.numbers));
    this.putSoon();
  }

  /** The weights behind a step become the net's own. @param {Record<string, number>} weights */
  take(weights) {
    for (const [name, value] of Object.entries(weights)) {
      const rounded = Number(value.toFixed(4));
      this.inputs[NAMES.indexOf(/** @type {"w1"} */ (name))].value = String(rounded);
      this.change(name, rounded);
    }
  }

  lossChoice() {
    const options = LOSSES.map((name) => ({ value: name, label: t(`inside.net_${name}`) }));
    const onChoose = (/** @type {string} */ name) => {
      kept.loss.set(name);
      this.put();
    };
    return choices({ label: t("inside.net_loss"), options, value: this.loss(), look: "pills", onChoose }).element;
  }

  rateChoice() {
    const options = RATES.map((value) => ({ value, label: value }));
    const onChoose = (/** @type {string} */ value) => {
      kept.rate.set(value);
      this.put();
    };
    const given = { label: t("inside.rate"), options, value: this.rate(), onChoose };
    return [el("span", {}, t("inside.rate")), choices({ ...given, look: "pills" }).element];
  }
}

/** @param {string} moved @param {(name: string) => void} onChoose */
function stepChoice(moved, onChoose) {
  const options = STEPS.map((name) => ({ value: name, label: name === "all" ? t("inside.net_all") : symbolOf(name) }));
  const given = { label: t("inside.net_step_on"), options, value: moved, onChoose };
  return [el("span", {}, t("inside.net_step_on")), choices({ ...given, look: "pills" }).element];
}

const buttonOf = (/** @type {() => void} */ onclick) => ({ type: "button", class: "um-inside-button", onclick });

/**
 * @param {string} name
 * @param {number} value
 * @param {(value: number) => void} onChange
 */
function numberField(name, value, onChange) {
  const [min, max] = name === "target" ? [0, 1] : [-3, 3];
  return el("input", {
    type: "number",
    class: "um-field net-number",
    "data-name": name,
    min,
    max,
    step: 0.1,
    value,
    oninput({ target }) {
      if (target.value !== "" && Number.isFinite(target.valueAsNumber)) onChange(target.valueAsNumber);
    },
  });
}

/** @param {SmallNetPayload} found @param {string} loss */
function noticed({ values, gradients }, loss) {
  const numbers = {
    a: short(values.a, 3),
    target: short(values.target, 3),
    slope: short(values.a * (1 - values.a), 3),
    back_a: short(gradients.a, 3),
    back_z: short(gradients.z, 3),
  };
  return t(`inside.net_notice_${loss}`, numbers);
}

/** @param {SmallNetPayload} found @param {string} moved */
function stepSaid({ values, gradients, steps }, moved) {
  const { weights, output, loss } = steps[moved];
  const moves = Object.entries(weights).map(([name, after]) =>
    t("inside.net_moves", {
      name: symbolOf(name),
      before: short(values[name]),
      gradient: short(gradients[name], 3),
      after: short(after),
    }),
  );
  const told = { before: short(values.loss), after: short(loss), a: short(values.a, 3), output: short(output, 3) };
  return [...moves.map((move) => el("p", {}, move)), el("p", { class: "adds-up" }, t("inside.net_loss_moves", told))];
}

/** @param {SmallNetPayload} found */
const tableRows = ({ values, gradients }) => [
  [t("inside.net_node"), t("inside.net_value"), t("inside.net_gradient")],
  ...Object.entries(values).map(([name, value]) => [
    symbolOf(name),
    rounded(value),
    name in gradients ? rounded(gradients[name]) : "",
  ]),
];
