// The LSTM's gates on the text: the cell of one unit at one token, all units of all layers, one unit's
// track. Unit, layer, gate, order and step change here without asking the server.

import { onColours } from "../lib/colours.js";
import { labelled, list } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { inside } from "../lib/keys.js";
import { oneOf, setting, whole } from "../lib/link.js";
import { number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { announce } from "../lib/tooltip.js";
import { onWidth } from "../lib/watch.js";
import { named, t } from "../lib/words.js";
import { drawCell, drawFormulas } from "./cell.js";
import { decodeGates, ORDERS, orderUnits, QUANTITIES } from "./data.js";
import { followed } from "./follow.js";
import { drawUnit } from "./track.js";
import { drawUnits } from "./units.js";

/** @typedef {import("./data.js").Gates} Gates */
/** @typedef {import("./data.js").Quantity} Quantity */
/** @typedef {import("./data.js").Order} Order */
/** @typedef {import("./data.js").State} State */

const PLAY_MS = 700;
const KEPT = ["gate", "order", "layer", "unit", "step"]; // in the link

/** @param {Showing<import("./payloads.js").GatesPayload | null>} host */
export function mount({ element, props, watch }) {
  /** @type {Gates | null} */
  let gates = null;
  const player = playing(advance);
  const [stage, choices, maps, unit] = ["stage", "um-in-row", "maps", "unit"].map(place);
  const steps = el("div", { class: "steps", role: "group", "aria-label": t("memory.steps") });
  element.replaceChildren(steps, stage, choices, maps, unit);

  function read() {
    if (!props.value) return;
    gates = following(gates, decodeGates(props.value));
    player.stop();
    draw();
  }

  function draw() {
    const width = element.clientWidth;
    if (!gates || !width) return;
    const state = stateOf(gates);
    steps.replaceChildren(...drawSteps(gates, state.step, { moveTo, play, isPlaying: player.isOn() }));
    stage.replaceChildren(...drawStage(gates, state));
    choices.replaceChildren(...drawChoices(gates, state, choose));
    maps.replaceChildren(...drawUnits(gates, state, width, choose));
    unit.replaceChildren(...drawUnit(gates, state, width, moveTo));
  }

  /** @param {Partial<State>} change */
  function choose(change) {
    for (const [name, value] of Object.entries(change))
      setting(`memory.${name === "quantity" ? "gate" : name}`).set(value);
    draw();
  }

  /** @param {number} step */
  function moveTo(step) {
    if (gates) choose({ step: inside(step, gates.nSteps) });
    if (gates) announce(said(gates));
  }

  function play() {
    if (!gates) return;
    const { step } = stateOf(gates);
    if (player.toggle()) moveTo(step + 1 >= gates.nSteps ? 0 : step + 1);
    else draw();
  }

  function advance() {
    if (!gates) return;
    const next = stateOf(gates).step + 1;
    if (next + 1 >= gates.nSteps || !element.clientWidth) player.stop();
    moveTo(next);
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (!by || !gates || /** @type {Element} */ (event.target).closest("select, input")) return;
    event.preventDefault();
    moveTo(stateOf(gates).step + by);
    /** @type {HTMLElement | null} */ (steps.querySelector("[aria-current]"))?.focus();
  }

  for (const name of KEPT) setting(`memory.${name}`).watch(draw);
  element.addEventListener("keydown", onKey);
  watch("value", read);
  onColours(draw);
  onWidth(element, draw);
  read();
}

/**
 * The gates on another text: a step that was chosen keeps its token where an edit left it, or is the last again.
 * @param {Gates | null} before @param {Gates} now
 */
function following(before, now) {
  const kept = setting("memory.step");
  if (before && kept.get()) kept.set(followed(before.tokens, now.tokens, stateOf(before).step) ?? "");
  return now;
}

/** A part of the view, which its openers name. @param {string} name */
const place = (name) => el("div", { class: name, id: `um-memory-${name}` });

/** Works again and again until it is stopped. @param {() => void} work */
function playing(work) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  const isOn = () => timer !== undefined;
  function stop() {
    clearInterval(timer);
    timer = undefined;
  }
  function toggle() {
    if (isOn()) stop();
    else timer = setInterval(work, PLAY_MS);
    return isOn();
  }
  return { isOn, stop, toggle };
}

