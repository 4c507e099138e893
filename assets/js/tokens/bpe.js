// A BPE made step by step: the pairs, the one that wins, what it makes; then a new word.

import { asking, debounced } from "../lib/ask.js";
import { labelled, textField } from "../lib/controls.js";
import { el, link } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { mergesTable, pairRows, pairTable, sentence, vocabulary, wordList } from "./merges.js";
import { wordWalk } from "./new_word.js";
import { Training } from "./replay.js";
import { scrubber } from "./scrubber.js";
import { ofText } from "./section.js";

/** @import { BpePayload, BpeProps, BpeQuestion } from "./payloads.js" */
/** @typedef {{ bpe_training: (question: BpeQuestion) => Promise<BpePayload> }} Server */

const merges = setting("tokens.merges");
const step = setting("tokens.step");
const ends = setting("tokens.ends");

/** @param {Host<null, BpeProps, Server>} host */
function create({ element, props, server }) {
  /** @type {Training | null} */
  let training = null;
  let text = "";
  const later = debounced(() => train());
  const corpus = textField({ kept: setting("tokens.corpus"), onInput: later, lines: 3 });
  const count = countField(props.max_merges, later);
  const parts = panels(() => corpus.value);
  const word = textField({ kept: setting("tokens.word"), onInput: drawWord });
  const steps = scrubber((k) => {
    step.set(k);
    if (training) parts.draw(training, k);
  });
  const [walk, table] = [el("div"), el("div")];
  const out = el(
    "div",
    { class: "um-bpe", hidden: true },
    ...[steps.element, parts.element],
    el("h3", {}, t("tokens.new_word_title")),
    el("p", { class: "um-section-lead" }, t("tokens.new_word_lead")),
    ...[labelled(t("tokens.new_word"), word), walk, table],
  );
  const useText = link(t("tokens.use_text"), () => {
    corpus.value = text;
    corpus.dispatchEvent(new Event("input"));
  });
  const mark = endSwitch(() => train());
  const side = el("div", { class: "um-corpus-side" }, labelled(t("tokens.n_merges"), count), mark.element, useText);
  element.append(
    el("p", { class: "um-section-lead" }, t("tokens.bpe_lead")),
    el("div", { class: "um-bar" }, labelled(t("tokens.corpus"), corpus), side),
    out,
  );
  const ask = asking(server.bpe_training, show, { place: out });
  const train = () => ask({ corpus: corpus.value, n_merges: Number(count.value), marks_end: mark.isOn() });

  /** @param {BpePayload} answer */
  function show(answer) {
    training = new Training(answer, props.word);
    out.hidden = false;
    steps.offer(training.nMerges, Number(step.get()) || 0);
    table.replaceChildren(tableOf("tokens-bpe", mergesTable(training)));
    drawWord();
  }

  function drawWord() {
    if (training) walk.replaceChildren(...wordWalk(training, word.value));
  }

  return (/** @type {import("./columns.js").Rows} */ { texts }) => {
    text = texts[0];
    if (!training) train();
  };
}

export const mount = ofText(create);

/** How often to merge, kept in the link. @param {number} most @param {() => void} onInput */
function countField(most, onInput) {
  /** @type {HTMLInputElement} */
  const field = el("input", {
    type: "number",
    class: "um-field",
    min: 0,
    max: most,
    value: merges.get(),
    oninput() {
      merges.set(field.value);
      onInput();
    },
  });
  return field;
}

/** Whether words end in a mark, kept in the link. @param {() => void} onChange */
function endSwitch(onChange) {
  /** @type {HTMLInputElement} */
  const box = el("input", {
    type: "checkbox",
    checked: ends.get() === "1",
    onchange() {
      ends.set(box.checked ? "1" : "0");
      onChange();
    },
  });
  return { element: el("label", { class: "um-check" }, box, t("tokens.ends")), isOn: () => box.checked };
}

/** What is seen of a step. @param {() => string} corpusOf */
function panels(corpusOf) {
  /** @type {import("../lib/table.js").Rows} */
  let rows = [];
  const said = el("p", { class: "um-said-step", "aria-live": "polite" });
  const [pairs, words, symbols] = [el("div"), el("div"), el("div")];
  const panel = (/** @type {string} */ name, /** @type {HTMLElement} */ body) =>
    el("section", { class: "um-panel" }, el("h4", {}, t(`tokens.${name}_title`)), body);
  const three = [panel("pairs", pairs), panel("words", words), panel("vocabulary", symbols)];
  const about = () => ({ title: t("tokens.section_bpe"), text: corpusOf() });
  const figure = el("div", {}, said, el("div", { class: "um-three" }, three));
  return {
    element: savable("tokens-bpe-step", about, figure, { table: () => rows }),
    /** @param {Training} training @param {number} k */
    draw(training, k) {
      rows = pairRows(training, k);
      said.replaceChildren(...sentence(training, k));
      pairs.replaceChildren(pairTable(training, k));
      words.replaceChildren(wordList(training, k));
      symbols.replaceChildren(...vocabulary(training, k));
    },
  };
}
