// One line of the rows, drawn: the characters on top, a row of tiles a tokenizer below.

import { el } from "../lib/dom.js";
import { CHANGED } from "./card.js";
import { familyClass, lowest, tokenOf } from "./columns.js";
import { nameLabel } from "./names.js";

/** @import { Row, Rows, Token } from "./columns.js" */
/** @import { Line, Tile } from "./layout.js" */
/** @typedef {{ r: number, i: number, node: SVGGElement }} Drawn the tile of token `i` of row `r` */

const GLYPHS = 26; // height of the characters
const ROW = 37;
const TILE = 31;
const LABEL_ABOVE = 18;
const BELOW = 26; // a line's own margin
const SMALL = 9.5;
const CHANGED_ROOM = 12; // a narrower tile has the colour alone
const BESIDE = 10; // between a name and the first tile
const LONG = 200; // characters that a token covers; where it goes on, its text is not repeated

export const LABEL_WIDTH = 148;
export const NARROW = 640; // then a row's name stands above it

/** @param {number} nRows @param {boolean} isNarrow */
export const lineHeight = (nRows, isNarrow) => GLYPHS + nRows * (ROW + (isNarrow ? LABEL_ABOVE : 0)) + BELOW;

/**
 * A line as an svg group at height `y`, and its tiles.
 * @param {Rows} rows @param {Line} line @param {{ y: number, width: number, isNarrow: boolean }} place
 * @returns {{ group: SVGGElement, drawn: Drawn[] }}
 */
export function drawLine(rows, line, { y, width, isNarrow }) {
  const left = isNarrow ? 0 : LABEL_WIDTH;
  const shift = isNarrow ? LABEL_ABOVE : 0;
  const height = ROW + shift;
  const bottom = GLYPHS + rows.rows.length * height;
  /** @type {Drawn[]} */
  const drawn = [];
  const tile = (/** @type {Row} */ row, /** @type {number} */ r, /** @type {Tile} */ one) => {
    const node = drawTile(tokenOf(rows, row, one.i), one, shift, r);
    drawn.push({ r, i: one.i, node });
    return node;
  };
  const group = el(
    "g",
    { transform: `translate(0 ${y})` },
    line.edges.map((x) => el("line", { class: "um-edge", x1: left + x, x2: left + x, y1: GLYPHS - 4, y2: bottom - 4 })),
    line.glyphs.map(({ text, x, width, at, n }) =>
      el("text", { class: "um-glyph", x: left + x + width / 2, y: 15, "data-at": at, "data-n": n }, text),
    ),
    rows.rows.map((row, r) =>
      el(
        "g",
        { class: familyClass(row), transform: `translate(${left} ${GLYPHS + r * height})` },
        isNarrow
          ? nameLabel(row.name, { x: 0, y: 13, width, isOneLine: true })
          : nameLabel(row.name, { x: -left, y: 20, width: LABEL_WIDTH - BESIDE }),
        dropped(rows, row, line).map(([from, to]) => droppedMark(line, from, to, shift + TILE - 1)),
        line.rows[r].map((one) => tile(row, r, one)),
      ),
    ),
  );
  return { group, drawn };
}

/** @param {Token} token @param {Tile} tile @param {number} y @param {number} r */
function drawTile(token, { x: begins, width: room, opensBefore, opensAfter }, y, r) {
  const x = begins + (opensBefore ? 0 : 1);
  const width = Math.max(2, begins + room - (opensAfter ? 0 : 1) - x);
  const id = String(token.id);
  const fitsId = width >= id.length * SMALL * 0.62 + 9;
  const goesOn = opensBefore && token.covered.length > LONG;
  return el(
    "g",
    {
      class: `um-tile um-${token.kind}${token.changes ? " um-changed" : ""}`,
      tabindex: "-1",
      role: "button",
      "data-r": r,
      "data-i": token.i,
      "aria-label": `${token.row.name}, ${token.piece}, ${id}`,
    },
    el("rect", { x, y, width, height: TILE, rx: 3 }),
    el("rect", { class: "um-foot", x, y: y + TILE - 2, width, height: 2 }),
    el(
      "text",
      { class: "um-tile-text", x: x + 3, y: y + (fitsId ? 14 : 19) },
      goesOn ? "…" : [token.mark && el("tspan", { class: "um-mark" }, token.mark), el("tspan", {}, token.label)],
    ),
    fitsId && el("text", { class: "um-tile-id", x: x + 3, y: y + 25 }, id),
    token.changes !== 0 &&
      width >= CHANGED_ROOM &&
      el("text", { class: "um-tile-changed", x: x + width - 9, y: y + 9 }, CHANGED),
  );
}

/**
 * Stretches of a line that no token of the row covers, the gap between two sentences left out.
 * @param {Rows} rows @param {Row} row @param {Line} line
 */
export function dropped({ gap }, row, line) {
  /** @type {[from: number, to: number][]} */
  const found = [];
  let at = line.from;
  const upTo = (/** @type {number} */ place) => {
    for (let c = at; c < place; c++) {
      if (c === gap) continue;
      const last = found.at(-1);
      if (last?.[1] === c) last[1] = c + 1;
      else found.push([c, c + 1]);
    }
  };
  for (let i = lowest(row.n, (one) => row.to[one] > line.from); i < row.n && row.from[i] < line.to; i++) {
    upTo(row.from[i]);
    at = Math.max(at, row.to[i]);
  }
  upTo(line.to);
  return found;
}

/** @param {Line} line @param {number} from @param {number} to @param {number} y */
function droppedMark({ glyphs, width }, from, to, y) {
  const xOf = (/** @type {number} */ place) => glyphs.find(({ at, n }) => place >= at && place < at + n)?.x ?? width;
  const x = xOf(from) + 2;
  return el("line", { class: "um-dropped", x1: x, x2: Math.max(x + 2, xOf(to) - 2), y1: y, y2: y });
}
