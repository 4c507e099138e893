// The choice of a mask: its kind, its size, what it does; kept in the link.

import { choices } from "../lib/controls.js";
import { el, link } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { t } from "../lib/words.js";
import { firstSpec, isPainted, kindOf, kindsOf, readSpec, resized, sizeOf } from "./mask_spec.js";

/** @import { Masks, Size } from "./mask_spec.js" */

/** @param {Masks} masks @param {(spec: string) => void} onChoose */
export function maskTool(masks, onChoose) {
  const kept = setting("attention.mask");
  let spec = readSpec(kept.get(), masks);
  const kinds = choices({
    label: t("attention.mask"),
    options: kindsOf(masks).map((kind) => ({ value: kind, label: t(`attention.mask_${kind}`) })),
    value: kindOf(spec),
    onChoose: (kind) => choose(firstSpec(kind, masks)),
    look: "pills",
  });
  const more = el("span", { class: "um-attention-size" });
  const about = el("p", { class: "um-attention-explains" });

  function draw() {
    const size = sizeOf(spec, masks);
    kinds.set(kindOf(spec));
    about.textContent = t(`attention.explain_${kindOf(spec)}`);
    more.replaceChildren(
      ...(size ? [sizeInput(size)] : []),
      ...(isPainted(spec) ? [link(t("attention.clear"), () => choose("[]"))] : []),
    );
  }
  /** @param {Size} size */
  function sizeInput(size) {
    const value = spec.split(":")[1];
    const onchange = (/** @type {Event & { currentTarget: HTMLInputElement }} */ { currentTarget }) =>
      choose(resized(spec, Number(currentTarget.value), size));
    const input = el("input", { type: "number", min: size.low, max: size.high, step: 1, value, onchange });
    return el("label", {}, t("attention.size"), input);
  }
  /** A person chooses another mask. @param {string} next */
  function choose(next) {
    spec = next;
    kept.set(spec);
    draw();
    onChoose(spec);
  }
  kept.watch(() => {
    spec = readSpec(kept.get(), masks);
    draw();
    onChoose(spec);
  });
  draw();
  const element = el("div", { class: "um-attention-tool" }, kinds.element, more, about);
  return { element, spec: () => spec, choose };
}
