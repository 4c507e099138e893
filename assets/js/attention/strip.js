// A vector as a strip of cells: its numbers below zero in one colour, above in the other.

import { el, tooltip } from "../common.js";

/**
 * @param name what the vector is, @param token whose it is, @param values its numbers
 * @param most the number that full colour stands for
 * @param chosen the component that is marked, where `onChoose` lets a person choose one
 */
export function strip({ name, token, values, most = largest(values), chosen = null, onChoose = null }) {
  const cell = (value, i) => {
    const text = value.toFixed(4).replace("-", "−");
    const attrs = {
      style: {
        "--share": `${(Math.abs(value) / (most || 1)) * 100}%`,
        "--sign": value < 0 ? "var(--um-minus)" : "var(--um-plus)",
      },
      onpointerenter: ({ currentTarget }) => tooltip.show(currentTarget, `${name} ${token} [${i}] = ${text}`),
      onpointerleave: tooltip.hide,
    };
    if (!onChoose) return el("i", attrs);
    return el("button", {
      type: "button",
      ...attrs,
      "aria-label": `${i}: ${text}`,
      "aria-pressed": String(i === chosen),
      onclick: () => onChoose(i),
    });
  };
  return el(
    "div",
    { class: "um-attention-strip" },
    el("span", {}, name, token && el("bdi", {}, token)),
    el("div", { style: { "--n": values.length }, "aria-hidden": onChoose ? null : "true" }, Array.from(values, cell)),
  );
}

export const largest = (values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
