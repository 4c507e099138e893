// The attention lab's views: two panels (attention/panel.js), what to try, and the sections below.

import { el, onColours, t } from "./common.js";
import { scale } from "./attention/colours.js";
import { decodeAttention } from "./attention/data.js";
import { focus } from "./attention/focus.js";
import { Panel } from "./attention/panel.js";
import { mountSections } from "./attention/sections.js";

/** `host.props.part` says which view this is; of the panels, `host.props.side` which of the two. */
export function mount(host) {
  ({ panel: mountPanel, presets: mountPresets, sections: mountSections })[host.props.part](host);
}

function mountPanel({ element, props, watch, server }) {
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
function withoutAttention({ title, family, lab }) {
  const elsewhere = new URLSearchParams(location.search);
  elsewhere.set("lab", lab);
  return el(
    "section",
    { class: `um-attention-panel um-of-${family}`, "aria-label": title },
    el("header", {}, el("h3", {}, title)),
    el("p", { class: "um-attention-none" }, t("attention.no_attention", { model: title })),
    lab && el("a", { class: "um-attention-elsewhere", href: `?${elsewhere}` }, t("attention.its_lab")),
  );
}

/** Texts to try; choosing one puts it into the prompt, says what to look for and looks at the token it is about. */
function mountPresets({ element, props }) {
  let picks = 0;
  const about = el("p", { class: "um-attention-hint", role: "status" });
  const pick = (name) => {
    const [text, word] = props.options[name];
    picks += 1; // the same text can be chosen again
    props.value = { text, picks };
    about.textContent = t(`attention.look_${name}`);
    focus.seek(text, word);
  };
  element.append(
    el(
      "div",
      { class: "um-attention-presets", role: "group", "aria-label": t("attention.presets") },
      el("span", {}, t("attention.presets")),
      Object.entries(props.options).map(([name, [text]]) =>
        el(
          "button",
          { type: "button", class: "um-attention-chip", title: text, onclick: () => pick(name) },
          t(`attention.preset_${name}`),
        ),
      ),
    ),
    about,
  );
}
