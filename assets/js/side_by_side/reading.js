// One text, three models: a row a word, a column a model. A word is chosen, and each column shows what
// may be seen from there; a word is changed, and each column shows what moved.

import { el, language, setting, t, tableOf } from "../common.js";
import { expectations, totals } from "./beside.js";
import { drawTable } from "./table.js";

export function mount({ element, props, watch, trigger }) {
  const bar = el("div", { class: "bar" });
  const notices = el("div", { class: "notices" });
  const table = el("div", { class: "table" });
  const beside = el("div", { class: "beside" });
  const below = el("div", {});
  element.replaceChildren(bar, notices, el("div", { class: "both" }, table, beside), below);

  function draw() {
    const found = props.value;
    if (!found) return;
    const chosen = chosenWord(found);
    bar.replaceChildren(presets(), editor(found, chosen));
    notices.replaceChildren(
      ...found.errors.map(({ family, title, message }) =>
        el("p", { class: `notice um-of-${family}` }, el("strong", {}, title), " ", message[language()] ?? message.en),
      ),
    );
    table.replaceChildren(drawTable(found, chosen, choose), ...cut(found));
    beside.replaceChildren(expectations(found, chosen), totals(found));
    below.replaceChildren(tableOf("side-by-side", rowsOf(found)));
  }

  function choose(word) {
    setting("side_by_side.word").set(String(word));
    draw();
    table.querySelector("button[aria-pressed=true]")?.focus();
  }

  function presets() {
    const pick = (event) => {
      const preset = event.target.value;
      if (preset) trigger("preset_choice", { preset });
      event.target.value = "";
    };
    return el(
      "label",
      {},
      el("span", {}, t("side_by_side.presets")),
      el(
        "select",
        { onchange: pick },
        el("option", { value: "" }, t("side_by_side.choose")),
        Object.keys(props.presets).map((name) => el("option", { value: name }, t(`side_by_side.preset_${name}`))),
      ),
    );
  }

  function editor(found, chosen) {
    const word = found.words[Math.min(chosen, found.words.length - 1)];
    const characters = [...found.text]; // offsets count code points
    const between = (start, end) => characters.slice(start, end).join("");
    const spaces = between(word.start, word.end).match(/^\s*/)[0];
    const change = (text) =>
      trigger("edit_choice", { edit: text === null ? "" : JSON.stringify([word.start, word.end, spaces + text]) });
    const field = el("input", {
      type: "text",
      size: 14,
      maxlength: 80,
      "aria-label": t("side_by_side.replacement"),
      placeholder: t("side_by_side.replacement"),
    });
    const submit = (event) => {
      event.preventDefault();
      change(field.value);
    };
    const now =
      found.edit &&
      el(
        "span",
        { class: "change" },
        el("s", {}, between(found.edit.start, found.edit.end).trim()),
        " → ",
        el("strong", {}, found.edit.replacement.trim() || "∅"),
        el("button", { type: "button", class: "um-link", onclick: () => change(null) }, t("side_by_side.undo")),
      );
    return el(
      "form",
      { onsubmit: submit },
      el("span", {}, t("side_by_side.replace", { word: word.label })),
      field,
      el("button", { type: "submit", class: "press" }, t("side_by_side.change")),
      now,
    );
  }

  watch("value", draw);
  draw();
}

/** The word that the link names; else one near the end, where there is something to expect it from. */
function chosenWord(found) {
  const written = setting("side_by_side.word").get() ?? "";
  if (/^\d{1,4}$/.test(written) && Number(written) <= found.words.length) return Number(written);
  return Math.max(0, found.words.length - 2);
}

function cut(found) {
  return found.n_words > found.words.length
    ? [el("p", { class: "quiet" }, t("side_by_side.cut", { n: found.words.length, total: found.n_words }))]
    : [];
}

function rowsOf(found) {
  const head = [
    t("side_by_side.word"),
    ...found.columns.map(({ title }) => t("side_by_side.bits_of", { title })),
    ...(found.edit?.columns ?? []).map(({ model }) => t("side_by_side.moved_of", { title: model })),
  ];
  return [
    head,
    ...found.words.map(({ label }, i) => [
      label,
      ...found.columns.map(({ cells }) => cells[i].bits?.toFixed(4) ?? ""),
      ...(found.edit?.columns ?? []).map(({ cells }) => cells[i]?.toFixed(6) ?? ""),
    ]),
  ];
}
