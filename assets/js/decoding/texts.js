// The continuations to read and to copy.

import { el, t } from "../common.js";

/** All continuations as plain text, each under the name of its strategy. */
const plainText = ({ prompt, runs }, titles) =>
  [prompt, ...runs.map((run, i) => `[${i + 1} ${titles[i]}]\n${run.text}`)].join("\n\n");

/** The continuations, each after its number; the prompt above them, `actions` beside the heading. */
export function writtenTexts(payload, titles, actions) {
  const { prompt, runs } = payload;
  return el(
    "section",
    { class: "um-decoding-texts", "aria-label": t("decoding.texts") },
    el(
      "header",
      {},
      el("h3", {}, t("decoding.texts")),
      el(
        "div",
        { class: "um-actions" },
        copyButton(() => plainText(payload, titles)),
        actions,
      ),
    ),
    el("p", { class: "um-decoding-prompt" }, prompt === "" ? t("decoding.no_prompt") : el("bdi", {}, prompt)),
    el(
      "ol",
      {},
      runs.map((run, i) => el("li", {}, el("h4", {}, titles[i]), el("p", { dir: "auto" }, run.text.trim()))),
    ),
  );
}

function copyButton(text) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = t("shell.copied");
    } catch {
      prompt(t("decoding.copy_by_hand"), text());
    }
  }
  const button = el("button", { type: "button", class: "um-link", onclick: copy }, t("decoding.copy"));
  return button;
}
