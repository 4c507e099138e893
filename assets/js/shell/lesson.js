// A lesson beside the labs: it sets the page, lights the part it means, asks, and has the models answer.

import { el, link } from "../lib/dom.js";
import { comeIntoView } from "../lib/into_view.js";
import { setting } from "../lib/link.js";
import { count } from "../lib/numbers.js";
import { language, t } from "../lib/words.js";
import { guessForm, isRight } from "./lesson_guess.js";
import { guessed, keepGuess, placeOf, sameChoices } from "./lesson_place.js";

/** @import { LessonPayload, LessonQuestion, MeasuredStep, LessonStep, LessonStepQuestion } from "../payloads.js" */
/**
 * @typedef {object} Server
 * @property {(question: LessonQuestion) => Promise<LessonPayload>} open_lesson
 * @property {(question: LessonStepQuestion) => Promise<MeasuredStep>} measure_step
 */

const kept = setting("lesson");

/** @param {Host<null, unknown, Server>} host */
export function mount({ element, server }) {
  const panel = el("aside", { class: "um-lesson", "aria-label": t("lessons.panel"), hidden: true });
  element.append(panel);
  const view = new LessonPanel(panel, server);
  window.unmasked.lessons = view;
  view.follow();
}

class LessonPanel {
  /** @type {LessonPayload | null} */
  lesson = null;
  /** The step on screen, counted from 1; 0 without one. */
  n = 0;

  /** @param {HTMLElement} panel @param {Server} server */
  constructor(panel, server) {
    this.panel = panel;
    this.server = server;
  }

  /** Shows the step that the link names. */
  async follow() {
    const place = placeOf(kept.get() ?? "");
    document.documentElement.toggleAttribute("data-lesson", place !== null);
    this.panel.hidden = place === null;
    light("");
    if (!place) return;
    try {
      if (this.lesson?.id !== place.id)
        this.lesson = await this.server.open_lesson({ lesson: place.id, language: language() });
    } catch (problem) {
      this.say(problem instanceof Error ? problem.message : String(problem));
      return;
    }
    this.n = place.step;
    const step = this.step;
    if (!step) this.say(t("lessons.step_gone", { step: place.step, title: this.lesson.title }));
    else if (isBare()) location.replace(`?${step.query}`);
    else this.draw(step);
  }

  /** @returns {LessonStep | undefined} */
  get step() {
    return this.lesson?.steps[this.n - 1];
  }

  /** Goes to the next or previous step; false where there is none, or no lesson. @param {1 | -1} by */
  go(by) {
    const next = this.lesson?.steps[this.n - 1 + by];
    if (!next || !this.lesson) return false;
    const here = new URLSearchParams(location.search);
    if (!sameChoices(here, new URLSearchParams(next.query))) this.open(next);
    else {
      kept.set(`${this.lesson.id}.${this.n + by}`);
      this.follow();
    }
    return true;
  }

  /** Brings the page to a step. @param {LessonStep} step */
  open({ query }) {
    const said = new URLSearchParams(query);
    // A link that counts from other first values than this page does is for a page of its own.
    const isOurs = (said.get("defaults") ?? "en") === (window.unmasked.link.get("defaults") ?? "en");
    if (isOurs) window.unmasked.show(said);
    else location.assign(`?${query}`);
  }

  leave() {
    this.lesson = null;
    kept.set("");
    this.follow();
    /** @type {HTMLElement | null} */ (document.querySelector('#um-labs [role="tab"][aria-selected="true"]'))?.focus();
  }

  /** @param {string} problem */
  say(problem) {
    this.panel.replaceChildren(
      this.header(t("lessons.panel")),
      el("p", { class: "um-problem", role: "alert" }, problem),
      link(t("lessons.all"), () => location.assign(`?lang=${language()}`)),
    );
  }

  /** @param {string} title */
  header(title) {
    const close = el(
      "button",
      { type: "button", class: "um-lesson-close", "aria-label": t("lessons.leave"), onclick: () => this.leave() },
      "×",
    );
    return el("header", {}, el("strong", {}, title), close);
  }

  /** @param {LessonStep} step */
  draw(step) {
    const { title, steps } = /** @type {LessonPayload} */ (this.lesson);
    const told = el("div", { class: "um-lesson-answer", "aria-live": "polite" });
    const answered = (/** @type {string | number | null} */ guess) => this.answer(step, guess, told);
    const seat = window.unmasked.seat?.at(this.place) ?? null;
    const form = seat ? seat.form(step.guess, told) : guessForm(step.guess, answered);
    const question = el("h2", { tabindex: "-1" }, step.question);
    this.panel.replaceChildren(
      this.header(title),
      this.dots(steps.length),
      question,
      ...step.told.map((paragraph) => el("p", {}, paragraph)),
      form,
      told,
      this.moves(step),
    );
    light(step.light);
    question.focus({ preventScroll: true });
    const before = guessed(this.place);
    if (seat ? seat.isOpen : before !== undefined) answered(before ?? null);
  }

