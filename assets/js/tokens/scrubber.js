// Going through steps: a slider, one step back and on, and playing them.

import { el } from "../lib/dom.js";
import { inside } from "../lib/keys.js";
import { t } from "../lib/words.js";

const PLAY_MS = 900; // a step of a few; many are played in half a minute
const PLAY_SECONDS = 30;

/**
 * @param {(step: number) => void} onStep
 * @returns {{ element: HTMLElement, offer: (last: number, first: number) => void }} `offer` sets the last step, and
 *   goes to one
 */
export function scrubber(onStep) {
  let [step, last, playing] = [0, 0, 0];
  const byHand = (/** @type {() => number} */ to) => () => {
    stop();
    go(to());
  };
  /** @type {HTMLInputElement} */
  const slider = el("input", {
    type: "range",
    min: 0,
    "aria-label": t("tokens.step"),
    oninput: byHand(() => Number(slider.value)),
  });
  const play = el("button", { type: "button", class: "um-play", onclick: () => (playing ? stop() : start()) });
  const button = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {number} */ by) =>
    el("button", { type: "button", class: "um-step", "aria-label": label, onclick: byHand(() => step + by) }, sign);
  const back = button("‹", t("tokens.step_back"), -1);
  const forth = button("›", t("tokens.step_on"), 1);

  /** @param {number} to */
  function go(to) {
    step = inside(to, last + 1);
    slider.value = String(step);
    back.disabled = step === 0;
    forth.disabled = step === last;
    onStep(step);
  }

  function start() {
    if (step === last) go(0);
    const perSecond = Math.max(1000 / PLAY_MS, last / PLAY_SECONDS);
    const [from, begun] = [step, performance.now()];
    const tick = (/** @type {number} */ now) => {
      const to = from + Math.floor((Math.max(0, now - begun) / 1000) * perSecond);
      if (to !== step) go(to);
      if (step === last) stop();
      else playing = requestAnimationFrame(tick);
    };
    playing = requestAnimationFrame(tick);
    sayPlay();
  }

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    sayPlay();
  }

  const sayPlay = () => play.replaceChildren(t(playing ? "tokens.pause" : "tokens.play"));

  return {
    element: el("div", { class: "um-scrubber" }, play, back, slider, forth),
    offer(end, first) {
      stop();
      last = end;
      slider.max = String(end);
      go(first);
    },
  };
}
