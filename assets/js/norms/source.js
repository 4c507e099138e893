// Where the numbers come from: which family's model, and which of its norms.

import { el, link } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { t } from "../lib/words.js";
import { radios } from "./radios.js";

/** @import { Site } from "./payloads.js" */

/**
 * @param {string[]} families
 * @param {{ onFamily: (family: string) => void, onSite: (site: string) => void }} on
 */
export function createSource(families, { onFamily, onSite }) {
  const named = families.map((family) => ({ value: family, label: t(`shell.${family}`) }));
  const chosen = radios("um-norms-family", t("norms.model"), named, onFamily);
  /** @type {HTMLSelectElement} */
  const list = el("select", { id: "um-norms-site", onchange: () => onSite(list.value) });
  const stepper = (/** @type {number} */ by, /** @type {string} */ sign, /** @type {string} */ key) =>
    link(sign, () => move(by), { class: "step", "aria-label": t(key) });
  const [back, on] = [stepper(-1, "‹", "norms.site_before"), stepper(1, "›", "norms.site_after")];
  const module = el("code");
  const shape = el("span", { class: "shape" });
  const sites = [el("label", { for: list.id }, t("norms.site")), el("div", { class: "steps" }, back, list, on), module];
  const node = el("div", { class: "source" }, chosen.node, sites, shape);

  /** @param {number} by */
  function move(by) {
    list.selectedIndex += by;
    onSite(list.value);
  }

  /** @param {import("./activations.js").Activations} activations */
  function show({ family, site, sites, nSentences, nPositions, dModel, title }) {
    chosen.set(family);
    list.replaceChildren(
      ...sites.map((entry) => el("option", { value: entry.name, selected: entry.name === site }, siteName(entry))),
    );
    back.disabled = list.selectedIndex === 0;
    on.disabled = list.selectedIndex === sites.length - 1;
    module.textContent = site;
    shape.textContent = `${title} · [batch ${nSentences}, pos ${nPositions}, d_model ${number(dModel)}]`;
  }

  return { node, show };
}

/**
 * A norm by where it stands, in words.
 *
 * @param {Site} site
 */
export function siteName({ name, place, block, stack }) {
  const parts = [
    stack && t(`norms.${stack}`),
    block !== null && t("norms.block", { n: block }),
    place ? t(`norms.place_${place}`) : name,
  ];
  return parts.filter(Boolean).join(" · ");
}
