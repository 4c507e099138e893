// Where the numbers come from: which family's model, and which of its norms.

import { el, number, t } from "../common.js";

const FAMILIES = { gpt: "GPT", bert: "BERT", lstm: "LSTM" };

export function createSource({ onFamily, onSite }) {
  const radios = Object.entries(FAMILIES).map(([family, name]) => {
    const input = el("input", {
      type: "radio",
      name: "um-norms-family",
      value: family,
      onchange: () => onFamily(family),
    });
    return { input, label: el("label", { "data-family": family }, input, name) };
  });
  const families = el(
    "fieldset",
    {},
    el("legend", { class: "um-visually-hidden" }, t("norms.model")),
    radios.map(({ label }) => label),
  );
  const list = el("select", { id: "um-norms-site", onchange: () => onSite(list.value) });
  const stepper = (by, sign, key) =>
    el("button", { type: "button", class: "step", "aria-label": t(key), onclick: () => move(by) }, sign);
  const [back, on] = [stepper(-1, "‹", "norms.site_before"), stepper(1, "›", "norms.site_after")];
  const module = el("code");
  const shape = el("span", { class: "shape" });
  const sites = [el("label", { for: list.id }, t("norms.site")), el("div", { class: "steps" }, back, list, on), module];
  const node = el("div", { class: "source" }, families, sites, shape);

  function move(by) {
    list.selectedIndex += by;
    onSite(list.value);
  }

  function show({ family, site, sites, nSentences, nPositions, dModel, title }) {
    for (const { input } of radios) input.checked = input.value === family;
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

/** A norm by where it stands, in words. */
export function siteName({ name, place, block, stack }) {
  const parts = [
    stack && t(`norms.${stack}`),
    block !== null && t("norms.block", { n: block }),
    place ? t(`norms.place_${place}`) : name,
  ];
  return parts.filter(Boolean).join(" · ");
}
