// The top line: name, language, present mode, copy link.

import { el, t, language } from "./common.js";

const LANGUAGES = { en: "English", zh: "中文" };

export function mount({ element }) {
  element.append(
    el("h1", {}, t("shell.title"), el("span", { class: "um-tagline" }, t("shell.tagline"))),
    el(
      "nav",
      { "aria-label": t("shell.language") },
      Object.entries(LANGUAGES).map(([code, name]) =>
        el(
          "button",
          {
            type: "button",
            class: "um-link",
            lang: code,
            "aria-pressed": String(code === language()),
            onclick: () => speak(code),
          },
          name,
        ),
      ),
    ),
    el("div", { class: "um-header-actions" }, presentButton(), copyButton()),
  );
  document.body.append(
    el(
      "button",
      { type: "button", class: "um-leave-present", onclick: leavePresent, "aria-label": t("shell.leave_present") },
      "×",
    ),
  );
  addEventListener("keydown", (event) => event.key === "Escape" && leavePresent());
}

/** Everything that was chosen or typed is in the link, so the page opens anew as it was. */
function speak(code) {
  window.unmasked.link.set("lang", code);
  location.reload();
}

const presentButton = () => el("button", { type: "button", class: "um-link", onclick: present }, t("shell.present"));

function present() {
  document.documentElement.classList.add("um-present");
  document.documentElement.requestFullscreen?.().catch(() => {}); // a frame may not be allowed to
  document.addEventListener("fullscreenchange", () => document.fullscreenElement ?? leavePresent());
}

function leavePresent() {
  document.documentElement.classList.remove("um-present");
  if (document.fullscreenElement) document.exitFullscreen();
}

function copyButton() {
  const button = el("button", { type: "button", class: "um-link", onclick: copy }, t("shell.copy_link"));
  const said = el("span", { class: "um-said", role: "status" });
  async function copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = window.unmasked.link.tooLong ? t("shell.text_not_in_link") : t("shell.copied");
      setTimeout(() => (said.textContent = ""), 4000);
    } catch {
      prompt(t("shell.copy_by_hand"), location.href);
    }
  }
  return [button, said];
}
