// One of the two panels: a model's heads and the opened one, or where to look for a model without attention.

import { el, onColours, t } from "../common.js";
import { scale } from "./colours.js";
import { decodeAttention } from "./data.js";
import { focus } from "./focus.js";
import { Panel } from "./panel.js";

export function mount({ element, props, watch, server }) {
  let panel = null;
  const draw = () => {
    if (!props.value?.stacks) {
      panel = null;
      focus.leave(props.side);
      element.replaceChildren(
        props.value
          ? withoutAttention(props.value)
          : el("p", { class: "um-attention-hint" }, t("attention.nothing_yet")),
      );
      return;
    }
    panel = new Panel(props.side, decodeAttention(props.value), server, panel);
    element.replaceChildren(panel.element);
    panel.resize(element.clientWidth);
    focus.enter(panel);
  };
  const repaint = () => panel?.repaint();
  watch("value", draw);
  onColours(repaint);
  scale.watch(repaint);
  new ResizeObserver(() => panel?.resize(element.clientWidth)).observe(element);
  draw();
}

/** A model that remembers in another way, and where to see it. */
function withoutAttention({ title, family }) {
  const lab = window.unmasked.labAbout(family);
  const elsewhere = new URLSearchParams(location.search);
  if (lab) elsewhere.set("lab", lab);
  return el(
    "section",
    { class: `um-attention-panel um-of-${family}`, "aria-label": title },
    el("header", {}, el("h3", {}, title)),
    el("p", { class: "um-attention-none" }, t("attention.no_attention", { model: title })),
    lab && el("a", { class: "um-attention-elsewhere", href: `?${elsewhere}` }, t("attention.its_lab")),
  );
}
