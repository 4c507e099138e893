// Dark or light: as the system is, until somebody chooses; then as chosen, also the next time.

const KEY = "unmasked.theme";

/** @typedef {"dark" | "light"} Theme */

/** @returns {Theme | null} */
function chosen() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === "dark" || kept === "light" ? kept : null;
  } catch {
    return null; // a frame may not be allowed to
  }
}

/** What the page is. */
export const theme = () => (document.body.classList.contains("dark") ? "dark" : "light");

/** Gradio marks the page as the system is, whenever that changes; a choice stands above it. */
function apply() {
  const wanted = chosen();
  if (wanted && wanted !== theme()) document.body.classList.toggle("dark", wanted === "dark");
}

/** @param {Theme} wanted */
export function choose(wanted) {
  try {
    localStorage.setItem(KEY, wanted);
  } catch {
    // it lasts as long as the page
  }
  document.body.classList.toggle("dark", wanted === "dark");
}

/**
 * From here on the page is as it was chosen; `draw` is called whenever it turns dark or light.
 *
 * @param {() => void} [draw]
 */
export function followTheme(draw) {
  apply();
  new MutationObserver(() => {
    apply();
    draw?.();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}
