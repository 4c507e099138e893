// The switch between a lab's sections, or their doors: which section is on screen, and that it comes into view.

import { el, t } from "./common.js";

const SETTLING_MS = 4000; // in which a page that a link opened may still grow above the link's section

/** `props`: the lab, the names of its sections, whether they are doors (cards, of which none has to be open). */
export function mount({ element, props }) {
  const { lab, names, doors } = props;
  const { sections } = window.unmasked;
  const draw = (doors ? drawDoors : drawSwitch)(element, lab, names);
  sections.watch(lab, (name, isAsked) => {
    draw(name);
    reveal(lab, name);
    element.closest(".um-lab").dataset.section = name;
    if (isAsked && name) comeIntoView(element, columnId(lab, name));
  });
  sections.offer(lab, names, doors ? "" : names[0]);
}

const columnId = (lab, name) => `um-section-${lab}-${name}`;

/** The style sheet hides all sections; these are shown, also where Gradio has not made them yet. */
const shown = new Map();
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets.push(sheet);

function reveal(lab, name) {
  shown.set(lab, name);
  const ids = [...shown].map(([lab, name]) => `#${columnId(lab, name)}`);
  sheet.replaceSync(`.gradio-container :is(${ids.join(", ")}) { display: flex; }`);
}

/** A row of names, of which one is chosen; returns what shows which. */
function drawSwitch(element, lab, names) {
  const { sections } = window.unmasked;
  const buttons = names.map((name) =>
    el(
      "button",
      { type: "button", role: "tab", "aria-controls": columnId(lab, name), onclick: () => sections.open(lab, name) },
      t(`${lab}.section_${name}`),
    ),
  );
  const onkeydown = (event) => {
    const now = names.indexOf(sections.of(lab));
    const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: names.length - 1 }[event.key];
    if (!buttons[next]) return;
    event.preventDefault();
    buttons[next].focus();
    buttons[next].click();
  };
  element.append(
    el("div", { class: "um-switch", role: "tablist", "aria-label": t("shell.sections"), onkeydown }, buttons),
  );
  return (open) =>
    buttons.forEach((button, i) => {
      button.setAttribute("aria-selected", String(names[i] === open));
      button.tabIndex = names[i] === open ? 0 : -1;
    });
}

/** Cards with a title and a sentence; the open one closes again. Returns what shows which. */
function drawDoors(element, lab, names) {
  const { sections } = window.unmasked;
  const doors = names.map((name) =>
    el(
      "button",
      {
        type: "button",
        class: "um-door",
        "aria-controls": columnId(lab, name),
        onclick: () => sections.open(lab, name === sections.of(lab) ? "" : name),
      },
      el("strong", {}, t(`${lab}.section_${name}`)),
      el("span", {}, t(`${lab}.door_${name}`)),
    ),
  );
  element.append(el("h2", {}, t("shell.look_closer")), el("div", { class: "um-doors" }, doors));
  return (open) => doors.forEach((door, i) => door.setAttribute("aria-expanded", String(names[i] === open)));
}

/**
 * Scrolls to a section where its beginning is not on screen, with its switch above it where both find room.
 * After a click once; on a page that a link opens, for as long as that grows and nobody does anything.
 */
function comeIntoView(switcher, id) {
  const isOfLink = !navigator.userActivation.hasBeenActive;
  const isCalm = isOfLink || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const scroll = () => {
    const section = document.getElementById(id);
    if (!section?.offsetParent) return;
    const top = section.getBoundingClientRect().top;
    if (top >= 0 && top < innerHeight * 0.7) return;
    const isNear = top - switcher.getBoundingClientRect().top < innerHeight / 2;
    (isNear ? switcher : section).scrollIntoView({ behavior: isCalm ? "instant" : "smooth", block: "start" });
  };
  if (!isOfLink) {
    requestAnimationFrame(scroll);
    return;
  }
  const observer = new ResizeObserver(scroll);
  observer.observe(switcher.closest(".um-lab"));
  const leave = () => observer.disconnect();
  for (const done of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(done, leave, { once: true });
  setTimeout(leave, SETTLING_MS);
}
