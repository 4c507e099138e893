// What the colours of a map mean, and the choice of what full colour stands for.

import { el, t } from "../common.js";
import { scale, SCALES } from "./colours.js";

export function legend(head) {
  const chosen = scale.get();
  const most = { head: head.max.toFixed(2), row: t("attention.row_most"), one: "1" }[
    head.kind === "value" ? "head" : chosen
  ];
  const scaleButton = (name) =>
    el(
      "button",
      { type: "button", class: "um-link", "aria-pressed": String(name === chosen), onclick: () => scale.set(name) },
      t(`attention.scale_${name}`),
    );
  return [
    el("span", { class: "um-attention-ramp" }, "0", el("i", { "aria-hidden": "true" }), most),
    el("span", { class: "um-attention-hatched" }, el("i", { "aria-hidden": "true" }), t("attention.forbidden")),
    el(
      "span",
      { class: "um-attention-scales", role: "group", "aria-label": t("attention.scale") },
      el("span", {}, t("attention.scale")),
      SCALES.map(scaleButton),
    ),
  ];
}
