// One model's attention on the text: see attention/panel.js for what is on screen.

import { el, onColours, setting, t } from "./common.js";
import { scale } from "./attention/colours.js";
import { decodeAttention } from "./attention/data.js";
import { Panel } from "./attention/panel.js";

/** `host.props.side` says which of the two panels this is, and so which setting of the link is its own. */
export function mount({ element, props, watch, server }) {
  const opened = setting(`attention.${props.side}_head`);
  let panel = null;
  const draw = () => {
    if (!props.value) {
      element.replaceChildren(el("p", { class: "um-attention-hint" }, t("attention.nothing_yet")));
      return;
    }
    panel = new Panel(decodeAttention(props.value), server, opened, panel?.cellInMind);
    element.replaceChildren(panel.element);
    panel.resize(element.clientWidth);
  };
  const repaint = () => panel?.repaint();
  watch("value", draw);
  onColours(repaint);
  scale.watch(repaint);
  new ResizeObserver(() => panel?.resize(element.clientWidth)).observe(element);
  draw();
}
