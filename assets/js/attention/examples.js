// What to try in the attention lab.

import { el, t } from "../common.js";
import { focus } from "./focus.js";

/** Texts to try; choosing one puts it into the prompt, says what to look for and looks at the token it is about. */
export function mount({ element, props }) {
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
