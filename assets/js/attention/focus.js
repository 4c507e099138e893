// Which panel, head and cell the sections below speak of: those that a person touched last.

const panels = new Map(); // side -> Panel
const watchers = new Set();
let chosen = "left";
let sought = null; // {text, word, found: sides that have looked for it}

const tell = () => watchers.forEach((watcher) => watcher(focus.panel));

function lookFor(panel) {
  if (sought?.text !== panel.data.request.text || sought.found.has(panel.side)) return;
  sought.found.add(panel.side); // once: from then on a person may look elsewhere
  panel.seek(sought.word);
}

export const focus = {
  /** The panel that a person looked at last, or the other one where that has nothing to show; null without any. */
  get panel() {
    return panels.get(chosen) ?? [...panels.values()][0] ?? null;
  },

  get panels() {
    return [...panels.values()].sort((a, b) => (a.side < b.side ? -1 : 1));
  },

  /** A panel shows a new pass. */
  enter(panel) {
    panels.set(panel.side, panel);
    lookFor(panel);
    tell();
  },

  /** A panel has nothing to show any more. */
  leave(side) {
    if (panels.delete(side)) tell();
  },

  /** A person chose a head, a cell, or just this panel. */
  choose(panel) {
    if (panels.get(panel.side) !== panel) return; // a panel that is not on screen yet
    chosen = panel.side;
    tell();
  },

  /** Points each panel that shows `text`, now or when it has come, to the last token that reads `word`. */
  seek(text, word) {
    sought = { text, word, found: new Set() };
    panels.forEach(lookFor);
    tell();
  },

  /** `watcher(panel)` is called after every change. */
  watch(watcher) {
    watchers.add(watcher);
  },
};
