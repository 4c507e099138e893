// Which panel, head and cell the sections below speak of: those that a person touched last.

/** @import { Panel } from "./panel.js" */

/** @type {Map<string, Panel>} by side */
const panels = new Map();
/** @type {(() => void)[]} */
const watchers = [];
let chosen = "left";
/** @type {{ text: string, word: string, found: Set<string> } | null} `found`: sides that have looked for it */
let sought = null;

function tell() {
  for (const watcher of watchers) watcher();
}

/** @param {Panel} panel */
function lookFor(panel) {
  if (sought?.text !== panel.data.request.text || sought.found.has(panel.side)) return;
  sought.found.add(panel.side); // once: from then on a person may look elsewhere
  panel.seek(sought.word);
}

export const focus = {
  /** The panel that a person looked at last, or the other one where that has nothing to show; null without any. */
  get panel() {
    return panels.get(chosen) ?? focus.panels[0] ?? null;
  },

  get panels() {
    return [...panels.values()].sort((a, b) => (a.side < b.side ? -1 : 1));
  },

  /** A panel shows a new pass, or another stack of it. @param {Panel} panel */
  enter(panel) {
    panels.set(panel.side, panel);
    lookFor(panel);
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

  /**
   * Points each panel that shows `text`, now or when it has come, to the last token that reads `word`.
   *
   * @param {string} text @param {string} word
   */
  seek(text, word) {
    sought = { text, word, found: new Set() };
    panels.forEach(lookFor);
    tell();
  },

  /** Calls back after every change. @param {() => void} watcher */
  watch: (watcher) => void watchers.push(watcher),
};
