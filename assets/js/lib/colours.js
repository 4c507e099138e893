// Colours of viz/palette.py as the page has them now, light or dark.

import { rgb } from "../../vendor/d3-small/d3-small.js";

/** @typedef {"gpt" | "bert" | "lstm" | "seq2seq"} Family */

const isDark = () => document.body.classList.contains("dark");

/** @type {Set<() => void>} */
const watchers = new Set();
let wasDark = false;
let isWatching = false;

/**
 * Calls `draw` when the page turns dark or light: for canvases, which do not follow by themselves.
 *
 * @param {() => void} draw
 */
export function onColours(draw) {
  watchers.add(draw);
  if (isWatching) return;
  isWatching = true;
  wasDark = isDark();
  new MutationObserver(() => {
    if (isDark() === wasDark) return;
    wasDark = isDark();
    forget();
    for (const watcher of watchers) watcher();
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}

/** @type {Map<string, unknown>} */
const remembered = new Map();
const forget = () => remembered.clear();

/**
 * What `make` made of the page's colours, made anew when they change.
 *
 * @template T
 * @param {string} name
 * @param {() => T} make
 * @returns {T}
 */
export function ofColours(name, make) {
  if (!isWatching) onColours(forget);
  if (!remembered.has(name)) remembered.set(name, make());
  return /** @type {T} */ (remembered.get(name));
}

/**
 * A colour as CSS writes it: such as `colour("gpt-fill")`.
 *
 * @param {string} name
 */
export const colour = (name) =>
  ofColours(name, () => getComputedStyle(document.body).getPropertyValue(`--um-${name}`).trim());

/**
 * A colour's `[red, green, blue]`, each from 0 to 255.
 *
 * @param {string} name
 * @returns {[number, number, number]}
 */
export function channels(name) {
  const { r, g, b } = rgb(colour(name));
  return [r, g, b];
}

/** @type {OffscreenCanvasRenderingContext2D | null} */
let pixel = null;
/** @type {Map<string, { paint: string, opacity: number }>} */
const plainPaints = new Map();

/**
 * A computed colour as any program reads it: mixed ones are `color(srgb …)` or `oklab(…)` for browsers alone.
 *
 * @param {string} css
 */
export function plainPaint(css) {
  const known = plainPaints.get(css);
  if (known) return known;
  const { r, g, b, opacity } = readPaint(css);
  const plain = { paint: `rgb(${r}, ${g}, ${b})`, opacity };
  plainPaints.set(css, plain);
  return plain;
}

/** @param {string} css */
function readPaint(css) {
  const read = rgb(css);
  if (read.opacity === 0) return { r: 0, g: 0, b: 0, opacity: 0 };
  if (!Number.isNaN(read.r)) return read;
  const opacity = Number(css.match(/\/ ([\d.]+)\)$/)?.[1] ?? 1);
  pixel ??= /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
  pixel.fillStyle = css.replace(/ \/ [\d.]+\)$/, ")");
  pixel.fillRect(0, 0, 1, 1);
  const [r, g, b] = pixel.getImageData(0, 0, 1, 1).data;
  return { r, g, b, opacity };
}

/**
 * Runs `work`, which must not wait, while the page has its light colours: what is saved is read on paper. The
 * page itself does not change before somebody sees it.
 *
 * @template T
 * @param {() => T} work
 * @returns {T}
 */
export function onPaper(work) {
  if (!isDark()) return work();
  const root = document.documentElement;
  root.classList.add("um-on-paper"); // the style sheet then lets nothing fade from one colour to the other
  document.body.classList.remove("dark");
  forget();
  try {
    return work();
  } finally {
    document.body.classList.add("dark");
    forget();
    getComputedStyle(document.body).getPropertyValue("color"); // dark again before things may fade again
    root.classList.remove("um-on-paper");
  }
}
