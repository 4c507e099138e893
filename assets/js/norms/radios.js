// A choice as radio buttons.

import { el } from "../lib/dom.js";

/**
 * @param {string} name of the group
 * @param {string} legend for those who do not see what it is about
 * @param {{ value: string, label: string }[]} options
 * @param {(value: string) => void} onChoose
 * @param {string} [kind] class of the whole
 */
export function radios(name, legend, options, onChoose, kind) {
  const inputs = options.map(({ value }) =>
    el("input", { type: "radio", name, value, onchange: () => onChoose(value) }),
  );
  const node = el(
    "fieldset",
    { class: kind },
    el("legend", { class: "um-visually-hidden" }, legend),
    inputs.map((input, i) => el("label", { "data-family": options[i].value }, input, options[i].label)),
  );
  const set = (/** @type {string} */ value) => {
    for (const input of inputs) input.checked = input.value === value;
  };
  return { node, set };
}
