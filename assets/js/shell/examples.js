// Sentences to try: choosing one puts it into the prompt.

import { list } from "../lib/controls.js";
import { t } from "../lib/words.js";

/** @param {Host<{ text: string, picks: number } | null, { options: Record<string, string> }>} host */
export function mount({ element, props }) {
  let picks = 0;
  const select = list({
    label: t("shell.examples"),
    options: [["", t("shell.examples")], ...Object.keys(props.options).map((name) => option(name))],
    value: "",
    onChoose: (name) => pick(name),
  });
  element.append(select);

  /** @param {string} name */
  function pick(name) {
    if (!name) return;
    picks += 1; // the same sentence can be chosen again
    props.value = { text: props.options[name], picks };
    select.value = "";
  }
}

/**
 * @param {string} name
 * @returns {[value: string, label: string]}
 */
const option = (name) => [name, t(`shell.example_${name}`)];
