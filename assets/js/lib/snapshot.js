// What style sheets have laid out — a table, bars, chips — as a drawing of rectangles and text that any program opens.

import { plainPaint } from "./colours.js";
import { el } from "./dom.js";
import { graphemes } from "./graphemes.js";
import { hatchPattern } from "./heatmap.js";
import { imageOf, styled } from "./styled.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */
/** @typedef {{ x: number, y: number, right: number, bottom: number }} Ends where the drawing begins, and ends so far */

// What is there to be pressed, folded away, or for the ear alone.
const UNSAVED = ".um-actions, .um-table, .um-visually-hidden, input, select, textarea, [data-unsaved]";
const SIDES = /** @type {const} */ (["Top", "Right", "Bottom", "Left"]);

/**
 * @param {HTMLElement} root on the page, as wide as it is to be
 * @returns {SVGSVGElement}
 */
export function snapshot(root) {
  const { left: x, top: y } = root.getBoundingClientRect();
  const ends = { x, y, right: x, bottom: y };
  const drawn = drawElement(root, ends);
  const [width, height] = [Math.ceil(ends.right - x), Math.ceil(ends.bottom - y)];
  return el("svg", { width, height, viewBox: `0 0 ${width} ${height}` }, drawn);
}

/**
 * @param {Element} node
 * @param {Ends} ends
 * @returns {Child}
 */
function drawElement(node, ends) {
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden" || node.matches(UNSAVED)) return null;
  const box = moved(node.getBoundingClientRect(), ends);
  if (node instanceof SVGSVGElement) return placed(styled(node), box);
  if (node instanceof HTMLCanvasElement) return [placed(imageOf(node), box), ...borders(style, box)];
  const children = [...node.childNodes].map((child) => {
    if (child instanceof Element) return drawElement(child, ends);
    return child instanceof Text ? drawText(child, style, ends) : null;
  });
  const all = [
    ground(style, box),
    ...borders(style, box),
    dotBefore(node, box),
    children,
    wordAfter(node, style, ends),
  ];
  return style.opacity === "1" ? all : el("g", { opacity: style.opacity }, all);
}

/** @param {DOMRect} rect @param {Ends} ends @returns {Box} */
function moved({ left, top, right, bottom, width, height }, ends) {
  if (width && height) {
    ends.right = Math.max(ends.right, right);
    ends.bottom = Math.max(ends.bottom, bottom);
  }
  return { left: left - ends.x, top: top - ends.y, right: right - ends.x, bottom: bottom - ends.y };
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

/** The colour or the gradient below an element. @param {CSSStyleDeclaration} style @param {Box} box @returns {Child} */
function ground(style, box) {
  const attrs = {
    ...rectOf(box),
    rx: Math.min(parseFloat(style.borderTopLeftRadius) || 0, (box.right - box.left) / 2),
  };
  const { paint, opacity } = plainPaint(style.backgroundColor);
  const plain = opacity > 0 && el("rect", { ...attrs, fill: paint, "fill-opacity": opacity });
  const image = style.backgroundImage;
  if (image.startsWith("repeating-linear-gradient")) {
    const { defs, fill } = hatchPattern();
    return [plain, defs, el("rect", { ...attrs, fill })];
  }
  if (!image.startsWith("linear-gradient")) return plain;
  const share = style.backgroundSize.includes("%") ? parseFloat(style.backgroundSize) / 100 : 1;
  return [plain, gradient(image, { ...attrs, width: attrs.width * share })];
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

/** @param {CSSStyleDeclaration} style @param {Box} box @returns {Child[]} */
function borders(style, box) {
  return SIDES.map((side) => {
    const width = parseFloat(style[`border${side}Width`]);
    const { paint, opacity } = plainPaint(style[`border${side}Color`]);
    if (!width || style[`border${side}Style`] === "none" || !opacity) return null;
    const { left, top, right, bottom } = box;
    const edge = {
      Top: { ...box, bottom: top + width },
      Right: { ...box, left: right - width },
      Bottom: { ...box, top: bottom - width },
      Left: { ...box, right: left + width },
    }[side];
    return el("rect", { ...rectOf(edge), fill: paint, "fill-opacity": opacity });
  });
}

/** The dot in a model's colour that style sheets put before its name. @param {Element} node @param {Box} box */
function dotBefore(node, box) {
  const style = getComputedStyle(node, "::before");
  const [width, height] = [parseFloat(style.width), parseFloat(style.height)];
  const { paint, opacity } = plainPaint(style.backgroundColor);
  if (style.content !== '""' || !width || !height || !opacity || style.position === "absolute") return null;
  const [x, y] = [box.left + parseFloat(getComputedStyle(node).paddingLeft), (box.top + box.bottom - height) / 2];
  const rx = style.borderTopLeftRadius === "50%" ? width / 2 : 0;
  return el("rect", { x: tenth(x), y: tenth(y), width, height, rx, fill: paint });
}

/** A sign that style sheets put behind a word. @param {Element} node @param {CSSStyleDeclaration} own @param {Ends} ends */
function wordAfter(node, own, ends) {
  const content = getComputedStyle(node, "::after").content.match(/^"(.+)"$/)?.[1];
  if (!content) return null;
  const range = document.createRange();
  range.selectNodeContents(node);
  const rect = [...range.getClientRects()].at(-1);
  return rect && written(content, own, new DOMRect(rect.right, rect.top, 0, rect.height), ends);
}

/** A text node, line by line as the page has broken it. @param {Text} node @param {CSSStyleDeclaration} style @param {Ends} ends */
function drawText(node, style, ends) {
  const [first, last] = [node.data.search(/\S/), node.data.trimEnd().length];
  if (first < 0) return null;
  const range = document.createRange();
  range.setStart(node, first);
  range.setEnd(node, last);
  const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
  if (rects.length === 1) return written(node.data, style, rects[0], ends);
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
  return lines.map(({ text, box }) => written(text, style, box, ends));
}

/** @param {DOMRect} a @param {DOMRect} b */
function union(a, b) {
  const left = Math.min(a.left, b.left);
  return new DOMRect(left, a.top, Math.max(a.right, b.right) - left, a.height);
}

/** @type {OffscreenCanvasRenderingContext2D | null} */
let ruler = null;

/** @param {string} text @param {CSSStyleDeclaration} style @param {DOMRect} rect of the line @param {Ends} ends */
function written(text, style, rect, ends) {
  ruler ??= /** @type {OffscreenCanvasRenderingContext2D} */ (new OffscreenCanvas(1, 1).getContext("2d"));
  const { fontStyle, fontWeight, fontSize, fontFamily } = style;
  ruler.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = ruler.measureText(text);
  const { left, right, top, bottom } = moved(rect, ends);
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
