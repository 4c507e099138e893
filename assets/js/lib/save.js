// Figures and tables as files. Pictures are saved as they look on white paper, whatever the page looks like,
// and say what they are: title, model, text, and the link that opens them again.

import { colour, onPaper } from "./colours.js";
import { el, link, scaleOf } from "./dom.js";
import { fitted, pageFont, textWidth } from "./labels.js";
import { t } from "./words.js";

/** @typedef {SVGSVGElement | HTMLCanvasElement} Picture */
/** @typedef {{ title?: string, model?: string, text?: string }} About */
/** @typedef {{ width: number, height: number }} Size */

/**
 * @param {string} name
 * @param {Blob} blob
 */
function download(name, blob) {
  const anchor = el("a", { href: URL.createObjectURL(blob), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}

/**
 * Rows as CSV that spreadsheets open with every script intact, and without running a cell as a formula.
 *
 * @param {import("./table.js").Rows} rows
 */
export function csvText(rows) {
  const cell = (/** @type {import("./table.js").Cell} */ value) => {
    let text = String(value ?? "");
    // A spreadsheet would take a token such as "=1+1" for a formula and run it.
    if (/^[=+\-@\t\r]./s.test(text) && Number.isNaN(Number(text))) text = `'${text}`;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/**
 * @param {string} name
 * @param {import("./table.js").Rows} rows
 */
export const saveCsv = (name, rows) =>
  download(`${name}.csv`, new Blob([csvText(rows)], { type: "text/csv;charset=utf-8" }));

/**
 * @typedef {object} Saved
 * @property {Picture | (() => Picture)} picture on the page already, or a function that draws one: it is called
 *   while the page has its light colours, so what it paints on a canvas is for paper too
 * @property {About | (() => About)} [about]
 * @property {HTMLElement} [place] whose styles a drawn picture gets; the page's body without
 */

/**
 * @param {string} name
 * @param {Saved} saved
 */
export const saveSvg = (name, saved) =>
  download(`${name}.svg`, new Blob([svgText(saved)], { type: "image/svg+xml;charset=utf-8" }));

const PNG_SCALE = 2;

/**
 * @param {string} name
 * @param {Saved} saved
 */
export async function savePng(name, saved) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(saved))}`;
  await image.decode();
  const canvas = el("canvas", { width: image.naturalWidth * PNG_SCALE, height: image.naturalHeight * PNG_SCALE });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && download(`${name}.png`, blob), "image/png");
}

/**
 * The buttons PNG, SVG and CSV, of what there is to save.
 *
 * @param {string} name of the files
 * @param {Partial<Saved> & { table?: import("./table.js").Rows | (() => import("./table.js").Rows) }} saved
 */
export function saveMenu(name, { picture, about, place, table }) {
  const rows = () => (typeof table === "function" ? table() : (table ?? []));
  return el(
    "div",
    { class: "um-actions" },
    picture && link(t("shell.png"), () => savePng(name, { picture, about, place })),
    picture && link(t("shell.svg"), () => saveSvg(name, { picture, about, place })),
    table && link(t("shell.csv"), () => saveCsv(name, rows())),
  );
}

// --- An SVG of its own: the style sheets' part written into it, a head above and the link below.

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

/** @param {Saved} saved */
function svgText({ picture, about = {}, place = document.body }) {
  const said = typeof about === "function" ? about() : about;
  const svg = onPaper(() => {
    const drawn = typeof picture === "function" ? picture() : picture;
    const holder = el("div", { class: "um-visually-hidden" });
    // Style sheets reach only what is on the page.
    if (!document.contains(drawn)) place.appendChild(holder).append(drawn);
    try {
      return framed(drawn instanceof SVGElement ? styled(drawn) : imageOf(drawn), sizeOf(drawn), said);
    } finally {
      holder.remove();
    }
  });
  return new XMLSerializer().serializeToString(svg);
}

/**
 * @param {Picture} picture
 * @returns {Size}
 */
function sizeOf(picture) {
  if (picture instanceof HTMLCanvasElement) {
    const density = picture.style.width ? picture.width / parseFloat(picture.style.width) : 1;
    return { width: picture.width / density, height: picture.height / density };
  }
  const { width, height } = picture.viewBox.baseVal ?? {};
  if (width && height) return { width, height };
  const box = picture.getBoundingClientRect();
  return { width: box.width / scaleOf(picture), height: box.height / scaleOf(picture) };
}

/** @param {SVGElement} svg */
function styled(svg) {
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  const sources = [svg, ...svg.querySelectorAll("*")];
  for (const [i, node] of [copy, ...copy.querySelectorAll("*")].entries()) {
    const style = getComputedStyle(sources[i]);
    for (const key of DRAWN) /** @type {SVGElement} */ (node).style.setProperty(key, style.getPropertyValue(key));
    node.removeAttribute("tabindex");
  }
  return copy;
}

/** A canvas as a part of an SVG. @param {HTMLCanvasElement} canvas */
export const imageOf = (canvas) =>
  el("image", { href: canvas.toDataURL(), preserveAspectRatio: "none", style: { "image-rendering": "pixelated" } });

const PADDING = 16;
const NARROWEST = 320; // of the room for the head
const [TITLE, LINE, LINK] = [17, 13, 10]; // sizes of type
const LEADING = 1.5;

/**
 * @param {SVGElement} inner
 * @param {Size} size
 * @param {About} about
 */
function framed(inner, { width, height }, about) {
  const room = Math.max(NARROWEST, width);
  const font = pageFont();
  const written = [
    { text: about.title, size: TITLE, weight: "600", fill: "ink" },
    { text: [about.model, about.text && `“${about.text}”`].filter(Boolean).join(" · "), size: LINE, fill: "muted" },
  ].filter(({ text }) => text);
  let y = PADDING;
  const head = written.map(({ text = "", size, weight, fill }) => {
    y += size * LEADING;
    const shown = fitted(text, room, (part) => textWidth(part, font, size));
    return el(
      "text",
      { x: PADDING, y: y - size / 2, "font-size": size, "font-weight": weight, fill: colour(fill) },
      shown,
    );
  });
  if (head.length) y += PADDING / 2;
  for (const [name, value] of Object.entries({ x: PADDING, y, width, height })) inner.setAttribute(name, String(value));
  inner.style.setProperty("overflow", "visible");
  const address = location.href;
  const isShort = textWidth(address, font, LINK) <= room;
  const end = y + height + PADDING;
  const total = { width: room + 2 * PADDING, height: end + (isShort ? LINK * LEADING : 0) };
  const attrs = { "font-size": LINK, fill: colour("muted") };
  return el(
    "svg",
    { ...total, viewBox: `0 0 ${total.width} ${total.height}`, "font-family": font },
    el("title", {}, about.title ?? ""),
    el("desc", {}, address),
    el("rect", { width: "100%", height: "100%", fill: colour("raised") }),
    head,
    inner,
    isShort && el("text", { x: PADDING, y: end + LINK / 2, ...attrs }, address),
  );
}
