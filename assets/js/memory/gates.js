// The LSTM's gates on the text: the cell of one unit at one token, all units of all layers, one unit's
// track. Unit, layer, gate, order and step change here without asking the server.

import { downloadPng, el, onColours, setting, t, tableOf, tooltip } from "../common.js";
import { drawCell, drawFormulas } from "./cell.js";
import { GATES, ORDERS, QUANTITIES, decodeGates, orderUnits, short } from "./data.js";
import { heatmap, legend } from "./heatmap.js";
import { drawCrossings, drawTrack } from "./track.js";
import { onWidth } from "./width.js";

const PLAY_MS = 700;
const MAP_HEIGHT = 384;

export function mount({ element, props, watch }) {
  let gates = null;
  let timer = null;
  const parts = Object.fromEntries(
    ["stage", "steps", "choices", "maps", "unit"].map((name) => [name, el("div", { class: name })]),
  );
  parts.steps.setAttribute("role", "group");
  parts.steps.setAttribute("aria-label", t("memory.steps"));
  const live = el("p", { class: "um-visually-hidden", "aria-live": "polite" });
  element.replaceChildren(parts.steps, parts.stage, parts.choices, parts.maps, parts.unit, live);
  element.addEventListener("keydown", onKey);

  function read() {
    if (!props.value) return;
    gates = decodeGates(props.value);
    stop();
    draw();
  }

  function draw() {
    if (!gates || !element.clientWidth) return;
    const state = stateOf(gates);
    parts.steps.replaceChildren(
      ...drawSteps(gates, state.step, { onStep: moveTo, onPlay: play, playing: timer !== null }),
    );
    drawStage(state);
    parts.choices.replaceChildren(...drawChoices(gates, state, choose));
    drawMaps(state);
    drawUnit(state);
  }

  function drawStage({ layer, unit, step }) {
    const found = gates.layers[layer];
    const title = el(
      "h4",
      {},
      t("memory.unit_at", { layer: layer + 1, unit }),
      " ",
      el("span", { class: "um-chip" }, gates.tokens[step].label),
    );
    parts.stage.replaceChildren(
      el("div", { class: "picture" }, title, drawCell(found, step, unit)),
      drawFormulas(found, step, unit),
    );
    live.textContent = `${gates.tokens[step].label}: ${QUANTITIES.map((name) => `${t(`memory.${name}`)} ${short(found.at(name, step, unit))}`).join(", ")}`;
  }

  function drawMaps(state) {
    const wide = element.clientWidth >= 820 && gates.nLayers > 1;
    const width = wide ? (element.clientWidth - 32) / 2 : element.clientWidth;
    const maps = gates.layers.map((layer, n) => {
      const order = orderUnits(layer, gates.tokens, state.quantity, state.order);
      const chosen = n === state.layer ? state : { unit: -99, step: state.step };
      const map = heatmap(
        layer,
        {
          tokens: gates.tokens,
          order,
          quantity: state.quantity,
          chosen: n === state.layer ? chosen : null,
          width,
          height: MAP_HEIGHT,
        },
        {
          point: (unit, step, event) =>
            tooltip.show(
              { x: event.clientX, y: event.clientY - 6 },
              t("memory.point", {
                unit,
                token: gates.tokens[step].label,
                name: t(`memory.${state.quantity}`),
                value: short(layer.at(state.quantity, step, unit)),
              }),
            ),
          leave: () => tooltip.hide(),
          choose: (unit, step) => choose({ layer: n, unit, step }),
        },
      );
      const heading = el("h4", {}, t("memory.layer", { n: n + 1 }), legend(layer, state.quantity));
      const save = el(
        "button",
        {
          type: "button",
          class: "um-link",
          onclick: () => downloadPng(`lstm-layer${n + 1}-${state.quantity}`, map.querySelector("canvas")),
        },
        "PNG",
      );
      return el(
        "figure",
        { class: "layer" },
        heading,
        el("p", { class: "quiet axis-name" }, t("memory.axes", { units: layer.nUnits })),
        map,
        el("div", { class: "um-actions" }, save),
      );
    });
    parts.maps.replaceChildren(...maps);
  }

  function drawUnit(state) {
    const layer = gates.layers[state.layer];
    const crossed = GATES.includes(state.quantity) ? state.quantity : "forget_gate";
    const rows = gates.tokens.map(({ label }, step) => [
      gates.first + step,
      label,
      ...QUANTITIES.map((name) => layer.at(name, step, state.unit).toFixed(4)),
    ]);
    parts.unit.replaceChildren(
      el("h4", {}, t("memory.track", { layer: state.layer + 1, unit: state.unit })),
      drawCrossings(layer, gates.tokens, crossed, state.unit, moveTo),
      drawTrack(layer, gates.tokens, state, element.clientWidth),
      tableOf(`lstm-layer${state.layer + 1}-unit${state.unit}`, [
        [t("memory.position"), t("memory.token"), ...QUANTITIES.map((name) => t(`memory.${name}`))],
        ...rows,
      ]),
    );
  }

  function choose(change) {
    for (const [name, value] of Object.entries(change))
      setting(`memory.${name === "quantity" ? "gate" : name}`).set(String(value));
    draw();
  }

  function moveTo(step) {
    if (step >= 0 && step < gates.nSteps) choose({ step });
  }

  function play() {
    if (timer !== null) {
      stop();
      draw();
      return;
    }
    const { step } = stateOf(gates);
    timer = setInterval(() => {
      const { step: now } = stateOf(gates);
      if (now + 1 >= gates.nSteps || !element.clientWidth) stop();
      moveTo(Math.min(now + 1, gates.nSteps - 1));
    }, PLAY_MS);
    moveTo(step + 1 >= gates.nSteps ? 0 : step + 1);
  }

  function stop() {
    clearInterval(timer);
    timer = null;
  }

  function onKey(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !gates || event.target.closest("select, input")) return;
    event.preventDefault();
    moveTo(stateOf(gates).step + by);
    parts.steps.querySelector("[aria-current]")?.focus();
  }

  watch("value", read);
  onColours(draw);
  onWidth(element, draw);
  read();
}

