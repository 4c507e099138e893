// Runs before Gradio does: chooses the language, follows the link, and decides when a handler runs.

import { comeIntoView, followOpeners } from "../lib/into_view.js";
import { Gates } from "./gates.js";
import { Link } from "./link.js";
import { reopenMenus } from "./menus.js";
import { Opened } from "./opened.js";
import { followTheme } from "./theme.js";
import { isMove, Visit } from "./visit.js";

const said = new URLSearchParams(location.search);

// --- Language: the link's, else the first of the browser's that we speak.

/** @typedef {import("../lib/words.js").Language} Language */

const spoken = { en: "en", zh: "zh-CN" }; // as Gradio calls them
const ofBrowser = [...navigator.languages, navigator.language].map((tag) => tag.toLowerCase().split("-")[0]);
if (!isSpoken(said.get("lang"))) said.delete("lang");
const language = [said.get("lang"), ...ofBrowser].find(isSpoken) ?? "en";

Object.defineProperty(navigator, "language", { get: () => spoken[language] });
Object.defineProperty(navigator, "languages", { get: () => [spoken[language]] });
document.documentElement.lang = spoken[language];

/**
 * @param {string | null} tag
 * @returns {tag is Language}
 */
function isSpoken(tag) {
  return Object.hasOwn(spoken, tag ?? "");
}

// --- The link, kept in the address bar.

// A text too long for a link was left with the page.
if (typeof history.state?.text === "string" && !said.has("text")) said.set("text", history.state.text);

// Whose first values the page has, so that the link counts from them wherever it is opened.
if (window.gradio_config.defaults) said.set("defaults", window.gradio_config.defaults);
else said.delete("defaults");

const link = new Link(said, showLink);
const opened = new Opened(link);
const gates = new Gates((lab, section) => opened.isOpen(lab, section));

// --- Back and Forward.

const visit = new Visit();
let deed = 0; // how often somebody has clicked, pressed a key or put in a text
for (const done of ["pointerdown", "keydown", "input"]) addEventListener(done, () => (deed += 1), true);
addEventListener("popstate", walk);
followOpeners(document);
reopenMenus();
followTheme(); // before anything is drawn

function showLink() {
  // A text too long for a link stays with this page, also over a reload.
  const text = link.tooLong ? link.get("text") : null;
  const query = link.query(link.tooLong ? ["text"] : []);
  const isNew = visit.isNew(link.those(isMove), { deed, isTyping: isTyping(), now: performance.now() });
  const write = isNew ? history.pushState : history.replaceState;
  write.call(history, { ...history.state, text }, "", query ? `?${query}` : location.pathname);
  window.unmasked.seat?.moved();
  if (window.parent !== window && location.hostname.endsWith(".hf.space"))
    window.parent.postMessage({ queryString: query }, "*");
}

/** Brings the page to where an entry of the history was; how things are set stays as it is. */
function walk() {
  if (opened.lab === null) return;
  const said = new URLSearchParams(location.search);
  if (typeof history.state?.text === "string") said.set("text", history.state.text);
  link.take(said, isMove);
  visit.walked(link.those(isMove), deed);
  window.unmasked.walk?.("walk");
  window.unmasked.lessons?.follow();
  window.unmasked.glossary?.follow();
  opened.walk();
  showLab(/** @type {string} */ (link.get("lab")));
  showLink();
}

/** @type {Set<string>} keys of which a view on the page shows what a link said before */
const stale = new Set();

/**
 * Brings the page to what another link says: in place where all of its views can, else by opening it anew.
 *
 * @param {URLSearchParams} said
 */
function show(said) {
  if (opened.lab === null) return;
  const changed = link.differing(said, isShown);
  link.take(said, isShown);
  for (const key of changed) if (!link.isFollowed(key)) stale.add(key);
  const lab = /** @type {string} */ (link.get("lab"));
  if ([...stale].some((key) => key.startsWith(`${lab}.`))) return location.assign(`?${link.query()}`);
  if (changed.length === 0) return;
  window.unmasked.walk?.("show");
  if (changed.includes("lesson")) window.unmasked.lessons?.follow();
  opened.walk();
  if (lab !== opened.lab) showLab(lab);
  link.tell(changed);
  showLink();
}

const isShown = (/** @type {string} */ key) => !["lang", "defaults", "glossary"].includes(key);

/** @param {string} lab */
function showLab(lab) {
  /** @type {HTMLElement | null} */ (document.querySelector(`#um-labs [role="tab"][data-tab-id="${lab}"]`))?.click();
}

