// What to look at in the open section of the norms lab.

import { el, t } from "../common.js";

export function mount({ element }) {
  const { sections } = window.unmasked;
  const show = (name) =>
    element.replaceChildren(...(name ? [el("p", { class: "lead" }, t(`norms.lead_${name}`))] : []));
  sections.watch("norms", show);
  show(sections.of("norms"));
}
