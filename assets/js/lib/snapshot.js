// What style sheets have laid out (a table, bars, chips) as a drawing of rectangles and text, for any program.

import { plainPaint } from "./colours.js";
import { el } from "./dom.js";
import { graphemes } from "./graphemes.js";
import { hatchPattern } from "./heatmap.js";
import { imageOf, styled } from "./styled.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box in the window */

// What is there to be pressed, folded away, or for the ear alone.
const UNSAVED = ".um-actions, .um-table, .um-visually-hidden, input, select, textarea, [data-unsaved]";
const HEADINGS = "h3, h4, h5, caption, figcaption";
const SIDES = /** @type {const} */ (["Top", "Right", "Bottom", "Left"]);

/**
 * @param {HTMLElement} root on the page, as wide as it is to be
 * @param {string} title which the drawing has above it already
 * @returns {SVGSVGElement} as large as what is drawn
 */
export function snapshot(root, title) {
  const ends = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  root.classList.add("um-unrolled"); // the style sheet then lets nothing scroll
  const drawn = childrenOf(root, getComputedStyle(root), { ends, title });
  root.classList.remove("um-unrolled");
  const [x, y] = [Math.floor(ends.left), Math.floor(ends.top)];
  const [width, height] = [Math.ceil(ends.right) - x || 0, Math.ceil(ends.bottom) - y || 0];
  return el("svg", { width, height, viewBox: `${x} ${y} ${width} ${height}` }, drawn);
}

/** @typedef {{ ends: Box, title: string }} Drawing with the ends of what is drawn so far */

/** @param {Element} node @param {CSSStyleDeclaration} style @param {Drawing} drawing @returns {Child[]} */
const childrenOf = (node, style, drawing) =>
  [...node.childNodes].map((child) => {
    if (child instanceof Element) return drawElement(child, drawing);
    return child instanceof Text ? drawText(child, style, drawing) : null;
  });

/** @param {Element} node @param {Drawing} drawing @returns {Child} */
function drawElement(node, drawing) {
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden" || node.matches(UNSAVED)) return null;
  const box = node.getBoundingClientRect();
  if (node instanceof SVGSVGElement) return placed(styled(node), reached(box, drawing));
  if (node instanceof HTMLCanvasElement)
    return [placed(imageOf(node), reached(box, drawing)), borders(style, box, drawing)];
  const all = [
    ground(style, box, drawing),
    borders(style, box, drawing),
    dotBefore(node, style, box),
    childrenOf(node, style, drawing),
    wordAfter(node, style, drawing),
  ];
  return style.opacity === "1" ? all : el("g", { opacity: style.opacity }, all);
}

/** Something is drawn there. @template {Box} B @param {B} box @param {Drawing} drawing @returns {B} */
function reached(box, { ends }) {
  ends.left = Math.min(ends.left, box.left);
  ends.top = Math.min(ends.top, box.top);
  ends.right = Math.max(ends.right, box.right);
  ends.bottom = Math.max(ends.bottom, box.bottom);
  return box;
}

const tenth = (/** @type {number} */ pixels) => Math.round(pixels * 10) / 10;

/** @param {Box} box */
const rectOf = ({ left, top, right, bottom }) => ({
  x: tenth(left),
  y: tenth(top),
  width: Math.max(0, tenth(right - left)),
  height: Math.max(0, tenth(bottom - top)),
});

/** @param {SVGElement} drawing @param {Box} box */
function placed(drawing, box) {
  for (const [name, value] of Object.entries(rectOf(box))) drawing.setAttribute(name, String(value));
  return drawing;
}

/**
 * The colour, the hatching or the gradient below an element.
 *
 * @param {CSSStyleDeclaration} style @param {Box} box @param {Drawing} drawing @returns {Child}
 */
function ground(style, box, drawing) {
  const { paint, opacity } = plainPaint(style.backgroundColor);
  const image = style.backgroundImage;
  if (opacity === 0 && image === "none") return null;
  const rect = rectOf(reached(box, drawing));
  const attrs = { ...rect, rx: Math.min(parseFloat(style.borderTopLeftRadius) || 0, rect.width / 2) };
  const plain = opacity > 0 && el("rect", { ...attrs, fill: paint, "fill-opacity": opacity });
  if (image.startsWith("repeating-linear-gradient")) {
    const { defs, fill } = hatchPattern();
    return [plain, defs, el("rect", { ...attrs, fill })];
  }
  if (!image.startsWith("linear-gradient")) return plain;
  const share = style.backgroundSize.includes("%") ? parseFloat(style.backgroundSize) / 100 : 1;
  return [plain, gradient(image, { ...attrs, width: rect.width * share })];
}

let nGradients = 0;

/** From left to right, its colours evenly apart. @param {string} image @param {Record<string, number>} attrs */
function gradient(image, attrs) {
  const colours = image.match(/(?:rgba?|color|oklab|oklch)\([^)]*\)/g) ?? [];
  const stops = colours.map((css, i) => {
    const { paint, opacity } = plainPaint(css);
    const offset = i / Math.max(1, colours.length - 1);
    return el("stop", { offset, "stop-color": paint, "stop-opacity": opacity });
  });
  const id = `um-gradient-${++nGradients}`;
  return [el("defs", {}, el("linearGradient", { id }, stops)), el("rect", { ...attrs, fill: `url(#${id})` })];
}

