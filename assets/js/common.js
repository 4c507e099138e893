// What the views share. Text reaches the page through textContent only.

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set([
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
]);

/** The page's language: "en" or "zh". */
export const language = () => window.unmasked.language;

/** The string of a key such as "tokens.title", its {places} filled from `values`. */
export function t(key, values = {}) {
  const text = window.unmasked.strings[key];
  if (text === undefined) throw new Error(`no string ${key}`);
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

/** A number for people: grouped thousands, at most `digits` decimals. */
export const number = (value, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/**
 * An element. Attributes: `class`, `data-...`, `aria-...`, `style` as an object, `onclick` and other
 * listeners as functions; null, undefined and false leave an attribute out. Children: elements, text,
 * arrays of them; null and false are skipped.
 */
export function el(tag, attrs = {}, ...children) {
  const node = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), value);
    else if (name === "style") for (const [key, part] of Object.entries(value)) node.style.setProperty(key, part);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array, bool: Uint8Array };

function bytes(base64) {
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) found[i] = text.charCodeAt(i);
  return found.buffer;
}

/** What viz/payload.py wrote: `{shape, data, at(...indices)}` with a flat typed array in row-major order. */
export function decodeArray({ dtype, shape, data }) {
  const numbers = new ARRAYS[dtype](bytes(data));
  const at = (...indices) => numbers[indices.reduce((offset, index, axis) => offset * shape[axis] + index, 0)];
  return { shape, data: numbers, at };
}

/** A colour of viz/palette.py as the page has it now, light or dark: such as `cssColour("gpt")`. */
export const cssColour = (name) => getComputedStyle(document.body).getPropertyValue(`--um-${name}`).trim();

/** Calls `draw` when the page turns dark or light: for canvases, which do not follow by themselves. */
export function onColours(draw) {
  new MutationObserver(draw).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}

let bubble;

/** Shows `content` (text or an element) beside `target` (an element, or {x, y} of the window). */
export const tooltip = {
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

export function download(name, blob) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Saves rows (arrays; the first is the head) as CSV that spreadsheets open with every script intact. */
export function downloadCsv(name, table) {
  const cell = (value) => {
    let text = String(value ?? "");
    // A spreadsheet would take a token such as "=1+1" for a formula and run it.
    if (/^[=+\-@\t\r]./s.test(text) && Number.isNaN(Number(text))) text = `'${text}`;
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const text = table.map((row) => row.map(cell).join(",")).join("\r\n");
  download(`${name}.csv`, new Blob(["\ufeff", text, "\r\n"], { type: "text/csv;charset=utf-8" }));
}

/** Saves a canvas or an svg element as PNG. */
export async function downloadPng(name, picture) {
  const canvas = picture instanceof SVGElement ? await rasterised(picture) : picture;
  canvas.toBlob((blob) => download(`${name}.png`, blob), "image/png");
}

/** Saves an svg element, with the colours and fonts it has on the page. */
export function downloadSvg(name, svg) {
  download(`${name}.svg`, new Blob([standalone(svg)], { type: "image/svg+xml" }));
}

const DRAWN = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "image-rendering",
];

/** The source of an svg element, with the style sheets' part written into it. */
function standalone(svg) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("xmlns", SVG);
  const sources = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, i) => {
    const style = getComputedStyle(sources[i]);
    for (const key of DRAWN) node.style.setProperty(key, style.getPropertyValue(key));
  });
  return new XMLSerializer().serializeToString(copy);
}

const PNG_SCALE = 2;

/** An svg element drawn on a canvas, on the page's paper. */
async function rasterised(svg) {
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg))}`;
  await image.decode();
  const canvas = el("canvas", { width: width * PNG_SCALE, height: height * PNG_SCALE });
  const context = canvas.getContext("2d");
  context.fillStyle = cssColour("paper");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/**
 * The text equivalent of a figure: a folded table of rows (the first is the head), with its CSV. Its
 * cells are made when it is first unfolded.
 */
export function tableOf(name, table) {
  const place = el("div", { class: "um-table-scroll", tabindex: "0" });
  const unfold = () => {
    if (!place.hasChildNodes()) place.append(cells(table));
  };
  return el(
    "details",
    { class: "um-table", ontoggle: unfold },
    el("summary", {}, t("shell.as_table")),
    el("button", { type: "button", class: "um-link", onclick: () => downloadCsv(name, table) }, "CSV"),
    place,
  );
}

const cells = ([head, ...body]) =>
  el(
    "table",
    {},
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        head.map((cell) => el("th", { scope: "col" }, String(cell))),
      ),
    ),
    el(
      "tbody",
      {},
      body.map((row) =>
        el(
          "tr",
          {},
          row.map((cell) => el("td", {}, String(cell ?? ""))),
        ),
      ),
    ),
  );

/**
 * A setting that only the browser knows (context.setting(name, None, default)), kept in the link.
 * `key` is "<lab>.<name>", values are strings: setting("attention.head").get() / .set("3.5").
 */
export const setting = (key) => ({
  get: () => window.unmasked.link.get(key),
  set: (value) => window.unmasked.link.set(key, value),
});
