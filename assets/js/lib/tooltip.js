// What is told of a thing that is pointed at or focused.

import { el } from "./dom.js";

/** @typedef {Node | string} Content */
/** @typedef {Element | { x: number, y: number }} Target an element, or a place in the window */

/** @type {HTMLElement | undefined} */
let bubble;

export const tooltip = {
  /**
   * Shows `content` above a target, or below where there is no room.
   *
   * @param {Target} target
   * @param {Content} content
   */
  show(target, content) {
    bubble ??= document.body.appendChild(el("div", { class: "um-tooltip", role: "tooltip", id: "um-tooltip" }));
    bubble.replaceChildren(content);
    bubble.hidden = false;
    const box = target instanceof Element ? target.getBoundingClientRect() : new DOMRect(target.x, target.y, 0, 0);
    const own = bubble.getBoundingClientRect();
    const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), innerWidth - own.width - 8);
    const above = box.top - own.height - 8;
    bubble.style.left = `${left}px`;
    bubble.style.top = `${above >= 8 ? above : box.bottom + 8}px`;
  },
  hide() {
    if (bubble) bubble.hidden = true;
  },
};

/**
 * Attributes of an element that tells something when it is pointed at: `el("rect", { ...tells(() => text) })`.
 *
 * @param {Content | (() => Content)} content
 */
export const tells = (content) => ({
  onpointerenter: (/** @type {PointerEvent} */ { currentTarget }) =>
    tooltip.show(/** @type {Element} */ (currentTarget), typeof content === "function" ? content() : content),
  onpointerleave: () => tooltip.hide(),
});

/** @type {HTMLElement | undefined} */
let voice;

/**
 * Says a text to those who do not see the page.
 *
 * @param {string} text
 */
export function announce(text) {
  voice ??= document.body.appendChild(el("p", { class: "um-visually-hidden", role: "status" }));
  voice.textContent = text;
}
