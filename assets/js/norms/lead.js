// What to look at in the open section of the norms lab.

import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";

/** @param {Host<null, unknown, unknown>} host */
export function mount({ element }) {
  const { sections } = window.unmasked;
  const show = (/** @type {string} */ name) =>
    element.replaceChildren(...(name ? [el("p", { class: "lead" }, t(`norms.lead_${name}`))] : []));
  sections.watch("norms", show);
  show(sections.of("norms"));
}
