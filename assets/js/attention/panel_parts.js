// What stands around a panel's maps: names, buttons, notes.

import { downloadPng, downloadSvg, el, t } from "../common.js";
import { KINDS } from "./data.js";
import { saveCsv, savePng, saveSvg } from "./export.js";
import { focus } from "./focus.js";
import { maskName } from "./names.js";
import { predictions } from "./predictions.js";

const SHAPES = ["map", "arcs"];

/** Everything of a panel, in its order. */
export function layout(panel) {
  const { data, stack } = panel;
  return [
    el(
      "header",
      {},
      el("h3", {}, data.title),
      el("p", {}, sightText(data, panel.stackName, stack)),
      stackButtons(panel),
    ),
    panel.sight.element,
    el("div", { class: "um-attention-overview" }, panel.grid.element, expected(data)),
    el(
      "figure",
      { class: "um-attention-opened" },
      el("figcaption", {}, panel.name, panel.note),
      panel.views,
      panel.pictures,
      panel.readout,
      panel.legend,
      el("div", { class: "um-actions" }, saveButtons(panel)),
    ),
  ];
}

const expected = ({ predictions: found, family, mask }) => predictions(found, family, ["native", mask].map(maskName));

function saveButtons(panel) {
  const button = (kind, write) => el("button", { type: "button", class: "um-link", onclick: write }, kind);
  const picture = (ofMap, ofArcs) => () =>
    panel.shape === "arcs" ? ofArcs(panel.fileName, panel.map.svg) : panel.save(ofMap);
  return [
    button("PNG", picture(savePng, downloadPng)),
    button("SVG", picture(saveSvg, downloadSvg)),
    button("CSV", () => panel.save(saveCsv)),
  ];
}

/** An encoder-decoder has three kinds of attention, of which one is shown at a time. */
function stackButtons(panel) {
  const names = [...panel.data.stacks.keys()];
  if (names.length < 2) return null;
  return el(
    "div",
    { class: "um-attention-choices", role: "group", "aria-label": t("attention.stacks") },
    names.map((name) => choice(t(`attention.stack_${name}`), name === panel.stackName, () => panel.enter(name))),
  );
}

const choice = (label, isChosen, onclick) =>
  el("button", { type: "button", class: "um-link", "aria-pressed": String(isChosen), onclick }, label);

/** How to draw, and what. */
export function viewButtons(panel) {
  const kinds = KINDS.filter((kind) => kind !== "rollout" || panel.stack.shared);
  return [
    el(
      "span",
      { class: "um-attention-choices", role: "group", "aria-label": t("attention.shape") },
      SHAPES.map((shape) =>
        choice(t(`attention.shape_${shape}`), shape === panel.shape, () => panel.view(shape, panel.kind)),
      ),
    ),
    el(
      "span",
      { class: "um-attention-choices", role: "group", "aria-label": t("attention.kinds") },
      kinds.map((kind) =>
        choice(t(`attention.kind_${kind}`), kind === panel.kind, () => panel.view(panel.shape, kind)),
      ),
    ),
  ];
}

/** From a cell to the sections below. */
export const leads = (panel) => {
  const lead = (section) => () => {
    focus.choose(panel);
    window.unmasked.sections.open("attention", section);
  };
  const button = (section, key) => el("button", { type: "button", class: "um-link", onclick: lead(section) }, t(key));
  return el(
    "p",
    { class: "um-attention-leads" },
    panel.kind === "head" && button("cell", "attention.lead_cell"), // the section computes heads, not what is made of them
    button("mask", "attention.lead_mask"),
    button("heads", "attention.lead_heads"),
  );
};

/** What the tokens may see: as the mask of the pass itself says, and after the name of a changed mask. */
function sightText(data, stackName, stack) {
  const sight = t(`attention.sight_${stack.sight}`);
  if (data.mask === "native" || !["self", "decoder"].includes(stackName)) return sight;
  return `${t("attention.mask")}: ${maskName(data.mask)} · ${sight}`;
}

/** What a person has to know of a map that is not exact yet. */
export function noteOn({ exact, block: [down, across] }) {
  if (exact) return "";
  return down * across > 1 ? t("attention.pooled", { down, across }) : t("attention.arriving");
}
