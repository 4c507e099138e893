// Terms in the page's own sentences: underlined where they stand first, and told when pointed at, focused or tapped.

import { el } from "../lib/dom.js";
import { placed } from "../lib/tooltip.js";
import { isPlain, termLink, told } from "./glossary_entry.js";

/** @import { Found, Term } from "./glossary_terms.js" */
/** @typedef {(text: string, seen: Set<string>) => Found[]} Find */

// Sentences of ours alone: not what people type, models write, or scripts say again and again.
const PASSAGES = [
  ".um-lead p",
  "p.um-lead:not([role])",
  ".um-section-lead",
  ".um-start-what",
  ".um-attention-explains",
  ".um-attention-hint:not([role])",
  "p.um-caption:not([role], [data-unsaved], .um-inside-lens *)", // the lens says what models write
  ".um-lesson > p:not(.um-lesson-dots, .um-problem)",
  ".um-lesson :is(.um-lesson-takeaway, .um-lesson-now)",
].join();
const NOT_OURS = "a, button, bdi, code, q, svg, .katex";
const CALM_MS = 300; // in which the page may still be drawn
const LEAVING_MS = 200; // on the way from a word to what is told of it

/**
 * Makes links of a passage's terms; its text stays what it is.
 *
 * @param {Element} passage @param {Find} find
 */
export function markPassage(passage, find) {
  if (passage.querySelector(".um-term")) return;
  /** @type {Set<string>} */
  const seen = new Set();
  for (const text of textsOf(passage))
    for (const { id, start, end } of find(text.data, seen).reverse()) {
      const word = text.splitText(start);
      word.splitText(end - start);
      const term = termLink(id);
      word.replaceWith(term);
      term.append(word);
    }
}

/** @param {Element} passage */
function textsOf(passage) {
  const texts = [];
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = /** @type {Text} */ (walker.currentNode);
    if (!text.parentElement?.closest(NOT_OURS)) texts.push(text);
  }
  return texts;
}

/** From here on terms are marked wherever sentences of ours appear. @param {Find} find */
export function markProse(find) {
  let isDue = false;
  const mark = () => {
    isDue = false;
    for (const passage of document.querySelectorAll(PASSAGES)) markPassage(passage, find);
  };
  new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    setTimeout(mark, CALM_MS);
  }).observe(document.body, { childList: true, subtree: true });
  mark();
}

/**
 * What is told of a term beside it. A click opens the glossary; a tap first tells.
 *
 * @param {(id: string) => Term | undefined} termOf
 * @param {(id: string) => unknown} open
 */
export function tellTerms(termOf, open) {
  const bubble = new Bubble(termOf);
  let isTouch = false;
  const on = (/** @type {string} */ type, /** @type {(event: any, term: HTMLElement | null) => unknown} */ listener) =>
    document.addEventListener(type, (event) => listener(event, termAt(event.target)), true);
  on("pointerdown", ({ pointerType, target }, term) => {
    isTouch = pointerType === "touch";
    if (!term && !bubble.holds(target)) bubble.hide();
  });
  on("pointerover", ({ pointerType, target }, term) => {
    if (pointerType === "touch") return;
    if (term) bubble.show(term);
    else if (bubble.holds(target)) bubble.stay();
    else bubble.leave();
  });
  on("focusin", (_, term) => term?.matches(":focus-visible") && bubble.show(term));
  on("focusout", ({ relatedTarget }, term) => term && !bubble.holds(relatedTarget) && bubble.hide());
  on("keydown", ({ key }) => {
    isTouch = false;
    if (key === "Escape") bubble.hide();
  });
  on("scroll", () => bubble.place());
  on("click", (event, term) => {
    if (!term || !isPlain(event)) return;
    event.preventDefault();
    const isInside = term.closest("dialog") !== null;
    if (isTouch && !isInside) bubble.show(term);
    else {
      bubble.hide();
      open(term.dataset.term ?? "");
    }
  });
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
const termAt = (target) => (target instanceof Element ? target.closest("a.um-term") : null);

class Bubble {
  /** The word that it tells of. @type {HTMLElement | null} */
  #term = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #leaving;
  #box = el("div", { class: "um-gloss", id: "um-gloss", role: "tooltip", hidden: true });

  /** @param {(id: string) => Term | undefined} termOf */
  constructor(termOf) {
    this.termOf = termOf;
  }

  /** @param {EventTarget | null} target */
  holds(target) {
    return target instanceof Node && this.#box.contains(target);
  }

  /** @param {HTMLElement} term */
  show(term) {
    this.stay();
    const known = this.termOf(term.dataset.term ?? "");
    if (!known || term.closest("dialog") || this.#term === term) return;
    this.hide();
    this.#term = term;
    const { body, isSet } = told(known);
    this.#box.replaceChildren(el("strong", {}, known.term), ...body);
    for (const link of this.#box.querySelectorAll("a")) link.tabIndex = -1; // by keys it is reached in the glossary
    document.body.append(this.#box);
    this.#box.hidden = false;
    term.setAttribute("aria-describedby", this.#box.id);
    this.place();
    isSet?.then(() => this.place());
  }

  place() {
    if (!this.#term) return;
    if (!this.#term.isConnected) return this.hide();
    const room = { width: document.documentElement.clientWidth, height: innerHeight };
    const { left, top } = placed(this.#term.getBoundingClientRect(), this.#box.getBoundingClientRect(), room);
    Object.assign(this.#box.style, { left: `${left}px`, top: `${top}px` });
  }

  stay() {
    clearTimeout(this.#leaving);
  }

  leave() {
    this.stay();
    if (!this.#term?.matches(":focus-visible")) this.#leaving = setTimeout(() => this.hide(), LEAVING_MS);
  }

  hide() {
    this.stay();
    this.#term?.removeAttribute("aria-describedby");
    this.#term = null;
    this.#box.hidden = true;
  }
}
