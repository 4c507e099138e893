// What to try in the attention lab, and whether both panels ask about one word.

import { claimed } from "../lib/claims.js";
import { el, link } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { shownPreset } from "./data.js";
import { focus } from "./focus.js";

/** @import { AttentionPreset } from "./payloads.js" */

/** @typedef {AttentionPreset & { picks: number }} Picked */

/**
 * Presets to try; choosing one puts its texts and models into the page. While one is shown, what to look for is said.
 *
 * @param {Host<Picked | null, { presets: Record<string, AttentionPreset> }>} host
 */
export function mount({ element, props }) {
  let picks = 0;
  const about = el("p", { class: "um-attention-hint", role: "status" });
  const pick = (/** @type {string} */ name) => {
    const preset = props.presets[name];
    picks += 1; // the same one can be chosen again
    props.value = { ...preset, picks };
    focus.start();
  };
  const tell = () => {
    const shown = shownPreset(props.presets, focus.panels);
    const said = shown ? t(`attention.look_${shown}`, claimed(props.presets[shown].claims)) : "";
    if (about.textContent !== said) about.textContent = said; // it is read aloud whenever it is written
  };
  element.append(
    el(
      "div",
      { class: "um-attention-chipline", role: "group", "aria-label": t("attention.presets") },
      el("span", {}, t("attention.presets")),
      Object.entries(props.presets).map(([name, { text }]) =>
        link(t(`attention.preset_${name}`), () => pick(name), { class: "um-attention-chip", title: text }),
      ),
    ),
    about,
    linking(),
  );
  focus.watch(tell);
  tell();
}

/** Both panels ask about one word, or each about its own. */
const linking = () =>
  el(
    "label",
    { class: "um-attention-linking" },
    el("input", {
      type: "checkbox",
      checked: focus.isLinked,
      onchange: (/** @type {Event} */ event) => focus.link(/** @type {HTMLInputElement} */ (event.target).checked),
    }),
    ` ${t("attention.linked")}`,
  );