/**
 * What the link says, where it fits these gates; else the unit that the order puts first, at the last token.
 *
 * @param {Gates} gates
 * @returns {State}
 */
function stateOf(gates) {
  const quantity = oneOf("memory.gate", QUANTITIES, "forget_gate");
  const order = oneOf("memory.order", ORDERS, "varies");
  const layer = whole("memory.layer", gates.nLayers, gates.nLayers - 1);
  const [first] = orderUnits(gates.layers[layer], gates.tokens, quantity, order);
  const unit = whole("memory.unit", gates.nUnits, first);
  return { quantity, order, layer, unit, step: whole("memory.step", gates.nSteps, gates.nSteps - 1) };
}

/**
 * @param {Gates} gates
 * @param {number} step
 * @param {{ moveTo: (step: number) => void, play: () => void, isPlaying: boolean }} on
 */
function drawSteps(gates, step, { moveTo, play, isPlaying }) {
  const chip = (/** @type {Gates["tokens"][number]} */ { label, special }, /** @type {number} */ i) =>
    el(
      "button",
      {
        type: "button",
        class: `um-chip${special ? " special" : ""}${i === step ? " here" : ""}${i > step ? " ahead" : ""}`,
        "aria-current": i === step && "step",
        tabindex: i === step ? 0 : -1,
        onclick: () => moveTo(i),
      },
      label,
    );
  const button = (/** @type {string} */ key, /** @type {string} */ sign, /** @type {() => void} */ onclick) =>
    el("button", { type: "button", class: "step", "aria-label": t(key), title: t(key), onclick }, sign);
  const buttons = el(
    "div",
    { class: "buttons" },
    button("memory.back", "‹", () => moveTo(step - 1)),
    isPlaying ? button("memory.pause", "❚❚", play) : button("memory.play", "▶", play),
    button("memory.on", "›", () => moveTo(step + 1)),
  );
  const isCut = gates.first > 0;
  const cut = el("p", { class: "quiet" }, t("memory.shown", { n: gates.nSteps, total: gates.n_tokens }));
  return [buttons, el("div", { class: "chips" }, gates.tokens.map(chip)), ...(isCut ? [cut] : [])];
}

/**
 * @param {Gates} gates
 * @param {State} state
 */
function drawStage({ layers, tokens, title: model }, { layer, unit, step }) {
  const chip = el("span", { class: "um-chip" }, tokens[step].label);
  const title = el("h4", { "data-unsaved": "" }, t("memory.unit_at", { layer, unit }), " ", chip);
  const about = { title: `${t("memory.unit_at", { layer, unit })} ${tokens[step].label}`, model };
  const figure = el("div", { class: "picture" }, title, drawCell(layers[layer], step, unit));
  return [savable("lstm-cell", about, figure), drawFormulas(layers[layer], step, unit)];
}

/** What the chosen cell holds, for those who do not see it. @param {Gates} gates */
function said(gates) {
  const { layer, unit, step } = stateOf(gates);
  const value = (/** @type {Quantity} */ name) =>
    `${t(`memory.${name}`)} ${number(gates.layers[layer].at(name, step, unit), 2)}`;
  return named(gates.tokens[step].label, QUANTITIES.map(value).join(t("shell.list_comma")));
}

/**
 * @param {Gates} gates
 * @param {State} state
 * @param {(change: Partial<State>) => void} choose
 */
function drawChoices(gates, { quantity, order, layer }, choose) {
  const select = (
    /** @type {string} */ name,
    /** @type {string} */ value,
    /** @type {[string, string][]} */ options,
    /** @type {(value: any) => void} */ onChoose,
  ) => labelled(t(`memory.${name}`), list({ options, value, onChoose }));
  const firstOf = (/** @type {Order} */ chosen) => orderUnits(gates.layers[layer], gates.tokens, quantity, chosen)[0];
  return [
    select(
      "shows",
      quantity,
      QUANTITIES.map((name) => [name, t(`memory.${name}`)]),
      (chosen) => choose({ quantity: chosen }),
    ),
    select(
      "order",
      order,
      ORDERS.map((name) => [name, t(`memory.order_${name}`)]),
      (chosen) => choose({ order: chosen, unit: firstOf(chosen) }),
    ),
    el("p", { class: "quiet" }, t(`memory.order_${order}_note`)),
  ];
}
