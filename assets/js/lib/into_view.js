// What was opened comes into view, and stays there while the page around it still grows.

import { isPress } from "./keys.js";

const SETTLING_MS = 3000; // in which what was clicked may still be pushed down by what is above it
const SEEN = 0.5; // of the window: what begins higher is in view even where its end is not
const MARGIN = 24; // pixels that stay free above it
const LEAVING = ["wheel", "touchmove", "pointerdown", "keydown"];

/** @typedef {{ top: number, bottom: number }} Span in the window */

/**
 * Whether something is in view: all of it, or its beginning in the upper half of the window.
 *
 * @param {Span} span
 * @param {number} from the window's first free line, below what lies over the page
 * @param {number} height of the window
 */
export const isInView = ({ top, bottom }, from, height) =>
  top >= from && (bottom <= height || top < Math.max(height * SEEN, from + 1));

/** Ends what still comes into view: one thing does at a time. */
let leave = () => {};

/**
 * Scrolls to an element that is not in view, and again whenever the page grows, until somebody does something; after
 * a click a few seconds at most.
 *
 * @param {() => Element | null} find the element, which may not be there yet
 * @param {object} [options]
 * @param {Element | null} [options.above] what opened it, kept on screen with it where both find room
 * @param {boolean} [options.isOfLink] a link opened it, nobody clicked
 */
export function comeIntoView(find, { above = null, isOfLink = false } = {}) {
  leave();
  const isCalm = isOfLink || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const behavior = isCalm ? "instant" : "smooth";
  let wasShown = false;
  const scroll = () => {
    const box = find()?.getBoundingClientRect();
    if (!box?.height) return;
    wasShown = true;
    if (isInView(box, coveredHeight(), innerHeight)) return;
    const start = above?.isConnected ? above.getBoundingClientRect() : box; // a click may draw its opener anew
    const isNear = box.top - start.top < innerHeight * SEEN && start.top <= box.top;
    const top = scrollY + (isNear ? start.top : box.top) - coveredHeight() - MARGIN;
    scrollTo({ top, behavior });
  };
  const observer = new ResizeObserver(scroll);
  const stop = () => {
    observer.disconnect();
    for (const done of LEAVING) removeEventListener(done, left, true);
  };
  // Who opens a link may press keys while it loads; what is not there yet has not been left.
  const left = () => wasShown && stop();
  observer.observe(document.body);
  for (const done of LEAVING) addEventListener(done, left, true);
  if (!isOfLink) setTimeout(stop, SETTLING_MS);
  leave = stop;
}

/** How much of the window's top the bar of labs covers while somebody presents. */
function coveredHeight() {
  return document.querySelector(".um-present .tab-wrapper")?.getBoundingClientRect().height ?? 0;
}

/**
 * From here on what a click opens comes into view, wherever it is: an opener says with `aria-controls` what it opens,
 * a fold opens itself.
 *
 * @param {EventTarget} page
 */
export function followOpeners(page) {
  const follow = (/** @type {Event} */ { target }) => {
    const opener = /** @type {Element} */ (target).closest?.(".um-lab :is([aria-controls], summary)");
    if (!opener || closes(opener)) return;
    comeIntoView(() => openedBy(opener), { above: opener });
  };
  page.addEventListener("click", follow, true); // before its own listeners: it still says whether it is open
  page.addEventListener("keydown", (event) => {
    const isButton = /** @type {Element} */ (event.target).matches?.("button, summary, input, textarea, select");
    if (!isButton && isPress(/** @type {KeyboardEvent} */ (event))) follow(event);
  });
}

/** @param {Element} opener */
const closes = (opener) =>
  opener.matches('[role="combobox"], [role="tab"], [aria-expanded="true"]') ||
  /** @type {HTMLDetailsElement | null} */ (opener.closest("details"))?.open === true;

/** @param {Element} opener */
function openedBy(opener) {
  if (opener.matches("summary")) return opener.closest("details[open]");
  return document.getElementById(opener.getAttribute("aria-controls") ?? "");
}
