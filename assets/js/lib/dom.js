// Elements. Text reaches the page through textContent only.

const SVG = "http://www.w3.org/2000/svg";
const SVG_NAMES = /** @type {const} */ ([
  "svg",
  "g",
  "path",
  "line",
  "rect",
  "circle",
  "text",
  "tspan",
  "defs",
  "pattern",
  "title",
  "desc",
  "polyline",
  "polygon",
  "ellipse",
  "clipPath",
  "use",
  "marker",
  "image",
  "linearGradient",
  "stop",
]);
const SVG_TAGS = new Set(/** @type {readonly string[]} */ (SVG_NAMES));

/** @typedef {(typeof SVG_NAMES)[number]} SvgTag */
/** @typedef {SvgTag | keyof HTMLElementTagNameMap} Tag */
/**
 * @template {Tag} K
 * @typedef {K extends SvgTag ? SVGElementTagNameMap[K]
 *   : K extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[K] : never} ElementOf
 */
/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */
/**
 * `any` for listeners: each knows the event that it listens to.
 * @typedef {string | number | boolean | null | undefined | Record<string, string | number> | ((event: any) => unknown)}
 *   Attribute
 */

/**
 * An element. Attributes: `class`, `data-...`, `aria-...`, `style` as an object, `onclick` and other
 * listeners as functions; null, undefined and false leave an attribute out. Children: elements, text,
 * arrays of them; null and false are skipped.
 *
 * @template {Tag} K
 * @param {K} tag
 * @param {Record<string, Attribute> | null} [attrs]
 * @param {...Child} children
 * @returns {ElementOf<K>}
 */
export function el(tag, attrs, ...children) {
  const node = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) setAttribute(node, name, value);
  append(node, children);
  return /** @type {ElementOf<K>} */ (node);
}

/**
 * @param {Element} node
 * @param {Child[]} children
 */
function append(node, children) {
  for (const child of children)
    if (Array.isArray(child)) append(node, child);
    else if (child !== null && child !== undefined && child !== false)
      node.append(child instanceof Node ? child : String(child));
}

/**
 * @param {SVGElement | HTMLElement} node
 * @param {string} name
 * @param {Attribute} value
 */
function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
  else if (typeof value === "object")
    for (const [key, part] of Object.entries(value)) node.style.setProperty(key, String(part));
  else node.setAttribute(name, value === true ? "" : String(value));
}

/**
 * The one element within `root` that a selector names.
 *
 * @template {Element} [E=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {E}
 * @throws {Error} where there is none
 */
export function one(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return /** @type {E} */ (found);
}

/**
 * How many pixels of the window one of an element's own is: Present enlarges the page, and then what is measured in
 * the window (`getBoundingClientRect`, the pointer) is larger than what is laid out.
 *
 * @param {Element} element
 */
export const scaleOf = (element) => element.currentCSSZoom ?? 1;

/** @typedef {{ class?: string } & Record<string, Attribute>} ButtonAttributes */

/**
 * A button that is one word, such as PNG or "all rows".
 *
 * @param {Child} label
 * @param {(event: MouseEvent) => unknown} onclick
 * @param {ButtonAttributes} [attrs]
 */
export const link = (label, onclick, attrs = {}) =>
  el("button", { type: "button", class: "um-link", onclick, ...attrs }, label);