const isTyping = () =>
  document.activeElement?.matches("textarea, input:is([type=text], [type=number], :not([type]))") ?? false;

const strings = window.gradio_config.i18n_translations[spoken[language]];

window.unmasked = {
  language,
  strings,
  link,
  gates,

  /** What the link said, for the server to check. */
  get query() {
    return link.query();
  },

  /** The page shows what the link said: from here on labs compute, and the link follows the page. */
  restored(page, values) {
    link.learn(page);
    opened.restore(page.labs);
    this.keep(values);
    this.opened(/** @type {string} */ (opened.lab));
    this.seat?.ready();
    (window.requestIdleCallback ?? setTimeout)(() => import("./glossary.js").then(({ begin }) => begin()));
  },

  /** Gradio's controls have these values now. */
  keep(values) {
    if (opened.lab === null) return;
    link.keep(values);
    showLink();
  },

  opened(lab) {
    if (opened.lab === null) return; // the first tab opens before the link's does
    opened.lab = lab;
    link.set("lab", lab);
    document.documentElement.dataset.needs = opened.labs[lab].join(" ");
    document.documentElement.dataset.lab = lab; // for style sheets
    gates.opened();
  },

  changed(gate, values) {
    gates.changed(gate, values, isTyping());
  },

  /** What the link says of these of Gradio's controls, after Back and Forward. */
  said: (keys) => keys.map((key) => link.get(key)),

  /** What the link says of all of them, after another link was shown in place. */
  values: () => link.values(),

  show,
  shows: (said) => link.differing(said, isShown).length === 0,

  /** The next or previous step of the lesson, else stop among all labs and sections, or the n-th lab. */
  go(to) {
    if ("by" in to && to.by > 0 && window.unmasked.seat?.reveal()) return;
    if ("by" in to && window.unmasked.lessons?.go(to.by)) return;
    const stop = "by" in to ? opened.stop(to.by) : { lab: Object.keys(opened.labs)[to.lab] };
    if (stop?.lab) window.unmasked.goTo(stop.lab, stop.section);
  },

  goTo(lab, section) {
    if (lab !== opened.lab) showLab(lab);
    if (section !== undefined) opened.openSection(lab, section);
    if (!section) comeIntoView(() => document.querySelector(`.um-lab-${lab}`), { isOfLink: true });
  },

  /** The lab that is about a family before all others; undefined without one. */
  labAbout: (family) => Object.keys(opened.labs).find((lab) => opened.labs[lab][0] === family),

  sections: {
    of: (lab) => opened.section(lab),
    offer(lab, names, fallback) {
      opened.watch(lab, () => gates.opened());
      opened.offer(lab, names, fallback);
    },
    open: (lab, name) => opened.openSection(lab, name),
    watch: (lab, watcher) => opened.watch(lab, watcher),
  },

  /** Gives a gr.HTML to its script: `lab/view`, of a section only when that is first opened. */
  async mount(name, parts) {
    const element = /** @type {HTMLElement} */ (parts.element.querySelector(".um-view"));
    element.classList.add(`um-${name.split("/")[0]}`, `um-${name.replace("/", "-")}`);
    element.dataset.part = name; // what a lesson lights
    const section = sectionOf(element);
    await section?.firstTime;
    const { mount } = await import(`../${name}.js`);
    mount({ ...parts, element, section, server: speaking(/** @type {Server} */ (parts.server)) });
  },
};

/**
 * The section that an element stands in; null outside of all.
 *
 * @param {Element} element
 */
function sectionOf(element) {
  const [, lab, name] = element.closest(".um-section")?.id.match(/^um-section-(\w+)-(\w+)$/) ?? [];
  if (!lab) return null;
  return {
    name,
    isOpen: () => opened.section(lab) === name,
    /** Calls back whenever the section is opened. */
    watch: (/** @type {() => void} */ watcher) => opened.watch(lab, (open) => open === name && watcher()),
    firstTime: opened.firstTime(lab, name),
  };
}

/**
 * Server functions whose errors arrive as errors, in the page's language.
 *
 * @typedef {Record<string, (...args: unknown[]) => Promise<any>>} Server
 * @param {Server} server
 */
const speaking = (server) =>
  new Proxy(server, {
    get:
      (functions, name) =>
      async (/** @type {unknown[]} */ ...args) => {
        // A server that is gone or too busy answers nothing, or not with JSON.
        const answer = await functions[String(name)](...args).catch(() => null);
        if (!answer) throw new Error(strings["shell.refused"]);
        if (answer.error) throw new Error(answer.error[language]);
        return answer.value;
      },
  });
