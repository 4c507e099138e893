// Sentences to try: choosing one puts it into the prompt.

import { el } from "./lib/dom.js";
import { t } from "./lib/words.js";

/** @param {Host<{ text: string, picks: number } | null, { options: Record<string, string> }>} host */
export function mount({ element, props }) {
  let picks = 0;
  /** @type {HTMLSelectElement} */
  const choose = el(
    "select",
    { "aria-label": t("shell.examples"), onchange: pick },
    el("option", { value: "", selected: true }, t("shell.examples")),
    Object.keys(props.options).map((name) => el("option", { value: name }, t(`shell.example_${name}`))),
  );
  element.append(choose);

  function pick() {
    if (!choose.value) return;
    picks += 1; // the same sentence can be chosen again
    props.value = { text: props.options[choose.value], picks };
    choose.value = "";
  }
}
