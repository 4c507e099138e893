// The guess before the answer: a choice, a number, or a token that is pointed at.

import { el, link } from "../lib/dom.js";
import { t } from "../lib/words.js";

/** @import { GuessPayload } from "../payloads.js" */

/**
 * @param {GuessPayload} guess
 * @param {(guess: string | number | null) => void} onGuess null where somebody does not know
 */
export function guessForm(guess, onGuess) {
  const buttons = guess.kind === "number" ? numberField(guess, onGuess) : choiceButtons(guess, onGuess);
  const unknown = link(t("lessons.dont_know"), () => onGuess(null));
  return el("div", { class: "um-lesson-guess", role: "group", "aria-label": t("lessons.guess") }, buttons, unknown);
}

/** @param {GuessPayload} guess @param {(guess: string) => void} onGuess */
function choiceButtons({ kind, options, tokens }, onGuess) {
  const offered = kind === "token" ? tokens.map((token) => ({ name: token.trim(), label: token })) : options;
  const buttons = offered.map(({ name, label }) => {
    /** @type {HTMLElement} */
    const button = el(
      "button",
      { type: "button", "aria-pressed": "false", onclick: () => choose(name, button) },
      label,
    );
    return button;
  });
  /** @param {string} name @param {HTMLElement} button */
  function choose(name, button) {
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    onGuess(name);
  }
  return el("div", { class: kind === "token" ? "um-lesson-tokens" : "um-lesson-options" }, buttons);
}

/** @param {GuessPayload} guess @param {(guess: number) => void} onGuess */
function numberField({ low, high, unit }, onGuess) {
  const isWhole = high - low >= 10;
  const middle = isWhole ? Math.round((low + high) / 2) : (low + high) / 2;
  const output = el("output", {}, `${middle} ${unit}`);
  /** @type {HTMLInputElement} */
  const range = el("input", {
    type: "range",
    min: low,
    max: high,
    step: isWhole ? 1 : (high - low) / 100,
    value: middle,
    "aria-label": t("lessons.guess"),
    oninput: () => output.replaceChildren(`${range.value} ${unit}`),
  });
  const done = el("button", { type: "button", onclick: () => onGuess(Number(range.value)) }, t("lessons.say"));
  return el("div", { class: "um-lesson-number" }, range, output, done);
}

/**
 * @param {Pick<GuessPayload, "kind" | "near">} asked
 * @param {string | number} guess
 * @param {string | number} answer
 */
export const isRight = ({ kind, near }, guess, answer) =>
  kind === "number" ? Math.abs(Number(guess) - Number(answer)) <= near : String(guess) === String(answer);
