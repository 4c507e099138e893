// A section below the panels: while it is open it follows the head at hand, and says which that is.

import { choices } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { focus } from "./focus.js";

/** @import { Place, Stack } from "./data.js" */
/** @import { Panel } from "./panel.js" */

/** @typedef {{ element: HTMLElement, show: (panel: Panel) => void, resize?: (width: number) => void }} Follower */

/**
 * @template S, P
 * @param {(server: S, props: P, panel: Panel) => Follower} build called when there is a first panel to follow
 * @param {{ isOfHead?: boolean }} [options] whether it speaks of the head at hand, and not just of its panel's text
 * @returns {(host: Host<null, P, S>) => void} the section's `mount`
 */
export const follow =
  (build, { isOfHead = true } = {}) =>
  ({ element, section, server, props }) => {
    const about = el("div", { class: "um-attention-about", hidden: !isOfHead });
    const holder = el("div", { class: "um-attention-section" }, about);
    /** @type {Follower | null} */
    let built = null;
    const show = () => {
      const { panel } = focus;
      if (!section?.isOpen() || !panel) return;
      about.replaceChildren(...subject(panel));
      if (!built) {
        built = build(server, props, panel);
        holder.append(built.element);
        built.resize?.(element.clientWidth);
      }
      built.show(panel);
    };
    element.append(holder);
    onWidth(element, (width) => built?.resize?.(width));
    focus.watch(show);
    section?.watch(show);
    show();
  };

/** Which model and head a section speaks of, and the other one to choose. @param {Panel} chosen */
function subject(chosen) {
  const whose = choices({
    label: t("attention.model"),
    options: focus.panels.map(({ side, data }) => ({
      value: side,
      label: data.title,
      class: `um-attention-whose um-of-${data.family}`,
    })),
    value: chosen.side,
    onChoose: (side) => focus.panels.filter((panel) => panel.side === side).forEach(focus.choose),
  });
  return [whose.element, el("span", {}, mapName({ ...chosen.place, kind: "head" }, chosen.stack))];
}

/** What a map shows, by its layer and head. @param {Place} place @param {Stack} stack */
export const mapName = ({ layer, head, kind }, { nHeads }) => t(`attention.name_${kind}`, { layer, head, n: nHeads });

/** @param {unknown} problem */
export const reasonOf = (problem) => (problem instanceof Error ? problem.message : String(problem));

/** A line that says what is under way, or why there is nothing. */
export const noteLine = () => el("p", { class: "um-attention-note", role: "status" });
