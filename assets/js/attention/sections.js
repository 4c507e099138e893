// The sections below the panels: one is open at a time, and asks the server only then.

import { el, setting, t } from "../common.js";
import { BertvizSection } from "./section_bertviz.js";
import { CellSection } from "./section_cell.js";
import { HeadsSection } from "./section_heads.js";
import { MaskSection } from "./section_mask.js";
import { TwinSection } from "./section_twin.js";
import { focus } from "./focus.js";
import { mapName } from "./names.js";

const SECTIONS = {
  mask: MaskSection,
  cell: CellSection,
  heads: HeadsSection,
  bertviz: BertvizSection,
  twin: TwinSection,
};

/** Opens a section from elsewhere on the page, and brings it on screen. */
export const sections = { open: () => {} };

export function mountSections({ element, props, server }) {
  const chosen = setting("attention.section");
  const built = new Map();
  let open = null;
  const doors = new Map(props.sections.map((name) => [name, door(name, () => enter(name === open ? null : name))]));
  const about = el("div", { class: "um-attention-about" });
  const place = el("div", { class: "um-attention-section", id: "um-attention-section" });

  const show = (panel) => {
    if (!open) return;
    about.replaceChildren(...(panel ? subject(panel) : []));
    about.hidden = open === "twin";
    if (panel) built.get(open).show(panel);
  };
  const enter = (name) => {
    open = name;
    chosen.set(name ?? "");
    for (const [other, button] of doors) button.setAttribute("aria-expanded", String(other === name));
    if (name && !built.has(name)) built.set(name, new SECTIONS[name](server));
    place.replaceChildren(...(name ? [about, built.get(name).element] : []));
    show(focus.panel);
  };
  sections.open = (name) => {
    if (open !== name) enter(name);
    doors.get(name).scrollIntoView({ behavior: "smooth", block: "start" });
  };
  focus.watch(show);
  new ResizeObserver(() => open && built.get(open).resize?.(place.clientWidth)).observe(place);
  element.append(
    el("h2", { class: "um-attention-more" }, t("attention.more")),
    el("div", { class: "um-attention-doors" }, [...doors.values()]),
    place,
  );
  if (props.sections.includes(chosen.get())) enter(chosen.get());
}

const door = (name, onclick) =>
  el(
    "button",
    {
      type: "button",
      class: "um-attention-door",
      "aria-expanded": "false",
      "aria-controls": "um-attention-section",
      onclick,
    },
    el("strong", {}, t(`attention.section_${name}`)),
    el("span", {}, t(`attention.door_${name}`)),
  );

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
