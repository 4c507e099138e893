// A section of the norms lab: while it is open it shows the batch at hand.

import { watched } from "../lib/watch.js";

/** The batch that all sections are about: the decoded payload of viz/norms/batch.py; null before the first. */
export const batch = watched(null);

/**
 * @param create called with the view's host when the section is first opened; gives `{node, show(activations)}`
 * @returns the section's `mount`
 */
export const ofBatch = (create) => (host) => {
  const { element, section } = host;
  const view = create(host);
  const show = () => {
    const activations = batch.get();
    if (!section.isOpen() || !activations) return;
    element.style.setProperty("--family", `var(--um-${activations.family}-fill)`);
    element.replaceChildren(view.node);
    view.show(activations);
  };
  batch.watch(show);
  section.watch(show);
  show();
};
