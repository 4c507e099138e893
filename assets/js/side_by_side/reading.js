// One text, three models: a row a word, a column a model. A word is chosen, and each column shows what
// may be seen from there; a word is changed, and each column shows what moved.

import { claimed } from "../lib/claims.js";
import { labelled, list } from "../lib/controls.js";
import { el, link } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { inLanguage, t } from "../lib/words.js";
import { expectations, totals } from "./beside.js";
import { between, chosenWord, expectedRows, rowsOf, spellWord, totalRows } from "./data.js";
import { drawTable, EXPECTED } from "./table.js";

/** @typedef {import("./payloads.js").ReadingPayload} Reading */
/** @typedef {import("./payloads.js").ReadingPreset} Preset */

/** @param {Host<Reading | null, { presets: Record<string, Preset> }, unknown>} host */
export function mount({ element, props, watch, trigger }) {
  const [bar, notices, table, beside, below] = ["bar um-in-row", "notices", "table", "beside", "below"].map((name) =>
    el("div", { class: name, id: name === "beside" ? EXPECTED : null }),
  );
  const hint = el("p", { class: "um-lead hint", role: "status" });
  const word = setting("side_by_side.word");
  const figure = savable("side-by-side", () => aboutOf(props.value), el("div", { class: "both" }, table, beside));
  element.replaceChildren(bar, hint, notices, figure, below);

  function draw() {
    const { value: found } = props;
    if (!found) return;
    const known = presetOf(props.presets, found);
    const chosen = chosenWord(found.words, word.get(), known.word);
    bar.replaceChildren(
      presets(),
      editor(found, chosen, (edit) => trigger("edit_choice", { edit })),
    );
    hint.textContent = known.hint;
    notices.replaceChildren(...found.errors.map(notice));
    table.replaceChildren(drawTable(found, chosen, choose), ...cut(found));
    beside.replaceChildren(expectations(found, chosen), totals(found));
    below.replaceChildren(
      tableOf("side-by-side", () => rowsOf(found, t)),
      tableOf("side-by-side-expected", () => expectedRows(found, chosen, t)),
      tableOf("side-by-side-totals", () => totalRows(found, t)),
    );
  }

  /** @param {number} i */
  function choose(i) {
    word.set(spellWord(props.value?.words ?? [], i));
    draw();
    /** @type {HTMLElement | null} */ (table.querySelector("button[aria-pressed=true]"))?.focus();
  }

  function presets() {
    const names = Object.keys(props.presets).map((name) => [name, t(`side_by_side.preset_${name}`)]);
    const choice = list({
      options: /** @type {[string, string][]} */ ([["", t("side_by_side.choose")], ...names]),
      value: "",
      onChoose(preset) {
        word.set(""); // the preset knows which word matters
        if (preset) trigger("preset_choice", { preset });
        choice.value = "";
      },
    });
    return labelled(t("side_by_side.presets"), choice);
  }

  watch("value", draw);
  draw();
}

/**
 * @param {Reading} found
 * @param {number} chosen
 * @param {(edit: string) => void} change
 */
function editor({ words, text, edit }, chosen, change) {
  const word = words[Math.min(chosen, words.length - 1)];
  const spaces = between(text, word).match(/^\s*/)?.[0] ?? "";
  const field = el("input", {
    type: "text",
    dir: "auto",
    size: 14,
    maxlength: 80,
    "aria-label": t("side_by_side.replacement"),
    placeholder: t("side_by_side.replacement_hint"),
  });
  const onsubmit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    change(JSON.stringify([word.start, word.end, spaces + field.value]));
  };
  return el(
    "form",
    { onsubmit },
    el("span", {}, t("side_by_side.replace", { word: word.label })),
    field,
    el("button", { type: "submit", class: "press" }, t("side_by_side.change")),
    edit && changed(text, edit, () => change("")),
  );
}

/** What a picture of it says. @param {Reading | null} found @returns {import("../lib/save.js").About} */
const aboutOf = (found) => ({
  title: t("side_by_side.section_reading"),
  model: found?.columns.map(({ title }) => title).join(", "),
  text: found?.text,
  setting: t(found?.edit ? "side_by_side.caption_moved" : "side_by_side.caption"),
});

/**
 * What there is to notice in a text of the presets, and at which word.
 *
 * @param {Record<string, Preset>} presets
 * @param {Reading} found
 */
function presetOf(presets, { text }) {
  const [name, preset] = Object.entries(presets).find(([, known]) => known.text === text) ?? [];
  if (!preset) return { word: "", hint: "" };
  return { word: preset.word, hint: t(`side_by_side.look_${name}`, claimed(preset.claims)) };
}

/**
 * What was changed, and the way back.
 *
 * @param {string} text
 * @param {import("./payloads.js").EditPayload} edit
 * @param {() => void} undo
 */
const changed = (text, edit, undo) =>
  el(
    "span",
    { class: "change" },
    el("s", {}, between(text, edit).trim()),
    " → ",
    el("strong", {}, edit.replacement.trim() || "∅"),
    link(t("side_by_side.undo"), undo),
  );

/** @param {import("./payloads.js").Refusal} refusal */
const notice = ({ family, title, message }) =>
  el("p", { class: `notice um-of-${family}` }, el("strong", {}, title), " ", inLanguage(message));

/** @param {Reading} found */
const cut = ({ words, n_words: total }) =>
  total > words.length ? [el("p", { class: "quiet" }, t("side_by_side.cut", { n: words.length, total }))] : [];
