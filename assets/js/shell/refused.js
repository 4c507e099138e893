// The folders of one's own models that cannot be loaded, and why.

import { el } from "../lib/dom.js";
import { inLanguage, t } from "../lib/words.js";

/** @import { RefusedFolder } from "../payloads.js" */

/** @param {Host<RefusedFolder[] | null, object, unknown>} host */
export function mount({ element, props, watch }) {
  const draw = () => {
    const folders = props.value ?? [];
    const isOpen = element.querySelector("details")?.open ?? false;
    const rows = folders.map(({ name, reason }) => {
      const why = inLanguage(reason);
      return el("li", {}, !why.includes(name) && [el("bdi", {}, name), " · "], why);
    });
    const list = el(
      "details",
      { open: isOpen },
      el("summary", {}, t("shell.refused_folders", { n: folders.length })),
      el("ul", {}, rows),
    );
    element.replaceChildren(...(folders.length > 0 ? [list] : []));
  };
  watch("value", draw);
  draw();
}
