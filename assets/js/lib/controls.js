// Small controls: a choice among few as a row of words, a list, a field that the link keeps, a slider.

import { el } from "./dom.js";
import { graphemes } from "./graphemes.js";
import { roving, walkLine } from "./keys.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {{ value: string, label: Child, class?: string, title?: string }} Option */

/**
 * A few choices side by side, one of them pressed; the arrow keys move among them.
 *
 * @param {object} given
 * @param {string} given.label what is chosen, for those who do not see it
 * @param {Option[]} given.options
 * @param {string | null} given.value
 * @param {(value: string) => void} given.onChoose
 * @param {"pills" | "words"} [given.look]
 * @returns {{ element: HTMLElement, set: (value: string | null) => void }}
 */
export function choices({ label, options, value, onChoose, look = "words" }) {
  const button = (/** @type {Option} */ option) =>
    el(
      "button",
      {
        type: "button",
        class: [look === "words" ? "um-link" : "", option.class ?? ""].filter(Boolean).join(" ") || null,
        title: option.title,
        "data-value": option.value,
        tabindex: "-1",
        onclick: () => choose(option.value),
      },
      option.label,
    );
  const buttons = options.map(button);
  const element = el("div", { class: `um-choices um-choices-${look}`, role: "group", "aria-label": label }, buttons);
  const stop = roving(element, (event, from) => {
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (from));
    const next = at < 0 ? null : walkLine(event, at, buttons.length);
    return next === null ? null : buttons[next];
  });
  /** @param {string} chosen */
  function choose(chosen) {
    set(chosen);
    onChoose(chosen);
  }
  /** @param {string | null} chosen */
  function set(chosen) {
    for (const [i, one] of buttons.entries()) one.setAttribute("aria-pressed", String(options[i].value === chosen));
    const pressed =
      buttons[
        Math.max(
          0,
          options.findIndex((option) => option.value === chosen),
        )
      ];
    if (pressed) stop(pressed);
  }
  set(value);
  return { element, set };
}

/**
 * A list to choose from.
 *
 * @param {object} given
 * @param {[value: string | number, label: string][]} given.options
 * @param {string | number} given.value
 * @param {(value: string) => void} given.onChoose
 * @param {string} [given.label] for those who do not see it, where nothing beside the list says it
 * @returns {HTMLSelectElement}
 */
export function list({ options, value, onChoose, label }) {
  /** @type {HTMLSelectElement} */
  const select = el(
    "select",
    { "aria-label": label, onchange: () => onChoose(select.value) },
    options.map(([one, text]) => el("option", { value: one, selected: String(one) === String(value) }, text)),
  );
  return select;
}

/**
 * A control under its name.
 *
 * @param {Child} name
 * @param {HTMLElement} control
 */
export const labelled = (name, control) => el("label", { class: "um-labelled" }, el("span", {}, name), control);

const LINKED = 2000; // characters that a link keeps of a setting

/**
 * A line of text that is kept in the link, as much of it as a link holds; a field of several `lines`.
 *
 * @param {object} given
 * @param {import("./link.js").Setting} given.kept
 * @param {(text: string) => void} given.onInput
 * @param {number} [given.lines]
 * @returns {HTMLInputElement | HTMLTextAreaElement}
 */
export function textField({ kept, onInput, lines = 1 }) {
  const attrs = { class: "um-field", spellcheck: "false", dir: "auto" };
  const field = lines > 1 ? el("textarea", { ...attrs, rows: lines }) : el("input", { ...attrs, type: "text" });
  field.value = kept.get() ?? "";
  field.addEventListener("input", () => {
    kept.set(graphemes(field.value).slice(0, LINKED).join(""));
    onInput(field.value);
  });
  return field;
}

/**
 * A range with its value beside it.
 *
 * @param {{ min: number, max: number, step: number, value: number }} range
 * @param {(value: number) => void} onChange
 */
export function slider(range, onChange) {
  const value = () => Number(input.value);
  const write = () => output.replaceChildren(input.value);
  /** @type {HTMLInputElement} */
  const input = el("input", { type: "range", ...range, oninput: () => write(), onchange: () => onChange(value()) });
  const output = el("output", {});
  write();
  return { element: el("span", { class: "um-slider" }, input, output), value };
}