/** What the link says, where it fits these gates; else the unit that the order puts first, at the last token. */
function stateOf(gates) {
  const whole = (name, count, otherwise) => {
    const written = setting(`memory.${name}`).get() ?? "";
    return /^\d{1,5}$/.test(written) && Number(written) < count ? Number(written) : otherwise;
  };
  const one = (name, known, otherwise) =>
    known.includes(setting(`memory.${name}`).get()) ? setting(`memory.${name}`).get() : otherwise;
  const quantity = one("gate", QUANTITIES, "forget_gate");
  const order = one("order", ORDERS, "varies");
  const layer = whole("layer", gates.nLayers, gates.nLayers - 1);
  const unit = whole("unit", gates.nUnits, orderUnits(gates.layers[layer], gates.tokens, quantity, order)[0]);
  return { quantity, order, layer, unit, step: whole("step", gates.nSteps, gates.nSteps - 1) };
}

function drawSteps(gates, step, { onStep, onPlay, playing }) {
  const chips = gates.tokens.map(({ label, special }, i) =>
    el(
      "button",
      {
        type: "button",
        class: `um-chip${special ? " special" : ""}${i === step ? " here" : ""}${i > step ? " ahead" : ""}`,
        "aria-current": i === step && "step",
        tabindex: i === step ? 0 : -1,
        onclick: () => onStep(i),
      },
      label,
    ),
  );
  const button = (name, sign, action) =>
    el(
      "button",
      { type: "button", class: "step", "aria-label": t(`memory.${name}`), title: t(`memory.${name}`), onclick: action },
      sign,
    );
  const cut =
    gates.first > 0 && el("p", { class: "quiet" }, t("memory.shown", { n: gates.nSteps, total: gates.n_tokens }));
  return [
    el(
      "div",
      { class: "buttons" },
      button("back", "‹", () => onStep(step - 1)),
      button(playing ? "pause" : "play", playing ? "❚❚" : "▶", onPlay),
      button("on", "›", () => onStep(step + 1)),
    ),
    el("div", { class: "chips" }, chips),
    cut,
  ].filter(Boolean);
}

function drawChoices(gates, state, choose) {
  const select = (name, current, options, onPick) =>
    el(
      "label",
      {},
      el("span", {}, t(`memory.${name}`)),
      el(
        "select",
        { onchange: (event) => onPick(event.target.value) },
        options.map(([value, text]) => el("option", { value, selected: value === current }, text)),
      ),
    );
  return [
    select(
      "shows",
      state.quantity,
      QUANTITIES.map((name) => [name, t(`memory.${name}`)]),
      (quantity) => choose({ quantity }),
    ),
    select(
      "order",
      state.order,
      ORDERS.map((name) => [name, t(`memory.order_${name}`)]),
      (order) => choose({ order, unit: orderUnits(gates.layers[state.layer], gates.tokens, state.quantity, order)[0] }),
    ),
    el("p", { class: "quiet" }, t(`memory.order_${state.order}_note`)),
  ];
}
