// Figures and tables as files. Pictures are saved as they look on white paper, whatever the page looks like,
// in a frame that says what they are (frame.js).

import { colour, onPaper } from "./colours.js";
import { el, link, scaleOf } from "./dom.js";
import { layOutFrame, readableAddress } from "./frame.js";
import { pageFont, textWidth } from "./labels.js";
import { setting } from "./link.js";
import { snapshot } from "./snapshot.js";
import { imageOf, styled } from "./styled.js";
import { t } from "./words.js";

/** @typedef {SVGSVGElement | HTMLElement} Picture a canvas is an image, what else style sheets lay out is drawn anew */
/** @typedef {import("./frame.js").About} About */
/** @typedef {import("./frame.js").Size} Size */
/** @typedef {import("./table.js").Rows | (() => import("./table.js").Rows)} Table */

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
 * @property {About | (() => About)} about
 * @property {HTMLElement} [place] whose styles and width a drawn picture gets; the page's body without
 */

/**
 * @param {string} name
 * @param {Saved} saved
 */
export const saveSvg = (name, saved) =>
  download(`${name}.svg`, new Blob([svgText(saved)], { type: "image/svg+xml;charset=utf-8" }));

const PNG_SCALE = 2;
const MOST_PIXELS = 16_000; // of a side; browsers draw no larger canvas

/**
 * @param {string} name
 * @param {Saved} saved
 */
export async function savePng(name, saved) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(saved))}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(PNG_SCALE, MOST_PIXELS / Math.max(width, height));
  const canvas = el("canvas", { width: Math.floor(width * scale), height: Math.floor(height * scale) });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => blob && download(`${name}.png`, blob), "image/png");
}

/**
 * The buttons PNG, SVG and CSV, of what there is to save.
 *
 * @param {string} name of the files
 * @param {Partial<Saved> & { table?: Table }} saved
 */
export function saveMenu(name, { picture, about, place, table }) {
  const rows = () => (typeof table === "function" ? table() : (table ?? []));
  return el(
    "div",
    { class: "um-actions" },
    picture &&
      about && [
        link(t("shell.png"), () => savePng(name, { picture, about, place })),
        link(t("shell.svg"), () => saveSvg(name, { picture, about, place })),
      ],
    table && link(t("shell.csv"), () => saveCsv(name, rows())),
  );
}

/**
 * A figure that style sheets lay out, with the buttons that save it at its end.
 *
 * @template {HTMLElement} E
 * @param {string} name of the files
 * @param {Saved["about"]} about
 * @param {E} figure
 * @param {{ anew?: () => HTMLElement, table?: Table }} [options] `anew` draws it again, where there are canvases in it
 */
export function savable(name, about, figure, { anew, table } = {}) {
  figure.append(saveMenu(name, { picture: anew ?? figure, about, place: figure, table }));
  return figure;
}

/** @param {Saved} saved */
function svgText({ picture, about, place = document.body }) {
  const said = typeof about === "function" ? about() : about;
  const svg = onPaper(() => {
    const drawn = typeof picture === "function" ? picture() : picture;
    const holder = el("div", { class: "um-drawn-for-paper", style: { width: `${place.clientWidth}px` } });
    // Style sheets reach only what is on the page.
    if (!document.contains(drawn)) place.appendChild(holder).append(drawn);
    try {
      return framed(plainDrawing(drawn, said.title), { text: setting("text").get(), ...said });
    } finally {
      holder.remove();
    }
  });
  return new XMLSerializer().serializeToString(svg);
}

/**
 * A picture with all that style sheets say of it written into it, and its size.
 *
 * @param {Picture} picture
 * @param {string} title
 * @returns {{ inner: SVGElement, size: Size }}
 */
function plainDrawing(picture, title) {
  if (picture instanceof SVGElement) return { inner: styled(picture), size: sizeOf(picture) };
  if (picture instanceof HTMLCanvasElement) {
    const density = picture.style.width ? picture.width / parseFloat(picture.style.width) : 1;
    return { inner: imageOf(picture), size: { width: picture.width / density, height: picture.height / density } };
  }
  const inner = snapshot(picture, title);
  return { inner, size: sizeOf(inner) };
}

/**
 * @param {SVGSVGElement} picture
 * @returns {Size}
 */
function sizeOf(picture) {
  const { width, height } = picture.viewBox.baseVal ?? {};
  if (width && height) return { width, height };
  const box = picture.getBoundingClientRect();
  return { width: box.width / scaleOf(picture), height: box.height / scaleOf(picture) };
}

/**
 * @param {{ inner: SVGElement, size: Size }} drawing
 * @param {About} about
 */
function framed({ inner, size }, about) {
  const address = readableAddress(location.href);
  const font = pageFont();
  const weight = (/** @type {string} */ role) => (role === "title" ? 600 : 400);
  const frame = layOutFrame(about, address, size, (text, px, role) => textWidth(text, font, px, weight(role)));
  const { left: x, top: y, width, height } = frame;
  for (const [name, value] of Object.entries({ x, y, ...size })) inner.setAttribute(name, String(value));
  inner.style.setProperty("overflow", "visible");
  const line = (/** @type {import("./frame.js").Line} */ { role, text, x, y, size }) =>
    el(
      "text",
      {
        class: `um-frame-${role}`,
        x,
        y,
        "font-size": size,
        "font-weight": weight(role),
        fill: colour(role === "title" || role === "text" ? "ink" : "muted"),
      },
      text,
    );
  return el(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, "font-family": font },
    el("title", {}, about.title),
    el("desc", {}, [about.model, about.setting, about.text, location.href].filter(Boolean).join("\n")),
    el("rect", { width: "100%", height: "100%", fill: colour("raised") }),
    inner,
    frame.lines.map(line),
  );
}
