// Pointing at tiles: a token's card, the same characters lit in every row, arrow keys from token to token.

import { one } from "../lib/dom.js";
import { roving } from "../lib/keys.js";
import { tooltip } from "../lib/tooltip.js";
import { lowest, shows, tokenOf } from "./columns.js";

/** @import { Rows, Token } from "./columns.js" */
/** @typedef {{ r: number, i: number }} Place a token of a row */

/**
 * Gives what makes the first tile the strip's stop of the Tab key; arrows go on from there.
 * @param {import("./strip.js").Strip} strip @param {(token: Token) => Node} card
 */
export function watchTiles(strip, card) {
  const { element } = strip;
  const tileOf = (/** @type {EventTarget | null} */ target) =>
    /** @type {SVGGElement | null} */ (/** @type {Element} */ (target).closest(".um-tile"));

  /** @param {Event} event */
  function point({ target }) {
    const tile = tileOf(target);
    if (!tile || !strip.rows) return unlight();
    const { r, i } = placeOf(tile);
    light(strip, { r, i });
    tooltip.show(tile, card(tokenOf(strip.rows, strip.rows.rows[r], i)), element);
  }
  function unlight() {
    for (const node of element.querySelectorAll(".um-lit")) node.classList.remove("um-lit");
    tooltip.hide();
  }

  element.addEventListener("pointerover", point);
  element.addEventListener("pointerleave", unlight);
  element.addEventListener("focusin", point);
  element.addEventListener("focusout", unlight);
  element.addEventListener("keydown", ({ key }) => key === "Escape" && unlight());
  const stop = roving(element, ({ key }, from) => {
    const tile = tileOf(from);
    const next = tile && strip.rows && nextPlace(strip.rows, placeOf(tile), key);
    return next && strip.find(next.r, next.i);
  });
  return () => {
    if (element.querySelector(".um-tile")) stop(one(element, ".um-tile"));
  };
}

/** @param {SVGGElement} tile */
const placeOf = ({ dataset }) => ({ r: Number(dataset.r), i: Number(dataset.i) });

/** @param {import("./strip.js").Strip} strip @param {Place} place */
function light(strip, { r, i }) {
  const rows = strip.rows?.rows ?? [];
  const [from, to] = [rows[r].from[i], rows[r].to[i]];
  for (const tile of strip.drawn()) {
    const other = rows[tile.r];
    const shares = other.from[tile.i] < to && from < other.to[tile.i];
    tile.node.classList.toggle("um-lit", (tile.r === r && tile.i === i) || shares);
  }
  for (const glyph of /** @type {NodeListOf<SVGElement>} */ (strip.element.querySelectorAll(".um-glyph"))) {
    const at = Number(glyph.dataset.at);
    glyph.classList.toggle("um-lit", at < to && from < at + Number(glyph.dataset.n));
  }
}

/**
 * The token that an arrow key leads to: the next of the row, or the one of the next row that stands there.
 * @param {Rows} rows @param {Place} from @param {string} key @returns {Place | null}
 */
export function nextPlace(rows, { r, i }, key) {
  const seek = (/** @type {number} */ row, /** @type {number} */ first, /** @type {number} */ step) => {
    const near = rows.rows[row];
    let at = first;
    while (near && at >= 0 && at < near.n && !shows(rows, near, at)) at += step;
    return near && at >= 0 && at < near.n ? { r: row, i: at } : null;
  };
  const across = (/** @type {number} */ row) => {
    const near = rows.rows[row];
    const first = near ? lowest(near.n, (at) => near.to[at] > rows.rows[r].from[i]) : 0;
    return seek(row, near ? Math.min(first, near.n - 1) : 0, 1);
  };
  if (key === "ArrowLeft" || key === "ArrowRight")
    return seek(r, key === "ArrowLeft" ? i - 1 : i + 1, key === "ArrowLeft" ? -1 : 1);
  if (key === "ArrowUp" || key === "ArrowDown") return across(key === "ArrowUp" ? r - 1 : r + 1);
  return null;
}
