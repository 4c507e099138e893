// The rows as a strip of lines. A long text is drawn where it is looked at, in a window of its own.

import { el } from "../lib/dom.js";
import { pageFont, textWidth } from "../lib/labels.js";
import { t } from "../lib/words.js";
import { CHUNK, chunkStarts, layOut } from "./layout.js";
import { drawLine, LABEL_WIDTH, lineHeight, NARROW } from "./line.js";

/** @import { Rows } from "./columns.js" */
/** @import { Line } from "./layout.js" */
/** @import { Drawn } from "./line.js" */
/** @typedef {{ begin: number, end: number, node: HTMLElement, drawn: Drawn[] | null }} Chunk */

const LONG = 1200; // characters; then the rows scroll in a window of their own
const SAVED = 2000; // characters; a longer picture opens nowhere
const SCROLLBAR = 18;
const A_CHARACTER = 15; // pixels, about, in a chunk that is not drawn yet

/** @type {Map<string, number>} */
const widths = new Map();

/** The width of a tile's text, in pixels of a 16 px page. @param {string} text */
function measure(text) {
  const width = widths.get(text) ?? textWidth(text, pageFont());
  widths.set(text, width);
  return width;
}

export class Strip {
  element = el("div", { class: "um-strip", role: "group", "aria-label": t("tokens.strip"), tabindex: "-1" });
  /** @type {Rows | null} */
  rows = null;
  /** @type {Chunk[]} */
  #chunks = [];
  /** @type {Map<Element, Chunk>} */
  #byNode = new Map();
  #observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const chunk = this.#byNode.get(target);
        if (chunk && isIntersecting) this.#paint(chunk);
        else if (chunk) wipe(chunk);
      }
    },
    { root: this.element, rootMargin: "400px" },
  );
  #size = { width: 0, scale: 1, isNarrow: false };

  /** @param {Rows} rows @param {number} width of the view */
  draw(rows, width) {
    this.rows = rows;
    const n = rows.characters.length;
    const isLong = n > LONG;
    const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
    this.#size = { width: width / scale, scale, isNarrow: width / scale < NARROW };
    this.#observer.disconnect();
    this.element.classList.toggle("um-long", isLong);
    const nLines = Math.max(1, Math.ceil((CHUNK * A_CHARACTER) / this.#lineWidth()));
    const about = nLines * lineHeight(rows.rows.length, this.#size.isNarrow) * scale;
    const starts = isLong ? chunkStarts(rows.characters) : [0];
    this.#chunks = starts.map((begin, c) => ({
      begin,
      end: starts[c + 1] ?? n,
      node: el("div", { style: isLong ? { "min-height": `${about}px` } : null }),
      drawn: null,
    }));
    this.#byNode = new Map(this.#chunks.map((chunk) => [chunk.node, chunk]));
    this.element.replaceChildren(...this.#byNode.keys());
    for (const chunk of this.#chunks)
      if (isLong) this.#observer.observe(chunk.node);
      else this.#paint(chunk);
  }

  /** The tiles that are drawn. */
  drawn() {
    return this.#chunks.flatMap(({ drawn }) => drawn ?? []);
  }

  /** The tile of a token, drawn if it was not. @param {number} r @param {number} i */
  find(r, i) {
    const place = this.rows?.rows[r].from[i] ?? 0;
    const chunk =
      this.#chunks.find(({ begin, end }) => place >= begin && place < end) ?? this.#chunks[this.#chunks.length - 1];
    return this.#paint(chunk).find((tile) => tile.r === r && tile.i === i)?.node;
  }

  /** The rows as one picture, of a long text its beginning. */
  picture() {
    const lines = this.#chunks.filter(({ begin }) => begin < SAVED).flatMap((chunk) => this.#lines(chunk));
    return this.#pictureOf(lines).svg;
  }

  #lineWidth() {
    const { width, isNarrow } = this.#size;
    return width - (isNarrow ? 0 : LABEL_WIDTH) - (this.element.classList.contains("um-long") ? SCROLLBAR : 0);
  }

  /** @param {Chunk} chunk */
  #lines({ begin, end }) {
    return this.rows ? layOut(this.rows, begin, end, this.#lineWidth(), measure) : [];
  }

  /** @param {Chunk} chunk */
  #paint(chunk) {
    if (chunk.drawn) return chunk.drawn;
    const pictures = this.#lines(chunk).map((line) => this.#pictureOf([line]));
    chunk.node.replaceChildren(...pictures.map(({ svg }) => svg));
    chunk.node.style.minHeight = "";
    chunk.drawn = pictures.flatMap(({ drawn }) => drawn);
    return chunk.drawn;
  }

  /** @param {Line[]} lines */
  #pictureOf(lines) {
    const { scale, isNarrow } = this.#size;
    const rows = /** @type {Rows} */ (this.rows);
    const [width, height] = [this.#size.width - 2, lineHeight(rows.rows.length, isNarrow)];
    const groups = lines.map((line, n) => drawLine(rows, line, { y: n * height, width, isNarrow }));
    const svg = el(
      "svg",
      {
        class: "um-line",
        viewBox: `0 0 ${width} ${height * lines.length}`,
        width: width * scale,
        height: height * lines.length * scale,
      },
      groups.map(({ group }) => group),
    );
    return { svg, drawn: groups.flatMap(({ drawn }) => drawn) };
  }
}

/** What is not looked at is not kept, unless the focus is there. @param {Chunk} chunk */
function wipe(chunk) {
  if (!chunk.drawn || chunk.node.contains(document.activeElement)) return;
  chunk.node.style.minHeight = `${chunk.node.offsetHeight}px`;
  chunk.node.replaceChildren();
  chunk.drawn = null;
}
