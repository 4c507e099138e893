// One experiment: its question, what can be chosen, the guess, the measured answer.

import { newest } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { savable } from "../lib/save.js";
import { t } from "../lib/words.js";
import { aboutBatch } from "./section.js";

/** @import { Activations } from "./activations.js" */
/** @import { ExperimentPayload, ExperimentQuestion } from "./payloads.js" */
/** @import { Controls, Trial } from "./trials.js" */

/** @typedef {{ norms: string[], limits: import("./trials.js").Limits }} Given what Python's tables say */
/** @typedef {{ experiment: (asked: ExperimentQuestion) => Promise<ExperimentPayload> }} Server */

/**
 * @param {Trial<ExperimentPayload>} trial
 * @param {number} number
 * @param {Given} given
 * @param {Server} server
 */
export function createExperiment(trial, number, { norms, limits }, server) {
  const say = (/** @type {string} */ part, values = {}) => t(`norms.${trial.name}_${part}`, values);
  const guess = createGuess(say("question"), norms);
  const button = el("button", { type: "button", class: "measure", onclick: measure }, t("norms.measure"));
  const choices = el("div", { class: "choices" });
  const answer = el("div", { class: "answer", "aria-live": "polite" });
  const title = el("h3", {}, el("span", { class: "number" }, String(number)), say("title"));
  const question = el("div", { class: "question" }, title, el("p", {}, say("what")), choices, guess.node, button);
  const node = el("li", { class: "experiment", "data-name": trial.name }, question, answer);
  /** @type {{ activations: Activations, controls: Controls } | null} */
  let shown = null;

  const ask = newest({
    ask: server.experiment,
    onAnswer(found) {
      if (!shown) return;
      const { activations } = shown;
      guess.settle(found.answers);
      const why = el("p", { class: "why" }, say("why", { model: activations.title }));
      const result = el("div", {}, trial.result(found, activations));
      const about = aboutBatch(activations, say("title"));
      answer.replaceChildren(why, savable(`norms-${trial.name}`, about, result));
    },
    onWait: (waits) => {
      button.disabled = waits;
    },
    onProblem: (problem) => answer.replaceChildren(el("p", { class: "um-problem", role: "status" }, problem.message)),
  });

  /** @param {Activations} activations */
  function show(activations) {
    const controls = trial.controls(activations, () => guess.isSettled() && measure(), limits);
    shown = { activations, controls };
    choices.replaceChildren(...controls.nodes);
    ask.forget();
    guess.open();
    answer.replaceChildren(el("p", { class: "not-yet" }, t("norms.not_yet")));
  }

  function measure() {
    if (!shown) return;
    const { activations, controls } = shown;
    ask({ name: trial.name, ...activations.request, ...controls.read() });
  }

  return { node, show };
}

/**
 * One button a norm, to be pressed for those that it is true of; then which of them were right.
 *
 * @param {string} question
 * @param {string[]} norms
 */
function createGuess(question, norms) {
  const name = (/** @type {string} */ norm) => t(`norms.${norm}_name`);
  const press = (/** @type {{ currentTarget: HTMLElement }} */ { currentTarget }) =>
    currentTarget.setAttribute("aria-pressed", String(currentTarget.getAttribute("aria-pressed") !== "true"));
  const button = (/** @type {string} */ norm) =>
    el(
      "button",
      { type: "button", class: "guess", "aria-pressed": "false", "data-norm": norm, onclick: press },
      name(norm),
    );
  const buttons = norms.map(button);
  const verdict = el("p", { class: "verdict" });
  const node = el("fieldset", {}, el("legend", {}, question), el("div", { class: "guesses" }, buttons), verdict);

  /** @param {Record<string, boolean>} answers */
  function settle(answers) {
    const isRight = norms.map((norm, i) => (buttons[i].getAttribute("aria-pressed") === "true") === answers[norm]);
    for (const [i, one] of buttons.entries()) {
      one.disabled = true;
      one.dataset.right = String(isRight[i]);
      one.dataset.yes = String(answers[norms[i]]);
    }
    const yes = norms.filter((norm) => answers[norm]).map(name);
    const measured = yes.length ? yes.join(t("norms.list_comma")) : t("norms.none_of_them");
    const right = t("norms.n_right", { n: isRight.filter(Boolean).length, of: norms.length });
    verdict.replaceChildren(el("strong", {}, right), " ", t("norms.measured_answer", { norms: measured }));
  }

  function open() {
    for (const one of buttons) {
      one.disabled = false;
      delete one.dataset.right;
      delete one.dataset.yes;
    }
    verdict.replaceChildren();
  }

  return { node, settle, open, isSettled: () => buttons[0].disabled };
}