/** @param {CSSStyleDeclaration} style @param {Box} box @param {Drawing} drawing @returns {Child[]} */
function borders(style, box, drawing) {
  const { left, top, right, bottom } = box;
  return SIDES.map((side) => {
    const width = parseFloat(style[`border${side}Width`]);
    const { paint, opacity } = plainPaint(style[`border${side}Color`]);
    if (!width || style[`border${side}Style`] === "none" || !opacity) return null;
    const edge = {
      Top: { left, top, right, bottom: top + width },
      Right: { left: right - width, top, right, bottom },
      Bottom: { left, top: bottom - width, right, bottom },
      Left: { left, top, right: left + width, bottom },
    }[side];
    return el("rect", { ...rectOf(reached(edge, drawing)), fill: paint, "fill-opacity": opacity });
  });
}

/**
 * The dot in a model's colour that style sheets put before its name.
 *
 * @param {Element} node @param {CSSStyleDeclaration} own @param {Box} box
 */
function dotBefore(node, own, box) {
  const style = getComputedStyle(node, "::before");
  const [width, height] = [parseFloat(style.width), parseFloat(style.height)];
  const { paint, opacity } = plainPaint(style.backgroundColor);
  if (style.content !== '""' || !width || !height || !opacity || style.position === "absolute") return null;
  const [x, y] = [box.left + parseFloat(own.paddingLeft), (box.top + box.bottom - height) / 2];
  const rx = style.borderTopLeftRadius === "50%" ? width / 2 : 0;
  return el("rect", { x: tenth(x), y: tenth(y), width, height, rx, fill: paint });
}

/**
 * A sign that style sheets put behind a word.
 *
 * @param {Element} node @param {CSSStyleDeclaration} own @param {Drawing} drawing
 */
function wordAfter(node, own, drawing) {
  const content = getComputedStyle(node, "::after").content.match(/^"(.+)"$/)?.[1];
  if (!content) return null;
  const range = document.createRange();
  range.selectNodeContents(node);
  const rect = [...range.getClientRects()].at(-1);
  return rect && written(content, own, new DOMRect(rect.right, rect.top, 0, rect.height), drawing);
}

/**
 * A text node, line by line as the page has broken it.
 *
 * @param {Text} node @param {CSSStyleDeclaration} style @param {Drawing} drawing @returns {Child}
 */
function drawText(node, style, drawing) {
  const [first, last] = [node.data.search(/\S/), node.data.trimEnd().length];
  if (first < 0) return null;
  if (node.data.trim() === drawing.title && node.parentElement?.matches(HEADINGS)) return null;
  const range = document.createRange();
  range.setStart(node, first);
  range.setEnd(node, last);
  const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
  if (rects.length === 1) return written(node.data, style, rects[0], drawing);
  /** @type {{ text: string, box: DOMRect }[]} */
  const lines = [];
  let at = first;
  for (const character of graphemes(node.data.slice(first, last))) {
    range.setStart(node, at);
    at += character.length;
    range.setEnd(node, at);
    const box = range.getBoundingClientRect();
    const line = lines.at(-1);
    if (!box.width) continue;
    if (line && Math.abs(box.top - line.box.top) < box.height / 2) {
      line.text += character;
      line.box = union(line.box, box);
    } else lines.push({ text: character, box });
  }
  return lines.map(({ text, box }) => written(text, style, box, drawing));
}

/** @param {DOMRect} a @param {DOMRect} b */
function union(a, b) {
  const left = Math.min(a.left, b.left);
  return new DOMRect(left, a.top, Math.max(a.right, b.right) - left, a.height);
}

/** @type {OffscreenCanvasRenderingContext2D | null} */
let ruler = null;

/**
 * @param {string} text
 * @param {CSSStyleDeclaration} style
 * @param {DOMRect} rect of the line
 * @param {Drawing} drawing
 */
function written(text, style, rect, drawing) {
  ruler ??= /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
  const { fontStyle, fontWeight, fontSize, fontFamily } = style;
  ruler.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = ruler.measureText(text);
  const { left, right, top, bottom } = reached(rect, drawing);
  const { paint, opacity } = plainPaint(style.color);
  const isRtl = style.direction === "rtl";
  const isStruck = style.textDecorationLine.includes("line-through");
  const shown = text.replaceAll(/\s+/g, " ").trim();
  const attrs = {
    x: tenth(isRtl ? right : left),
    y: tenth((top + bottom + above - below) / 2),
    direction: isRtl && "rtl",
    "font-family": fontFamily,
    "font-size": fontSize,
    "font-weight": fontWeight === "400" ? null : fontWeight,
    "font-style": fontStyle === "normal" ? null : fontStyle,
    "text-decoration": isStruck && "line-through",
    fill: paint,
    "fill-opacity": opacity < 1 && opacity,
  };
  return el("text", attrs, style.textTransform === "uppercase" ? shown.toUpperCase() : shown);
}
