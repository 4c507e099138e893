// Asking the server for a section's numbers: only the newest question counts, and a refusal is said in words.

import { el, t } from "../common.js";

/**
 * `ask(question)` calls `fetch(question)` and `draw(answer)`; the same question is not asked twice in a row.
 * What `place` shows stays while it waits; an error stands above it.
 */
export function asking(place, fetch, draw) {
  const problem = el("p", { class: "um-problem", role: "status", hidden: true });
  let asked = null;
  let newest = 0;
  return async function ask(question) {
    if (!problem.isConnected) place.before(problem);
    const spelled = JSON.stringify(question);
    if (asked === spelled) return;
    asked = spelled;
    const turn = ++newest;
    place.classList.add("um-waiting");
    try {
      const answer = await fetch(question);
      if (turn !== newest) return;
      problem.hidden = true;
      draw(answer, question);
    } catch (error) {
      if (turn !== newest) return;
      asked = null;
      problem.textContent = error.message || t("shell.unexpected_error");
      problem.hidden = false;
    } finally {
      if (turn === newest) place.classList.remove("um-waiting");
    }
  };
}

const PAUSE_MS = 350; // of typing

export function debounced(work) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, PAUSE_MS);
  };
}

const LINKED = 2000; // characters that a link keeps of a setting

/** A labelled line of text that is kept in the link, as much of it as a link holds. */
export function fieldOf(label, kept, onChange, { lines = 1 } = {}) {
  const field =
    lines > 1
      ? el("textarea", { class: "um-field", rows: lines, spellcheck: "false" })
      : el("input", { type: "text", class: "um-field", spellcheck: "false" });
  field.value = kept.get() ?? "";
  field.addEventListener("input", () => {
    kept.set([...field.value].slice(0, LINKED).join(""));
    onChange();
  });
  return el("label", { class: "um-labelled" }, el("span", {}, t(label)), field);
}
