// Present: the page as large as the screen is wide, walked by keys, until Escape.

import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";

const LAID_OUT = 1280; // pixels that the page is laid out for; at 1920 all of it is half as large again

/** Ends what runs while somebody presents; null while nobody does. @type {AbortController | null} */
let presenting = null;

export function present() {
  if (presenting) return;
  presenting = new AbortController();
  const { signal } = presenting;
  const { classList } = document.documentElement;
  classList.add("um-present");
  scale();
  addEventListener("resize", scale, { signal });
  addEventListener("keydown", onKey, { signal, capture: true });
  document.addEventListener("fullscreenchange", () => document.fullscreenElement ?? leave(), { signal });
  const attrs = { type: "button", class: "um-leave-present", "aria-label": t("shell.leave_present") };
  const button = document.body.appendChild(
    el("button", { ...attrs, title: t("shell.present_keys"), onclick: leave }, "×"),
  );
  signal.addEventListener("abort", () => button.remove());
  document.documentElement.requestFullscreen?.().catch(() => {}); // a frame may not be allowed to
}

export function leave() {
  if (!presenting) return;
  presenting.abort();
  presenting = null;
  document.documentElement.classList.remove("um-present");
  document.documentElement.style.removeProperty("--um-scale");
  if (document.fullscreenElement) document.exitFullscreen();
}

function scale() {
  document.documentElement.style.setProperty("--um-scale", String(Math.max(1, innerWidth / LAID_OUT)));
}

/**
 * What a key asks for; null for one that is somebody else's.
 *
 * @param {{ key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean }} event
 * @param {{ isInField: boolean, isWalked: boolean, isMenuOpen: boolean }} where what has the focus
 * @returns {{ by: 1 | -1 } | { lab: number } | "leave" | null}
 */
export function meant({ key, ctrlKey, metaKey, altKey }, { isInField, isWalked, isMenuOpen }) {
  if (ctrlKey || metaKey || altKey || isMenuOpen) return null;
  if (key === "Escape") return "leave";
  if (key === "PageDown") return { by: 1 };
  if (key === "PageUp") return { by: -1 };
  if (isInField) return null;
  if (/^[1-9]$/.test(key)) return { lab: Number(key) - 1 };
  if (isWalked) return null;
  return key === "ArrowRight" ? { by: 1 } : key === "ArrowLeft" ? { by: -1 } : null;
}

const FIELDS = "input, textarea, select";
const WALKED = "[role=application], [role=radiogroup] *, [role=group] *, td"; // with arrows of their own

const OPEN = '[role="combobox"][aria-expanded="true"], dialog[open], .um-gloss:not([hidden])'; // theirs are the keys

/** @param {KeyboardEvent} event */
function onKey(event) {
  const target = /** @type {Element} */ (event.target);
  const wanted = meant(event, {
    isInField: target.matches(FIELDS),
    isWalked: target.matches(WALKED),
    isMenuOpen: document.querySelector(OPEN) !== null,
  });
  if (!wanted) return;
  event.preventDefault();
  event.stopPropagation();
  if (wanted === "leave") leave();
  else window.unmasked.go(wanted);
}
