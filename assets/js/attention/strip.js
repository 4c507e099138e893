// A vector as a strip of cells: its numbers below zero in one colour, above in the other.

import { el } from "../lib/dom.js";
import { largestSize, number } from "../lib/numbers.js";
import { tells } from "../lib/tooltip.js";

/**
 * @param {object} vector
 * @param {string} vector.name what it is
 * @param {string} [vector.token] whose it is
 * @param {ArrayLike<number>} vector.values
 * @param {number} [vector.most] the number that full colour stands for
 * @param {number} [vector.chosen] the component that is marked
 * @param {(i: number) => void} [vector.onChoose] lets a person choose one
 */
export function strip({ name, token = "", values, most = largestSize(values), chosen, onChoose }) {
  const cell = (/** @type {number} */ value, /** @type {number} */ i) => {
    const text = number(value, 4);
    const share = `${(Math.abs(value) / (most || 1)) * 100}%`;
    const style = { "--share": share, "--sign": value < 0 ? "var(--um-minus)" : "var(--um-plus)" };
    const attrs = { style, ...tells(`${name} ${token} [${i}] = ${text}`) };
    if (!onChoose) return el("i", attrs);
    const said = { "aria-label": `${i}: ${text}`, "aria-pressed": String(i === chosen) };
    return el("button", { type: "button", ...attrs, ...said, onclick: () => onChoose(i) });
  };
  const hidden = onChoose ? null : "true";
  return el(
    "div",
    { class: "um-attention-strip" },
    el("span", {}, name, token && el("bdi", {}, token)),
    el("div", { style: { "--n": values.length }, "aria-hidden": hidden }, Array.from(values, cell)),
  );
}
