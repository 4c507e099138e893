// One text, three models: a row a word, a column a model. A word is chosen, and each column shows what
// may be seen from there; a word is changed, and each column shows what moved.

import { labelled, list } from "../lib/controls.js";
import { el, link } from "../lib/dom.js";
import { setting, whole } from "../lib/link.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { inLanguage, t } from "../lib/words.js";
import { expectations, totals } from "./beside.js";
import { between, expectedRows, rowsOf, totalRows } from "./data.js";
import { drawTable } from "./table.js";

/** @typedef {import("./payloads.js").ReadingPayload} Reading */

/** @param {Host<Reading | null, { presets: Record<string, string> }, unknown>} host */
export function mount({ element, props, watch, trigger }) {
  const [bar, notices, table, beside, below] = ["bar um-in-row", "notices", "table", "beside", "below"].map((name) =>
    el("div", { class: name }),
  );
  const figure = savable("side-by-side", () => aboutOf(props.value), el("div", { class: "both" }, table, beside));
  element.replaceChildren(bar, notices, figure, below);

  function draw() {
    const { value: found } = props;
    if (!found) return;
    const chosen = chosenWord(found);
    bar.replaceChildren(presets(), editor(found, chosen));
    notices.replaceChildren(...found.errors.map(notice));
    table.replaceChildren(drawTable(found, chosen, choose), ...cut(found));
    beside.replaceChildren(expectations(found, chosen), totals(found));
    below.replaceChildren(
      tableOf("side-by-side", () => rowsOf(found, t)),
      tableOf("side-by-side-expected", () => expectedRows(found, chosen, t)),
      tableOf("side-by-side-totals", () => totalRows(found, t)),
    );
  }

  /** @param {number} word */
  function choose(word) {
    setting("side_by_side.word").set(word);
    draw();
    /** @type {HTMLElement | null} */ (table.querySelector("button[aria-pressed=true]"))?.focus();
  }

  function presets() {
    const names = Object.keys(props.presets).map((name) => [name, t(`side_by_side.preset_${name}`)]);
    const choice = list({
      options: /** @type {[string, string][]} */ ([["", t("side_by_side.choose")], ...names]),
      value: "",
      onChoose(preset) {
        if (preset) trigger("preset_choice", { preset });
        choice.value = "";
      },
    });
    return labelled(t("side_by_side.presets"), choice);
  }

  /**
   * @param {Reading} found
   * @param {number} chosen
   */
  function editor({ words, text, edit }, chosen) {
    const word = words[Math.min(chosen, words.length - 1)];
    const spaces = between(text, word).match(/^\s*/)?.[0] ?? "";
    const change = (/** @type {string} */ written) => trigger("edit_choice", { edit: written });
    const field = el("input", {
      type: "text",
      size: 14,
      maxlength: 80,
      "aria-label": t("side_by_side.replacement"),
      placeholder: t("side_by_side.replacement"),
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

  watch("value", draw);
  draw();
}

/** What a picture of it says. @param {Reading | null} found @returns {import("../lib/save.js").About} */
const aboutOf = (found) => ({
  title: t("side_by_side.section_reading"),
  model: found?.columns.map(({ title }) => title).join(", "),
  text: found?.text,
  setting: t(found?.edit ? "side_by_side.caption_moved" : "side_by_side.caption"),
});

/**
 * The word that the link names; else one near the end, where there is something to expect it from.
 *
 * @param {Reading} found
 */
const chosenWord = ({ words }) => whole("side_by_side.word", words.length + 1, Math.max(0, words.length - 2));

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
