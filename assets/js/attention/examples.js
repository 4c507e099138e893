// What to try in the attention lab.

import { el, link } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { focus } from "./focus.js";

/** @typedef {{ text: string, picks: number }} Picked */

/**
 * Texts to try; choosing one puts it into the prompt, says what to look for and looks at the token it is about.
 *
 * @param {Host<Picked | null, { options: Record<string, [text: string, word: string]> }>} host
 */
export function mount({ element, props }) {
  let picks = 0;
  const about = el("p", { class: "um-attention-hint", role: "status" });
  const pick = (/** @type {string} */ name) => {
    const [text, word] = props.options[name];
    picks += 1; // the same text can be chosen again
    props.value = { text, picks };
    about.textContent = t(`attention.look_${name}`);
    focus.seek(text, word);
  };
  element.append(
    el(
      "div",
      { class: "um-attention-chipline", role: "group", "aria-label": t("attention.presets") },
      el("span", {}, t("attention.presets")),
      Object.entries(props.options).map(([name, [text]]) =>
        link(t(`attention.preset_${name}`), () => pick(name), { class: "um-attention-chip", title: text }),
      ),
    ),
    about,
  );
}
