// One experiment: its question, what can be chosen, the guess, the measured answer.

import { el, t } from "../common.js";
import { NORMS } from "./activations.js";

/**
 * A trial is `{name, controls(activations) -> {nodes, read(), onChange(again)}, result(found, activations)}`:
 * what can be chosen for it, and what is drawn of what the server measured.
 */
export function createExperiment(trial, number, server) {
  const say = (part, values) => t(`norms.${trial.name}_${part}`, values);
  const guess = createGuess(say("question"));
  const button = el("button", { type: "button", class: "measure", onclick: measure }, t("norms.measure"));
  const choices = el("div", { class: "choices" });
  const answer = el("div", { class: "answer", "aria-live": "polite" });
  const node = el(
    "li",
    { class: "experiment", "data-name": trial.name },
    el(
      "div",
      { class: "question" },
      el("h3", {}, el("span", { class: "number" }, String(number)), say("title")),
      el("p", {}, say("what")),
      choices,
      guess.node,
      button,
    ),
    answer,
  );
  let activations = null;
  let controls = null;
  let run = 0;

  function show(shown) {
    activations = shown;
    controls = trial.controls(activations, () => guess.isSettled() && measure());
    choices.replaceChildren(...controls.nodes);
    forget();
  }

  function forget() {
    run += 1;
    guess.open();
    button.disabled = false;
    answer.replaceChildren(el("p", { class: "not-yet" }, t("norms.not_yet")));
  }

  async function measure() {
    const mine = ++run;
    button.disabled = true;
    try {
      const found = await server.experiment({ name: trial.name, ...activations.request, ...controls.read() });
      if (mine !== run) return; // the batch is another by now, or a newer question is on its way
      guess.settle(found.answers);
      answer.replaceChildren(
        el("p", { class: "why" }, say("why", { model: activations.title })),
        ...trial.result(found, activations),
      );
    } catch (error) {
      if (mine === run) answer.replaceChildren(el("p", { class: "um-status" }, error.message));
    }
    if (mine === run) button.disabled = false;
  }

  return { node, show };
}

/** One button a norm, to be pressed for those that it is true of; then which of them were right. */
function createGuess(question) {
  const buttons = NORMS.map((name) =>
    el(
      "button",
      {
        type: "button",
        class: "guess",
        "aria-pressed": "false",
        "data-norm": name,
        onclick: (event) => press(event.currentTarget),
      },
      t(`norms.${name}_name`),
    ),
  );
  const verdict = el("p", { class: "verdict" });
  const node = el("fieldset", {}, el("legend", {}, question), el("div", { class: "guesses" }, buttons), verdict);

  function press(button) {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
  }

  const isGuessed = (button) => button.getAttribute("aria-pressed") === "true";

  function settle(answers) {
    const nRight = buttons.filter((button) => isGuessed(button) === answers[button.dataset.norm]).length;
    for (const button of buttons) {
      button.disabled = true;
      button.dataset.right = String(isGuessed(button) === answers[button.dataset.norm]);
      button.dataset.yes = String(answers[button.dataset.norm]);
    }
    const yes = NORMS.filter((name) => answers[name]).map((name) => t(`norms.${name}_name`));
    const list = yes.length ? yes.join(t("norms.list_comma")) : t("norms.none_of_them");
    verdict.replaceChildren(
      el("strong", {}, t("norms.n_right", { n: nRight, of: buttons.length })),
      " ",
      t("norms.measured_answer", { norms: list }),
    );
  }

  function open() {
    for (const button of buttons) {
      button.disabled = false;
      delete button.dataset.right;
      delete button.dataset.yes;
    }
    verdict.replaceChildren();
  }

  return { node, settle, open, isSettled: () => buttons[0].disabled };
}
