// Which section of the lab is open, and the batch that all of them are about: shared by the lab's views.

import { el, setting, t } from "../common.js";

const NAMES = ["side", "experiments", "depth", "training"];
const opened = setting("norms.section");

/** A value that views watch. */
function watched(first) {
  const watchers = [];
  let value = first;
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const watcher of watchers) watcher(value);
    },
    watch: (watcher) => watchers.push(watcher),
  };
}

/** The open section; the link may name one. */
export const section = watched(NAMES.includes(opened.get()) ? opened.get() : "side");

/** The decoded payload of viz/norms.py; null before the first. */
export const batch = watched(null);

/** The row of names on top of the lab; a section that is not offered is not opened. */
export function mountSwitch({ element, props }) {
  if (!props.sections.includes(section.get())) section.set("side");
  const buttons = props.sections.map((name) =>
    el(
      "button",
      { type: "button", role: "tab", "data-name": name, onclick: () => choose(name) },
      t(`norms.section_${name}`),
    ),
  );
  element.replaceChildren(
    el("div", { class: "um-switch", role: "tablist", "aria-label": t("norms.title"), onkeydown: onKey }, buttons),
  );

  function choose(name) {
    opened.set(name);
    section.set(name);
  }

  function onKey({ key }) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
    const next = by && buttons[props.sections.indexOf(section.get()) + by];
    if (!next) return;
    next.focus();
    next.click();
  }

  function show(name) {
    for (const button of buttons) {
      button.setAttribute("aria-selected", String(button.dataset.name === name));
      button.tabIndex = button.dataset.name === name ? 0 : -1;
    }
    element.closest(".um-lab").dataset.section = name; // the style sheet hides what belongs to the others
  }

  section.watch(show);
  show(section.get());
}

/** What to look at in the open section. */
export function mountLead({ element }) {
  const show = (name) => element.replaceChildren(el("p", { class: "lead" }, t(`norms.lead_${name}`)));
  section.watch(show);
  show(section.get());
}
