// One line of the rows, drawn: the characters on top, a row of tiles a tokenizer below.

import { el } from "../common.js";
import { lowest, tokenOf } from "./columns.js";
import { visible } from "./text.js";

const GLYPHS = 26; // height of the characters
const ROW = 37;
const TILE = 31;
const LABEL_ABOVE = 18;
const BELOW = 26; // a line's own margin
const TEXT = 13;
const SMALL = 9.5;

export const LABEL_WIDTH = 148;
export const NARROW = 640; // then a row's name stands above it

/** Measures text in the page's own font: `(text) -> pixels of a 16 px page`. */
export function measurer(element) {
  const context = document.createElement("canvas").getContext("2d");
  const family = getComputedStyle(element).fontFamily;
  context.font = `${TEXT}px ${family}`;
  const known = new Map();
  return (text) => {
    if (!known.has(text)) known.set(text, context.measureText(text).width);
    return known.get(text);
  };
}

export const lineHeight = (value, isNarrow) =>
  GLYPHS + value.rows.length * (ROW + (isNarrow ? LABEL_ABOVE : 0)) + BELOW;

/** A line as an svg group at height `y`; `onTile(tile, node)` hears of every token that is drawn. */
export function drawLine(value, line, { y = 0, isNarrow, onTile = () => {} }) {
  const left = isNarrow ? 0 : LABEL_WIDTH;
  const rowHeight = ROW + (isNarrow ? LABEL_ABOVE : 0);
  const group = el("g", { transform: `translate(0 ${y})` });
  const bottom = GLYPHS + value.rows.length * rowHeight;
  for (const x of line.edges)
    group.append(el("line", { class: "um-edge", x1: left + x, x2: left + x, y1: GLYPHS - 4, y2: bottom - 4 }));
  for (const { text, x, width, at, n } of line.glyphs)
    group.append(
      el(
        "text",
        { class: "um-glyph", x: left + x + width / 2, y: 15, "data-at": at, "data-n": n },
        text === " " ? "" : visible(text),
      ),
    );
  value.rows.forEach((row, r) => {
    const top = GLYPHS + r * rowHeight;
    const rowGroup = el("g", {
      class: `um-row-line um-of-${row.family ?? "none"}`,
      transform: `translate(${left} ${top})`,
    });
    rowGroup.append(el("text", { class: "um-row-name", x: -left, y: isNarrow ? 13 : 20 }, row.name));
    const shift = isNarrow ? LABEL_ABOVE : 0;
    for (const [a, b] of dropped(value, row, line)) rowGroup.append(droppedMark(line, a, b, shift));
    for (const tile of line.rows[r]) {
      const node = drawTile(tokenOf(value, row, tile.i), tile, shift, r);
      rowGroup.append(node);
      onTile({ ...tile, r }, node);
    }
    group.append(rowGroup);
  });
  return group;
}

function drawTile(token, { x, width, i, opensBefore, opensAfter }, y, r) {
  const [left, right] = [x + (opensBefore ? 0 : 1), x + width - (opensAfter ? 0 : 1)];
  const inside = Math.max(2, right - left);
  const id = String(token.id);
  const fitsId = inside >= id.length * SMALL * 0.62 + 9;
  const label = opensBefore && token.covered.length > 200 ? "…" : "";
  return el(
    "g",
    {
      class: `um-tile um-${token.kind}`,
      tabindex: "-1",
      role: "button",
      "data-r": r,
      "data-i": i,
      "aria-label": spoken(token),
    },
    el("rect", { x: left, y, width: inside, height: TILE, rx: 3 }),
    el("rect", { class: "um-foot", x: left, y: y + TILE - 2, width: inside, height: 2 }),
    el(
      "text",
      { class: "um-tile-text", x: left + 3, y: y + (fitsId ? 14 : 19) },
      label || [token.mark && el("tspan", { class: "um-mark" }, token.mark), el("tspan", {}, token.label)],
    ),
    fitsId && el("text", { class: "um-tile-id", x: left + 3, y: y + 25 }, id),
  );
}

const spoken = ({ row, piece, id }) => `${row.name}, ${piece}, ${id}`;

/** Stretches of a line that no token of the row covers, the gap between two sentences left out. */
function dropped(value, row, line) {
  const found = [];
  let at = line.begin;
  const upTo = (place) => {
    for (let c = at; c < place; c++) {
      if (c === value.gap) continue;
      if (found.at(-1)?.[1] === c) found.at(-1)[1] = c + 1;
      else found.push([c, c + 1]);
    }
  };
  for (let i = lowest(row.n, (at) => row.to[at] > line.begin); i < row.n && row.from[i] < line.end; i++) {
    upTo(Math.min(row.from[i], line.end));
    at = Math.max(at, row.to[i]);
  }
  upTo(line.end);
  return found;
}

function droppedMark(line, a, b, y) {
  const [x, end] = [xOf(line, a), xOf(line, b)];
  return el("line", {
    class: "um-dropped",
    x1: x + 2,
    x2: Math.max(x + 4, end - 2),
    y1: y + TILE - 1,
    y2: y + TILE - 1,
  });
}

function xOf(line, place) {
  const glyph = line.glyphs.find(({ at, n }) => place >= at && place < at + n);
  return glyph ? glyph.x : line.width;
}
