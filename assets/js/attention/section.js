// A section below the panels: while it is open it follows the head at hand, and says which that is.

import { el, t } from "../common.js";
import { focus } from "./focus.js";
import { mapName } from "./names.js";

/**
 * @param Section has an `element`, is shown a panel by `show(panel)`, and may be told its width by `resize(width)`
 * @param isOfHead whether it speaks of the head at hand, and not just of its panel's text
 * @returns the section's `mount`
 */
export const follow =
  (Section, { isOfHead = true } = {}) =>
  ({ element, section, server }) => {
    const built = new Section(server);
    const about = el("div", { class: "um-attention-about", hidden: !isOfHead });
    const show = () => {
      const { panel } = focus;
      if (!section.isOpen() || !panel) return;
      about.replaceChildren(...subject(panel));
      built.show(panel);
    };
    element.append(el("div", { class: "um-attention-section" }, about, built.element));
    new ResizeObserver(() => element.clientWidth && built.resize?.(element.clientWidth)).observe(element);
    focus.watch(show);
    section.watch(show);
    show();
  };

/** Which model and head a section speaks of, and the other one to choose. */
const subject = (chosen) => [
  ...focus.panels.map((panel) =>
    el(
      "button",
      {
        type: "button",
        class: `um-attention-whose um-of-${panel.data.family}`,
        "aria-pressed": String(panel === chosen),
        onclick: () => focus.choose(panel),
      },
      panel.data.title,
    ),
  ),
  el("span", {}, mapName({ ...chosen.place, kind: "head" }, chosen.stack)),
];
