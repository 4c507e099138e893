// A student's seat: the page follows the class, until the student looks around.

import { el, link } from "../lib/dom.js";
import { language, t } from "../lib/words.js";
import { listen, post, Refusal } from "./class_wire.js";
import { speak } from "./language.js";
import { guessForm } from "./lesson_guess.js";
import { guessed, keepGuess } from "./lesson_place.js";

/** @import { GuessPayload } from "../payloads.js" */
/** @import { RoomState } from "./payloads.js" */

const MEND_MS = 500; // after which what the page did by itself is put right
const MAX_MENDS = 4; // of one state
const AGAIN_MS = [1500, 4000]; // between attempts to come back, so that a class does not come back at one moment
const TOUCHES = ["pointerdown", "keydown", "input"];
const NO_TOUCH = ".um-class, .um-lesson-guess"; // pressing there leads nowhere

export class Student {
  /** What the class looks at. @type {RoomState | null} */
  state = null;
  isWandering = false;
  isThere = true;
  isTouched = false;
  mends = 0;
  /** @type {EventSource | null} */
  source = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;

  /**
   * @param {{ code: string, seat: string }} place
   * @param {{ say: (content: (Node | string)[], isQuiet?: boolean) => void, keep: (seat: string) => void,
   *   leave: () => void, gone: (why: string) => void }} page
   */
  constructor(place, page) {
    this.place = place;
    this.page = page;
    const touch = (/** @type {Event} */ { target }) => {
      if (!(target instanceof Element && target.closest(NO_TOUCH))) this.isTouched = true;
    };
    this.ending = new AbortController();
    for (const name of TOUCHES) addEventListener(name, touch, { capture: true, signal: this.ending.signal });
  }

  /** Takes the seat, or the one before, and follows. */
  async join() {
    this.stop();
    try {
      const joined = await post("join", this.place);
      this.place = { code: joined.code, seat: joined.seat };
      this.page.keep(joined.seat);
      if (joined.language !== language()) return speak(joined.language);
      this.source = listen(this.place, {
        state: (state) => this.told(state),
        ended: () => this.page.gone(t("class.ended")),
        reached: (isThere) => this.reached(isThere),
        refused: () => this.later(),
      });
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
      this.reached(false);
      if (["offline", "class_away", "too_fast"].includes(problem.code)) this.later();
      else this.page.gone(problem.message);
    }
  }

  /** Tries to come back. */
  later() {
    const [least, most] = AGAIN_MS;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.join(), least + Math.random() * (most - least));
  }

  stop() {
    this.source?.close();
    clearTimeout(this.timer);
  }

  end() {
    this.stop();
    this.ending.abort();
  }

  /** @param {boolean} isThere */
  reached(isThere) {
    this.isThere = isThere;
    this.draw();
  }

  /** @param {RoomState} state */
  told(state) {
    const isRevealed = state.is_open && !(this.state?.is_open && this.state.place === state.place);
    this.state = state;
    if (state.is_open && guessed(state.place) === undefined) keepGuess(state.place, null);
    if (!this.isWandering) this.show();
    if (isRevealed) window.unmasked.lessons?.follow();
    this.draw();
  }

  /** The page can be shown things now. */
  ready() {
    if (this.state && !this.isWandering) this.show();
  }

  show() {
    if (!this.state) return;
    this.isTouched = false;
    this.mends = 0;
    window.unmasked.show(new URLSearchParams(this.state.query));
  }

  /** The page shows something else than before. */
  moved() {
    if (!this.state || this.isWandering || window.unmasked.shows(new URLSearchParams(this.state.query))) return;
    if (this.isTouched) {
      this.isWandering = true;
      this.draw();
    } else if (this.mends < MAX_MENDS) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.mend(), MEND_MS);
    }
  }

  mend() {
    if (!this.state || this.isWandering || this.isTouched) return;
    this.mends += 1;
    window.unmasked.show(new URLSearchParams(this.state.query));
  }

  comeBack() {
    this.isWandering = false;
    this.show();
    this.draw();
  }

  /** What a step of a lesson asks here, while its answer is closed. @param {string} place */
  at(place) {
    if (this.state?.place !== place || this.state.is_open) return null;
    return { isOpen: false, form: this.form.bind(this) };
  }

  reveal() {
    return false;
  }

  /** @param {GuessPayload} asked @param {HTMLElement} told */
  form(asked, told) {
    const place = this.state?.place ?? "";
    return guessForm(asked, async (guess) => {
      const say = (/** @type {string} */ text) => {
        told.replaceChildren(el("p", { class: "um-lesson-measuring" }, text));
        told.scrollIntoView({ block: "nearest" });
      };
      try {
        await post("answer", { ...this.place, place, guess });
        keepGuess(place, guess);
        say(t("class.guess_in"));
      } catch (problem) {
        say(problem instanceof Error ? problem.message : String(problem));
      }
    });
  }

  draw() {
    const { code } = this.place;
    const leave = el(
      "button",
      { type: "button", class: "um-class-close", "aria-label": t("class.leave"), onclick: () => this.page.leave() },
      "×",
    );
    if (!this.isThere) this.page.say([t("class.lost"), leave]);
    else if (this.isWandering)
      this.page.say([
        t("class.wandering"),
        link(t("class.come_back"), () => this.comeBack(), { class: "um-class-back" }),
        leave,
      ]);
    else this.page.say([t("class.following", { code }), leave], true);
  }
}
