// Which panel, head and cell the sections below speak of: those that a person touched last. Both panels ask about
// one word, unless a person unlinks them.

import { setting } from "../lib/link.js";

/** @import { Panel } from "./panel.js" */

/** @type {Map<string, Panel>} by side */
const panels = new Map();
/** @type {(() => void)[]} */
const watchers = [];
const linked = setting("attention.linked");
let chosen = "left";

function tell() {
  for (const watcher of watchers) watcher();
}

/** @param {Panel} panel */
const fellows = (panel) => (focus.isLinked ? focus.panels.filter((other) => other.side !== panel.side) : []);

export const focus = {
  /** The panel that a person looked at last, or the other one where that has nothing to show; null without any. */
  get panel() {
    return panels.get(chosen) ?? focus.panels[0] ?? null;
  },

  get panels() {
    return [...panels.values()].sort((a, b) => (a.side < b.side ? -1 : 1));
  },

  get isLinked() {
    return linked.get() !== "0";
  },

  /** Both panels ask about one word from here on, or each about its own. @param {boolean} isLinked */
  link(isLinked) {
    linked.set(isLinked ? "1" : "0");
    if (focus.panel) focus.look(focus.panel, true);
    tell();
  },

  /** A panel shows a new pass, or another stack of it. @param {Panel} panel */
  enter(panel) {
    panels.set(panel.side, panel);
    tell();
  },

  /** A panel has nothing to show any more. @param {string} side */
  leave(side) {
    if (panels.delete(side)) tell();
  },

  /** A person chose a head, a cell, or just this panel. @param {Panel} panel */
  choose(panel) {
    chosen = panel.side;
    tell();
  },

  /** A person looks at a cell: the other panel looks at the same words. @param {Panel} panel @param {boolean} isKept */
  look(panel, isKept) {
    for (const other of fellows(panel)) other.answer(panel, isKept);
  },

  /** The word that the other panel asks about, in this one. @param {Panel} panel */
  askedBeside(panel) {
    const [other] = fellows(panel);
    return other ? panel.sameCell(other) : null;
  },

  /** A preset was chosen: its panels begin anew, now or when they have come. */
  start() {
    for (const panel of focus.panels) panel.start();
    tell();
  },

  /** Calls back after every change. @param {() => void} watcher */
  watch: (watcher) => void watchers.push(watcher),
};
