// What the decoding lab shows more closely, one thing at a time: a step, a tree, many samples, the memory.

import { el, t } from "./common.js";
import { drawStep } from "./decoding/step.js";
import { drawTree } from "./decoding/tree.js";
import { drawSamples } from "./decoding/samples.js";
import { drawMemory } from "./decoding/memory.js";

/** Each draws a payload: `draw(place, payload, { look(spelled), strategies(list) })`. */
const DRAWN = { step: drawStep, tree: drawTree, samples: drawSamples, cache: drawMemory };
/** What is looked at when a heading is pressed. */
const FIRST = { step: "step.0.0", tree: "tree", samples: "samples", cache: "cache" };

export function mount({ element, props, watch, trigger }) {
  const place = el("div", { class: "um-decoding-closely" });
  const buttons = Object.keys(DRAWN).map((name) =>
    el(
      "button",
      { type: "button", "aria-pressed": "false", onclick: () => press(name) },
      el("b", {}, t(`decoding.look_${name}`)),
      el("span", {}, t(`decoding.look_${name}_is`)),
    ),
  );
  let open = null;

  const look = (spelled) => trigger("look", { look: spelled });

  function press(name) {
    mark(name === open ? null : name);
    place.replaceChildren(...(open ? [el("p", { class: "um-caption" }, t("decoding.looking"))] : []));
    look(open ? FIRST[name] : "");
  }

  function mark(name) {
    open = name;
    Object.keys(DRAWN).forEach((each, i) => buttons[i].setAttribute("aria-pressed", String(each === name)));
  }

  function draw() {
    const payload = props.value;
    const opened = payload && open === null;
    mark(payload?.look ?? null);
    if (!payload) return place.replaceChildren();
    element.className = `um-view um-decoding_look um-of-${payload.family}`;
    if (payload.refused)
      place.replaceChildren(el("p", { class: "um-caption" }, t(`decoding.${payload.look}_${payload.refused}`)));
    else
      DRAWN[payload.look](place, payload, { look, strategies: (strategies) => trigger("strategies", { strategies }) });
    if (opened) place.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  element.replaceChildren(
    el("h3", { class: "um-decoding-more-closely" }, t("decoding.more_closely")),
    el("div", { class: "um-decoding-switch" }, buttons),
    place,
  );
  watch("value", draw);
  draw();
}
