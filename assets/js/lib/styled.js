// Drawings of the page as they are outside of it: what style sheets say written into them, canvases as images.

import { plainPaint } from "./colours.js";
import { el } from "./dom.js";

const DRAWN = [
  "display",
  "visibility",
  "fill",
  "fill-opacity",
  "fill-rule",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "opacity",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "font-variant-numeric",
  "text-anchor",
  "image-rendering",
];

/** A copy of its own. @template {SVGElement} T @param {T} svg on the page @returns {T} */
export function styled(svg) {
  const copy = /** @type {T} */ (svg.cloneNode(true));
  const sources = [svg, ...svg.querySelectorAll("*")];
  for (const [i, node] of [copy, ...copy.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(sources[i]);
    const own = /** @type {SVGElement} */ (node).style;
    for (const key of DRAWN) own.setProperty(key, style.getPropertyValue(key));
    for (const key of ["fill", "stroke"]) writePlainly(own, key);
    node.removeAttribute("tabindex");
  }
  return copy;
}

/** Mixed colours are written in a way that only browsers read. @param {CSSStyleDeclaration} own @param {string} key */
function writePlainly(own, key) {
  const value = own.getPropertyValue(key);
  if (!/^(color|oklab|rgba)\(/.test(value)) return;
  const { paint, opacity } = plainPaint(value);
  own.setProperty(key, paint);
  own.setProperty(`${key}-opacity`, String(opacity * Number(own.getPropertyValue(`${key}-opacity`) || 1)));
}

/** A canvas as a part of an SVG. @param {HTMLCanvasElement} canvas */
export const imageOf = (canvas) =>
  el("image", { href: canvas.toDataURL(), preserveAspectRatio: "none", style: { "image-rendering": "pixelated" } });
