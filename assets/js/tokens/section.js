// A section of the tokens lab: while it is open it shows the text of the page.

import { source } from "./source.js";

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
      if (!section.isOpen() || !source.rows || source.rows === shown) return;
      shown = source.rows;
      view.show(shown);
    };
    source.watch(show);
    section.watch(show);
    show();
  };
