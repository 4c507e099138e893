// Who said so? Two candidates, and what every part of the model adds to the difference of their logits.

import { asking, debounced } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { whole } from "../lib/link.js";
import { savable } from "../lib/save.js";
import { t } from "../lib/words.js";
import { controlsOf, kept, openLayer, openMlp, said } from "./contributions_said.js";
import { drawBars, drawNeurons, drawParts } from "./contributions_view.js";
import { readNote } from "./read_note.js";

/** @import { ContributionsPayload, NeuronPayload, NeuronsQuestion } from "./answers/payloads.js" */
/** @import { SplitPayload, SplitQuestion } from "./answers/payloads.js" */
/**
 * @typedef {object} Server
 * @property {(asked: SplitQuestion) => Promise<SplitPayload>} split
 * @property {(asked: NeuronsQuestion) => Promise<NeuronPayload[]>} layer_neurons
 */

/** @param {Host<ContributionsPayload | null, unknown, Server>} host */
export function mount({ element, props, watch, server }) {
  /** @type {SplitPayload | null} */
  let split = null;
  let text = "";
  const [note, controls, head, picture] = ["note", "um-in-row why", "head", "picture"].map((name) =>
    el("div", { class: name }),
  );
  const neurons = el("section", { class: "opened", id: "um-inside-neurons" });
  element.replaceChildren(note, controls, head, picture, neurons);
  const ask = asking(server.split, show, { place: picture });
  const askNeurons = asking(server.layer_neurons, showNeurons, { place: neurons });
  const typed = debounced(askAgain);

  function read() {
    const value = props.value;
    if (!value) return;
    if (text && text !== value.request.text) for (const one of [...Object.values(kept), openMlp]) one.set("");
    text = value.request.text;
    ask.forget();
    note.replaceChildren(...[readNote(value)].filter((one) => one !== null));
    show(value.split);
    controls.replaceChildren(...controlsOf(value.split, typed));
    if (Object.values(kept).some((one) => one.get())) askAgain();
  }

  function askAgain() {
    if (props.value) ask(questionOf(props.value));
  }

  /** @param {SplitPayload} found */
  function show(found) {
    split = found;
    draw();
    const layer = openLayer(found);
    if (layer === null || !props.value) neurons.replaceChildren();
    else askNeurons({ ...questionOf(props.value), other: found.rival, layer });
  }

  function draw() {
    if (!split || !props.value) return;
    const found = split;
    element.className = element.className.replace(/ ?um-of-\w+|$/, ` um-of-${found.family}`);
    head.replaceChildren(el("div", {}, ...said(found)));
    picture.replaceChildren(...pictureOf(found, props.value, onMlp));
  }

  /** @param {number} layer */
  function onMlp(layer) {
    if (!split) return;
    openMlp.set(openMlp.get() === String(layer) ? "" : String(layer));
    show(split);
  }

  /** @param {NeuronPayload[]} found */
  function showNeurons(found) {
    neurons.replaceChildren(...drawNeurons(found, split?.held === "cells" || split?.held === "nothing"));
  }

  watch("value", read);
  read();
}

/**
 * @param {SplitPayload} found
 * @param {ContributionsPayload} opened
 * @param {(layer: number) => void} onMlp
 */
function pictureOf(found, { title, request }, onMlp) {
  const parts = drawParts(found, openLayer(found), onMlp);
  const figure = el("div", {}, el("div", { class: "parts-row" }, drawBars(found), parts));
  const about = { title: t("inside.parts_title", { model: title }), model: title, text: request.text };
  const row = (/** @type {import("./answers/payloads.js").PartOfLogit} */ { kind, name, head, value }) => [
    [kind, name, head].filter((one) => one !== null).join(" "),
    value,
  ];
  const rows = () => [[t("inside.part"), t("inside.adds")], ...found.parts.map(row)];
  return [
    savable("contributions", about, figure, { table: rows }),
    el("p", { class: "um-caption held" }, t(`inside.held_${found.held}`)),
  ];
}

/**
 * What the link and the fields say.
 *
 * @param {ContributionsPayload} opened
 * @returns {SplitQuestion}
 */
function questionOf({ request, split }) {
  const at = kept.at.get() ? { position: whole("inside.at", split.tokens.length, 0) } : {};
  const otherwise = kept.why.get() || kept.at.get() ? null : split.rival;
  return { ...request, token: kept.why.get() ?? "", other: kept.rather.get() || otherwise, ...at };
}
