// A section of the norms lab: while it is open it shows the batch at hand.

import { watched } from "../lib/watch.js";

/** @typedef {import("./activations.js").Activations} Activations */
/** @typedef {{ node: HTMLElement, show: (activations: Activations) => unknown }} View */

/** The batch that all sections are about; null before the first. */
export const batch = watched(/** @type {Activations | null} */ (null));

/**
 * A section's `mount`.
 *
 * @template {Host<unknown, unknown, unknown>} H
 * @param {(host: H) => View} create called when the section is first opened
 */
export const ofBatch = (create) => (/** @type {H} */ host) => {
  const { element, section } = host;
  const view = create(host);
  const show = () => {
    const activations = batch.get();
    if (!section?.isOpen() || !activations) return;
    element.style.setProperty("--family", familyColour(activations.family));
    element.replaceChildren(view.node);
    view.show(activations);
  };
  batch.watch(show);
  section?.watch(show);
  show();
};

/**
 * What a picture says that is made of a batch.
 *
 * @param {Pick<Activations, "title" | "site" | "request">} activations
 * @param {string} title
 * @returns {import("../lib/save.js").About}
 */
export const aboutBatch = ({ title: model, site, request }, title) => ({
  title,
  model,
  setting: site,
  text: request.texts.join(" / "),
});

export const familyColour = (/** @type {string} */ family) => `var(--um-${family}-fill)`;

/** Colours of a few lines: the plain one, the family's own, and what is neither. */
export const LINES = ["var(--um-ink)", "var(--family)", "var(--um-muted)"];
