// A term as the glossary tells it: its sentences, its formula, and where it can be seen.

import { el } from "../lib/dom.js";
import { setFormula } from "../lib/formula.js";
import { setting } from "../lib/link.js";
import { language, t } from "../lib/words.js";

/** @import { Term } from "./glossary_terms.js" */

export const kept = setting("glossary");

/** Whoever holds such a key opens a link elsewhere. @param {MouseEvent} event */
export const isPlain = ({ ctrlKey, metaKey, shiftKey, altKey }) => !(ctrlKey || metaKey || shiftKey || altKey);

/**
 * @param {Term} term
 * @returns {{ body: HTMLElement[], isSet: Promise<void> | undefined }} `isSet` once the formula has its size
 */
export function told({ says, formula, lab, section }) {
  const set = el("div", { class: "um-gloss-formula" });
  return {
    body: [el("p", {}, says), ...(formula ? [set] : []), ...(lab ? [seen(lab, section)] : [])],
    isSet: formula ? setFormula(set, formula) : undefined,
  };
}

/**
 * A link to a lab or one of its sections; what is typed and chosen stays.
 *
 * @param {string} lab @param {string} [section]
 */
function seen(lab, section) {
  const title = t(`${lab}.title`);
  const place = section ? t("shell.glossary_place", { lab: title, section: t(`${lab}.section_${section}`) }) : title;
  const query = new URLSearchParams({ lang: language(), lab, ...(section && { [`${lab}.section`]: section }) });
  const show = (/** @type {MouseEvent} */ event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    kept.set("");
    window.unmasked.glossary?.follow();
    window.unmasked.goTo(lab, section);
  };
  return el("p", {}, el("a", { href: `?${query}`, onclick: show }, t("shell.glossary_seen", { place })));
}

/** A word that names a term. @param {string} id @param {...Node} children */
export const termLink = (id, ...children) =>
  el(
    "a",
    { class: "um-term", href: `?${new URLSearchParams({ lang: language(), glossary: id })}`, "data-term": id },
    children,
  );
