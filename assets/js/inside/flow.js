// From text to next token in one picture: the lanes, the part that is opened, and the next token going back in.

import { onColours } from "../lib/colours.js";
import { el } from "../lib/dom.js";
import { walkLine } from "../lib/keys.js";
import { setting, whole } from "../lib/link.js";
import { savable } from "../lib/save.js";
import { announce } from "../lib/tooltip.js";
import { onWidth } from "../lib/watch.js";
import { inLanguage, t } from "../lib/words.js";
import { decodeFlow, nextOf } from "./data.js";
import { drawHead, drawNotes, tableRows } from "./frame.js";
import { drawLanes } from "./lanes.js";
import { Opened, openPartOf } from "./opened.js";
import { stepsOf } from "./steps.js";

/** @import { FlowPayload, FlowProps } from "./payloads.js" */
/** @import { Flow } from "./data.js" */

/** @param {Host<FlowPayload | null, FlowProps, import("./opened.js").Server>} host */
export function mount({ element, props, watch, trigger, server }) {
  /** @type {Flow | null} */
  let flow = null;
  const [head, picture, note] = ["head", "picture", "note"].map((name) => el("div", { class: name }));
  const steps = stepsOf(props.steps);
  const opened = new Opened({ server, steps, width: () => element.clientWidth, positionOf, redraw: drawFlow });
  element.replaceChildren(head, picture, note, ...opened.elements);
  const put = (/** @type {string} */ text) => trigger("append", { text });
  const player = appending(() => flow && nextOf(flow, positionOf(flow)), put, props.most_appended);

  function read() {
    if (!props.value) return;
    const grown = flow !== null && props.value.request.text.startsWith(flow.request.text);
    if (flow) setting("inside.position").set("");
    flow = decodeFlow(props.value);
    player.goOn(grown);
    opened.read(flow);
    drawFlow();
  }

  function draw() {
    drawFlow();
    opened.draw();
  }

  function drawFlow() {
    const width = element.clientWidth;
    if (!flow || !width) return;
    const position = positionOf(flow);
    element.className = element.className.replace(/ ?um-of-\w+|$/, ` um-of-${flow.family}`);
    head.replaceChildren(...drawHead(flow, position, { ...player, put, play, telling: inLanguage(props.telling) }));
    picture.replaceChildren(
      drawPicture(flow, position, width, { onToken: follow, onAppend: put, onPart: (part) => opened.openPart(part) }),
    );
    note.replaceChildren(...drawNotes(flow));
  }

  function play() {
    player.toggle();
    drawFlow();
  }

  /** @param {number} position */
  function follow(position) {
    if (!flow) return;
    setting("inside.position").set(position);
    drawFlow();
    announce(flow.tokens[position].label);
    /** @type {SVGElement | null} */ (picture.querySelector(`[data-token="${position}"]`))?.focus();
  }

  picture.addEventListener("keydown", (event) => {
    const isToken = /** @type {Element} */ (event.target).closest("[data-token]");
    const next = isToken && flow && walkLine(event, positionOf(flow), flow.nTokens);
    if (typeof next !== "number") return;
    event.preventDefault();
    follow(next);
  });
  setting("inside.position").watch(drawFlow);
  watch("value", read);
  onColours(draw);
  onWidth(element, draw);
  read();
}

/** The token that is followed: the link's, else the one that tells most. @param {Flow} flow */
const positionOf = (flow) => whole("inside.position", flow.nTokens, flow.position);

/**
 * Puts the likeliest token in, once or again and again: each time, when the page has the text that it made.
 *
 * @param {() => string | null} next the text with the next token; null where none goes in
 * @param {(text: string) => void} put
 * @param {number} most tokens in a row
 */
function appending(next, put, most) {
  let toGo = 0;
  function appendNext() {
    const text = next();
    toGo = text === null ? 0 : Math.max(0, toGo - 1);
    if (text !== null) put(text);
  }
  return {
    appendNext,
    isPlaying: () => toGo > 0,
    toggle() {
      toGo = toGo > 0 ? 0 : most;
      if (toGo > 0) appendNext();
    },
    /** @param {boolean} grown the new text is the old one with something behind */
    goOn(grown) {
      if (!grown) toGo = 0;
      if (toGo > 0) appendNext();
    },
  };
}

/**
 * @param {Flow} flow
 * @param {number} position
 * @param {number} width
 * @param {import("./lanes.js").LanesEvents} on
 */
function drawPicture(flow, position, width, on) {
  const lanes = el("div", { class: "scroll" }, drawLanes(flow, { position, part: openPartOf(flow) }, width, on));
  const about = { title: t("inside.flow_title", { model: flow.title }), model: flow.title };
  return savable("flow", about, lanes, { table: () => tableRows(flow) });
}
