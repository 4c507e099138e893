// Menus open with every click.

/** Gradio opens a menu as its field gets the focus: one that has kept it, after Escape, lets go of it first. */
export function reopenMenus() {
  const onPress = (/** @type {Event} */ event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target !== document.activeElement) return;
    if (target.matches('[role="combobox"][aria-expanded="false"]')) target.blur();
  };
  addEventListener("pointerdown", onPress, true);
}
