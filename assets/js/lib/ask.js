// Asking the server: the newest question counts, the same is not asked twice in a row, what is shown stays
// while an answer is on its way, and a problem is said in words.

import { el } from "./dom.js";
import { t } from "./words.js";

export const PAUSE_MS = 350; // of typing

/**
 * @template Q, A
 * @typedef {object} Asking
 * @property {(question: Q) => Promise<A>} ask
 * @property {(answer: A, question: Q) => unknown} onAnswer
 * @property {(waits: boolean) => void} [onWait]
 * @property {(problem: Error) => void} [onProblem]
 */

/**
 * @template Q
 * @typedef {((question: Q) => Promise<void>) & { forget: () => void }} Ask
 *   `forget` lets the same be asked again, and drops an answer that is on its way
 */

/**
 * The rule alone, without the page. After a problem the same can be asked again.
 *
 * @template Q, A
 * @param {Asking<Q, A>} asking
 * @returns {Ask<Q>}
 */
export function newest({ ask, onAnswer, onWait, onProblem }) {
  /** @type {string | null} */
  let asked = null;
  let turn = 0;

  /** @param {Q} question */
  async function put(question) {
    const spelled = JSON.stringify(question);
    if (spelled === asked) return;
    asked = spelled;
    const mine = ++turn;
    onWait?.(true);
    try {
      const answer = await ask(question);
      if (mine === turn) await onAnswer(answer, question);
    } catch (problem) {
      if (mine !== turn) return;
      asked = null;
      onProblem?.(problem instanceof Error ? problem : new Error(String(problem)));
    } finally {
      if (mine === turn) onWait?.(false);
    }
  }

  const forget = () => {
    if (asked !== null) onWait?.(false);
    asked = null;
    turn += 1;
  };
  return Object.assign(put, { forget });
}

/**
 * The same, said on the page: `place` shows the answer and is paler while it waits; a problem stands in
 * `note`, or in a paragraph of its own above the place.
 *
 * @template Q, A
 * @param {(question: Q) => Promise<A>} ask
 * @param {(answer: A, question: Q) => unknown} onAnswer
 * @param {{ place?: HTMLElement, note?: HTMLElement }} where
 * @returns {Ask<Q>}
 */
export function asking(ask, onAnswer, { place, note }) {
  const said = note ?? el("p", { class: "um-problem", role: "status" });
  const say = (/** @type {string} */ text) => {
    if (!note && !said.isConnected) place?.before(said);
    said.textContent = text;
  };
  return newest({
    ask,
    onAnswer,
    onWait(waits) {
      place?.classList.toggle("um-waiting", waits);
      place?.setAttribute("aria-busy", String(waits));
      if (waits) say(note ? t("shell.working") : "");
      else if (said.textContent === t("shell.working")) say("");
    },
    onProblem: (problem) => say(problem.message || t("shell.unexpected_error")),
  });
}

/**
 * Works once a person has paused: `work` with the last arguments, `pause` milliseconds after the last call.
 *
 * @template {unknown[]} A
 * @param {(...args: A) => unknown} work
 * @param {number} [pause]
 */
export function debounced(work, pause = PAUSE_MS) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (/** @type {A} */ ...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), pause);
  };
}
