// What is told of a thing that is pointed at or focused.

import { el } from "./dom.js";

/** @typedef {Node | string} Content */
/** @typedef {Element | { x: number, y: number }} Target an element, or a place in the window */

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box in the window */

const EDGE = 8; // pixels between the bubble, what it tells of and the window's edge

/**
 * Where a bubble of some size goes: above `clear`, else below it, else beside the target, where what is lit in other
 * rows stays free; always inside the window.
 *
 * @param {Box} target it is centred on
 * @param {{ width: number, height: number }} size
 * @param {{ width: number, height: number }} room the window's
 * @param {Box} clear what it must not cover
 */
export function placed(target, size, room, clear = target) {
  const inside = (/** @type {number} */ at, /** @type {number} */ length, /** @type {number} */ whole) =>
    Math.max(EDGE, Math.min(at, whole - length - EDGE));
  const left = inside((target.left + target.right - size.width) / 2, size.width, room.width);
  const [above, below] = [clear.top - size.height - EDGE, clear.bottom + EDGE];
  if (above >= EDGE) return { left, top: above };
  if (below + size.height <= room.height - EDGE) return { left, top: below };
  const isRight = target.right + EDGE + size.width <= room.width - EDGE;
  const beside = isRight ? target.right + EDGE : target.left - EDGE - size.width;
  if (beside >= EDGE) return { left: beside, top: inside(target.top, size.height, room.height) };
  return { left, top: inside(target.bottom + EDGE, size.height, room.height) };
}

/** @type {HTMLElement | undefined} */
let bubble;

export const tooltip = {
  /**
   * Shows `content` at a target.
   *
   * @param {Target} target
   * @param {Content} content
   * @param {Element} [clear] what is to stay uncovered around it, such as the rows in which it lights something
   */
  show(target, content, clear) {
    bubble ??= document.body.appendChild(el("div", { class: "um-tooltip", role: "tooltip", id: "um-tooltip" }));
    bubble.replaceChildren(content);
    bubble.hidden = false;
    Object.assign(bubble.style, { left: "0", top: "0" }); // its size does not depend on where it was
    const box = target instanceof Element ? target.getBoundingClientRect() : new DOMRect(target.x, target.y, 0, 0);
    const room = { width: document.documentElement.clientWidth, height: innerHeight };
    const { left, top } = placed(box, bubble.getBoundingClientRect(), room, clear?.getBoundingClientRect());
    Object.assign(bubble.style, { left: `${left}px`, top: `${top}px` });
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
