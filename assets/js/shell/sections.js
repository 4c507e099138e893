// The switch between a lab's sections, or their doors: which section is on screen, and that it comes into view.

import { el } from "../lib/dom.js";
import { comeIntoView } from "../lib/into_view.js";
import { roving, walkLine } from "../lib/keys.js";
import { t } from "../lib/words.js";

/**
 * The lab, the names of its sections, and whether they are doors: cards, of which none has to be open.
 *
 * @typedef {{ lab: string, names: string[], doors: boolean }} Sections
 */

/** @param {Host<null, Sections, unknown>} host */
export function mount({ element, props }) {
  const { lab, names, doors } = props;
  const { sections } = window.unmasked;
  const show = (doors ? drawDoors : drawSwitch)(element, props);
  sections.watch(lab, (name, asker) => {
    show(name);
    reveal(lab, name);
    element.closest(".um-lab")?.setAttribute("data-section", name); // for style sheets
    const find = () => document.getElementById(columnId(lab, name));
    if (asker && name) comeIntoView(find, { above: element, isOfLink: asker === "link" });
  });
  sections.offer(lab, names, doors ? "" : names[0]);
}

/**
 * @param {string} lab
 * @param {string} name
 */
const columnId = (lab, name) => `um-section-${lab}-${name}`;

// The style sheet hides all sections; these are shown, also where Gradio has not made them yet.
/** @type {Map<string, string>} */
const shown = new Map();
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

/**
 * @param {string} lab
 * @param {string} name
 */
function reveal(lab, name) {
  shown.set(lab, name);
  const ids = [...shown].map(([lab, name]) => `#${columnId(lab, name)}`);
  sheet.replaceSync(`.gradio-container :is(${ids.join(", ")}) { display: flex; }`);
}

/**
 * A row of names, of which one is chosen.
 *
 * @param {HTMLElement} element
 * @param {Sections} props
 * @returns {(open: string) => void} shows which is open
 */
function drawSwitch(element, { lab, names }) {
  const { sections } = window.unmasked;
  const open = (/** @type {string} */ name) => () => sections.open(lab, name);
  const tabs = names.map((name) =>
    el(
      "button",
      { type: "button", role: "tab", tabindex: -1, "aria-controls": columnId(lab, name), onclick: open(name) },
      t(`${lab}.section_${name}`),
    ),
  );
  const row = el("div", { class: "um-switch", role: "tablist", "aria-label": t("shell.sections") }, tabs);
  const stop = roving(row, (event, from) => {
    const next = walkLine(event, tabs.indexOf(/** @type {HTMLButtonElement} */ (from)), tabs.length);
    if (next !== null) sections.open(lab, names[next]);
    return next === null ? null : tabs[next];
  });
  element.append(row);
  return (name) => {
    for (const [i, tab] of tabs.entries()) tab.setAttribute("aria-selected", String(names[i] === name));
    stop(tabs[names.indexOf(name)]);
  };
}

/**
 * Cards with a title and a sentence; the open one closes again.
 *
 * @param {HTMLElement} element
 * @param {Sections} props
 * @returns {(open: string) => void} shows which is open
 */
function drawDoors(element, { lab, names }) {
  const { sections } = window.unmasked;
  const toggle = (/** @type {string} */ name) => () => sections.open(lab, name === sections.of(lab) ? "" : name);
  const doors = names.map((name) =>
    el(
      "button",
      { type: "button", class: "um-door", "aria-controls": columnId(lab, name), onclick: toggle(name) },
      el("strong", {}, t(`${lab}.section_${name}`)),
      el("span", {}, t(`${lab}.door_${name}`)),
    ),
  );
  element.append(el("h2", {}, t("shell.look_closer")), el("div", { class: "um-doors" }, doors));
  return (name) => {
    for (const [i, door] of doors.entries()) door.setAttribute("aria-expanded", String(names[i] === name));
  };
}
