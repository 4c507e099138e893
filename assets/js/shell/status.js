// A handler's messages, and the gate through which it runs.

import { inLanguage, t } from "../lib/words.js";

/**
 * `value` is why there is nothing new, or the number of a stream's step; `values` are the inputs that the handler
 * starts from, of a handler that follows its inputs.
 *
 * @typedef {{ en: string, zh: string }} Message
 * @typedef {object} Handler
 * @property {number} gate
 * @property {string} lab
 * @property {string | null} section
 * @property {unknown[]} [values]
 * @property {boolean} fresh
 * @property {boolean} streams
 */

/** @param {Host<Message | number | null, Handler, unknown>} host */
export function mount({ element, props, watch, trigger }) {
  element.classList.add("um-status");
  element.setAttribute("role", "status");
  const { gates } = window.unmasked;
  const lab = element.closest(".um-lab");
  const gate = gates.gate(props.gate);
  const draw = () => {
    const message = typeof props.value === "number" ? null : props.value;
    if (props.value !== message) gates.streams(props.gate);
    say(element, message ? inLanguage(message) : "");
    for (const filled of document.querySelectorAll(`.um-from-${props.gate}`))
      filled.classList.toggle("um-refused", Boolean(message)); // Gradio says nothing as an empty text, too
  };

  watch("value", draw);
  draw();
  gate.refuse = () => say(element, t("shell.refused"));
  gate.element = lab;
  if (!props.values) return;
  gates.register(props.gate, {
    lab: props.lab,
    section: props.section,
    values: props.values,
    fresh: props.fresh,
    run: () => trigger("refresh"),
    halt: props.streams ? () => trigger("halt") : null,
  });
}

/**
 * Two handlers of a lab that fail alike say it once.
 *
 * @param {HTMLElement} element
 * @param {string} text
 */
function say(element, text) {
  element.textContent = text;
  const notices = [
    .../** @type {NodeListOf<HTMLElement>} */ (
      element.closest(".um-notices")?.querySelectorAll(".um-status") ?? /** @type {unknown} */ ([])
    ),
  ];
  const said = new Set();
  for (const notice of notices) {
    notice.hidden = said.has(notice.textContent);
    if (notice.textContent) said.add(notice.textContent);
  }
}