  get place() {
    return `${this.lesson?.id}.${this.n}`;
  }

  /** @param {number} n */
  dots(n) {
    const label = t("lessons.step_of", { step: this.n, n: count(n) });
    const dot = (/** @type {number} */ i) => el("i", { class: i < this.n ? "um-done" : null, "aria-hidden": "true" });
    return el("p", { class: "um-lesson-dots" }, [...Array(n).keys()].map(dot), el("span", {}, label));
  }

  /** @param {LessonStep} step */
  moves(step) {
    const { next } = /** @type {LessonPayload} */ (this.lesson);
    const isLast = this.n === this.lesson?.steps.length;
    const href = `?lang=${language()}&lesson=${next?.id}.1`;
    return el(
      "nav",
      { class: "um-lesson-moves", "aria-label": t("lessons.moves") },
      this.n > 1 && link(t("lessons.back"), () => this.go(-1)),
      link(t("lessons.to_step"), () => this.open(step)),
      !isLast && el("button", { type: "button", class: "um-lesson-on", onclick: () => this.go(1) }, t("lessons.on")),
      isLast && next && el("a", { href, class: "um-lesson-on" }, t("lessons.next", { title: next.title })),
      isLast && !next && link(t("lessons.all"), () => location.assign(`?lang=${language()}`)),
    );
  }

  /**
   * Asks the models, and holds the guess against what they say.
   *
   * @param {LessonStep} step @param {string | number | null} guess null where nobody guessed @param {HTMLElement} told
   */
  async answer(step, guess, told) {
    const { place } = this;
    told.replaceChildren(el("p", { class: "um-lesson-measuring" }, t("lessons.measuring")));
    try {
      const question = { lesson: this.lesson?.id ?? "", step: this.n, language: language() };
      const found = await this.server.measure_step(question);
      if (place !== this.place) return;
      keepGuess(place, guess);
      told.replaceChildren(...verdict(step, guess, found));
      this.panel.dispatchEvent(new CustomEvent("um-answer", { detail: found.answer }));
    } catch (problem) {
      told.replaceChildren(el("p", { class: "um-problem" }, problem instanceof Error ? problem.message : ""));
    }
  }
}

/** @param {LessonStep} step @param {string | number | null} guess @param {MeasuredStep} found */
const verdict = (step, guess, found) =>
  [
    el("p", { class: "um-lesson-verdict" }, verdictOf(step, guess, found), " ", nameOf(step, found.answer)),
    el("p", {}, found.shows),
    el("p", { class: "um-lesson-takeaway" }, found.takeaway),
    found.broken.length > 0 &&
      el("p", { class: "um-problem" }, t("lessons.broken", { claims: found.broken.join("; ") })),
    found.now !== "" && el("p", { class: "um-lesson-now" }, el("b", {}, t("lessons.now")), " ", found.now),
  ].filter((part) => part !== false);

/** @param {LessonStep} step @param {string | number | null} guess @param {MeasuredStep} found */
function verdictOf({ guess: asked }, guess, { answer }) {
  if (guess === null) return t("lessons.measured");
  return t(isRight(asked, guess, answer) ? "lessons.right" : "lessons.wrong");
}

/** @param {LessonStep} step @param {string | number} answer */
function nameOf({ guess }, answer) {
  if (guess.kind === "number") return `${Number(Number(answer).toPrecision(4))} ${guess.unit}`.trim();
  return guess.options.find(({ name }) => name === answer)?.label ?? String(answer);
}

/** The link names a lesson and nothing that it would show: whoever wrote it means the lesson's own page. */
const [LOOKS, LOOK_AGAIN_MS] = [20, 500];
let wanted = ""; // to be lit

const isBare = () => window.unmasked.link.isBare();

/**
 * Rings the part that a step means and brings it into view; nothing for an empty name.
 *
 * @param {string} name of a part, or of a section as `lab.section`
 */
function light(name) {
  wanted = name;
  for (const lit of document.querySelectorAll(".um-lesson-lit")) lit.classList.remove("um-lesson-lit");
  if (!name) return;
  const [lab, section] = name.split(".");
  const find = () =>
    section ? document.getElementById(`um-section-${lab}-${section}`) : document.querySelector(`[data-part="${name}"]`);
  comeIntoView(find, { isOfLink: true });
  const mark = (/** @type {number} */ patience) => {
    if (wanted !== name || patience === 0) return;
    find()?.classList.add("um-lesson-lit");
    setTimeout(mark, LOOK_AGAIN_MS, patience - 1); // a lab may not be there yet, or be drawn anew
  };
  mark(LOOKS);
}
