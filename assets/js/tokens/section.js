// A section of the tokens lab: while it is open it shows the text of the page, in its own way.

import { watched } from "../lib/watch.js";

/** The text under all tokenizers: the decoded payload of viz/tokens/rows.py; null before the first. */
export const text = watched(null);

/**
 * @param create called with `{holder, server, trigger}` when the section is first opened; gives `{show(rows)}`
 * @returns the section's `mount`
 */
export const ofText =
  (create) =>
  ({ element, server, trigger, section }) => {
    const view = create({ holder: element, server, trigger });
    let shown = null;
    const show = () => {
      if (!section.isOpen() || !text.get() || text.get() === shown) return;
      shown = text.get();
      view.show(shown);
    };
    text.watch(show);
    section.watch(show);
    show();
  };
