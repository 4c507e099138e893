// One of the two panels: a model's heads and the opened one, or where to look for a model without attention.

import { onColours } from "../lib/colours.js";
import { el } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { decodeAttention } from "./data.js";
import { focus } from "./focus.js";
import { Panel } from "./panel.js";
import { scale } from "./shades.js";

/** @import { MapServer } from "./panel.js" */
/** @import { AttentionPanel, NoAttention } from "./payloads.js" */

/** @param {Host<AttentionPanel | NoAttention | null, { side: string }, MapServer>} host */
export function mount({ element, props, watch, server }) {
  /** @type {Panel | null} */
  let panel = null;

  function draw() {
    const { value, side } = props;
    if (value && "stacks" in value) return open(decodeAttention(value), panel && { ...keptOf(panel), panel });
    panel = null;
    focus.leave(side);
    const nothing = el("p", { class: "um-attention-hint" }, t("attention.nothing_yet"));
    element.replaceChildren(value ? withoutAttention(value) : nothing);
  }
  const keptOf = (/** @type {Panel} */ { stackName, chosen }) => ({ stackName, chosen });
  /** @param {import("./panel.js").Model} model @param {import("./panel.js").Before | null} before */
  function open(model, before) {
    const onStack = (/** @type {string} */ stackName) => open(model, { stackName, chosen: null });
    panel = new Panel(props.side, model, server, onStack, before);
    element.replaceChildren(panel.element);
    panel.resize(element.clientWidth);
    focus.enter(panel);
  }
  const repaint = () => panel?.repaint();
  for (const name of ["head", "cell", "view"]) setting(`attention.${props.side}_${name}`).watch(() => panel?.follow());
  watch("value", draw);
  onColours(repaint);
  scale.watch(repaint);
  onWidth(element, (width) => panel?.resize(width));
  draw();
}

/** A model that remembers in another way, and where to see it. @param {NoAttention} model */
function withoutAttention({ title, family }) {
  const lab = window.unmasked.labAbout(family);
  const elsewhere = new URLSearchParams(location.search);
  if (lab) elsewhere.set("lab", lab);
  return el(
    "section",
    { class: `um-attention-panel um-of-${family}`, "aria-label": title },
    el("header", {}, el("h3", {}, title)),
    el("p", { class: "um-attention-none" }, t("attention.no_attention", { model: title })),
    lab !== undefined && el("a", { class: "um-attention-elsewhere", href: `?${elsewhere}` }, t("attention.its_lab")),
  );
}
