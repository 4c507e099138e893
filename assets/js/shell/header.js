// The top line: name, language, glossary, dark or light, class, present mode, copy link.

import { el, link } from "../lib/dom.js";
import { language, t } from "../lib/words.js";
import { speak } from "./language.js";
import { present } from "./present.js";
import { classButton } from "./room.js";
import { choose, followTheme, theme } from "./theme.js";

const LANGUAGES = { en: "English", zh: "中文" };
const SAID_MS = 4000; // that a link was copied

/** @param {Host<null, unknown, unknown>} host */
export function mount({ element, trigger }) {
  window.unmasked.walk = (event) => trigger(event);
  element.append(
    el("h1", {}, t("shell.title"), el("span", { class: "um-tagline" }, t("shell.tagline"))),
    el("nav", { "aria-label": t("shell.language") }, Object.entries(LANGUAGES).map(languageButton)),
    el(
      "div",
      { class: "um-header-actions" },
      glossaryButton(),
      themeButton(),
      classButton(element),
      link(t("shell.present"), present),
      copyButton(),
    ),
  );
}

const glossaryButton = () =>
  link(t("shell.glossary"), async () => (await import("./glossary.js")).open(), { "aria-haspopup": "dialog" });

/** Says what the page can be turned to. */
function themeButton() {
  const other = () => (theme() === "dark" ? "light" : "dark");
  const button = link("", () => choose(other()), { class: "um-link um-theme" });
  const draw = () => button.replaceChildren(t(`shell.${other()}`));
  followTheme(draw);
  draw();
  return button;
}

/** @param {[code: string, name: string]} language */
const languageButton = ([code, name]) =>
  link(name, () => speak(code), { lang: code, "aria-pressed": String(code === language()) });

function copyButton() {
  const said = el("span", { class: "um-said", role: "status" });
  async function copy() {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      prompt(t("shell.copy_by_hand"), location.href);
      return;
    }
    said.textContent = t(window.unmasked.link.tooLong ? "shell.text_not_in_link" : "shell.copied");
    setTimeout(() => said.replaceChildren(), SAID_MS);
  }
  return [link(t("shell.copy_link"), copy), said];
}
