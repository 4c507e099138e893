// The gradient of one loss in the real model: at every block and position, a step on one weight, and beside it the
// models that show what norms and gates are for.

import { asking } from "../lib/ask.js";
import { onColours } from "../lib/colours.js";
import { el } from "../lib/dom.js";
import { setting, whole } from "../lib/link.js";
import { percent, short } from "../lib/numbers.js";
import { announce } from "../lib/tooltip.js";
import { onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { drawBeside } from "./backward/beside.js";
import { decodeBackward, mostReached, shareElsewhere } from "./backward/data.js";
import { mapFigure } from "./backward/map.js";
import { WeightStep } from "./backward/weight.js";

/** @import { BackwardPayload, BackwardQuestion, BesidePayload, BesideQuestion } from "./backward/payloads.js" */
/** @import { WeightPayload, WeightQuestion } from "./backward/payloads.js" */
/** @import { Backward } from "./backward/data.js" */

/**
 * @typedef {object} Server
 * @property {(asked: BackwardQuestion) => Promise<BackwardPayload>} backward
 * @property {(asked: WeightQuestion) => Promise<WeightPayload>} weight
 * @property {(asked: BesideQuestion) => Promise<BesidePayload>} beside
 */

/** @param {Host<BackwardPayload | null, unknown, Server>} host */
export function mount({ element, props, watch, server }) {
  /** @type {Backward | null} */
  let shown = null;
  /** @type {BesidePayload | null} */
  let besides = null;
  const [map, step, others] = ["map", "weight", "others"].map((name) => el("section", { class: `backward-${name}` }));
  element.replaceChildren(map, step, others);
  const weight = new WeightStep(step, server.weight);
  const ask = asking(server.backward, show, { place: map });
  const askBeside = asking(
    server.beside,
    (found) => {
      besides = found;
      drawOthers();
    },
    { place: others },
  );

  function read() {
    const first = props.value;
    if (!first) return;
    ask.forget();
    const position = whole("inside.asked", first.tokens.length, first.position);
    show(first);
    if (position !== first.position && first.asked.includes(position)) ask({ ...first.request, position });
    askBeside({ text: first.request.text });
  }

  /** @param {BackwardPayload} found */
  function show(found) {
    shown = decodeBackward(found);
    drawMap();
    weight.read(shown);
  }

  /** @param {number} position */
  function choose(position) {
    if (!shown) return;
    if (!shown.asked.includes(position)) return announce(t("inside.back_not_asked"));
    setting("inside.asked").set(position);
    ask({ ...shown.request, position });
  }

  function drawMap() {
    const width = element.clientWidth;
    if (!shown || !width) return;
    element.className = element.className.replace(/ ?um-of-\w+|$/, ` um-of-${shown.family}`);
    map.replaceChildren(...mapParts(shown, width, choose));
  }

  function drawOthers() {
    if (besides && element.clientWidth) others.replaceChildren(...drawBeside(besides, element.clientWidth));
  }

  function draw() {
    drawMap();
    weight.draw();
    drawOthers();
  }

  watch("value", read);
  onColours(draw);
  onWidth(element, draw);
  read();
}

/** @param {Backward} shown @param {number} width @param {(position: number) => void} onChoose */
const mapParts = (shown, width, onChoose) => [
  el("h3", {}, t("inside.back_title", { model: shown.title })),
  el("p", { class: "said" }, asked(shown)),
  el("p", {}, noticed(shown)),
  el("p", { class: "um-caption" }, t("inside.back_hint")),
  mapFigure(shown, width, onChoose),
];

/** Which loss. @param {Backward} shown */
function asked({ tokens, position, target, loss_nats, is_masked }) {
  const places = { target, token: tokens[position].label, loss: short(loss_nats, 3), position };
  return t(is_masked ? "inside.back_asked_here" : "inside.back_asked_next", places);
}

/** The one sentence. @param {Backward} shown */
function noticed(shown) {
  const reached = mostReached(shown);
  if (reached === null) return "";
  const places = { token: shown.tokens[reached].label, share: percent(shareElsewhere(shown, 0)) };
  return t(shown.has_state ? "inside.back_notice_state" : "inside.back_notice", places);
}
