// Pointing at tiles: a token's card, the same characters lit in every row, arrow keys from token to token.

import { tooltip } from "../common.js";
import { lowest } from "./columns.js";

/** `{reset}`; `source` knows the tiles that are drawn (`shown`), and finds (and draws) the others. */
export function watchTiles(strip, source) {
  const tileOf = (target) => target.closest?.(".um-tile");
  const placeOf = (node) => ({ r: Number(node.dataset.r), i: Number(node.dataset.i) });

  function light(node) {
    const { r, i } = placeOf(node);
    const row = source.rows()[r];
    const [from, to] = [row.from[i], row.to[i]];
    for (const tile of source.shown) {
      const other = source.rows()[tile.r];
      const shares = other.from[tile.i] < to && from < other.to[tile.i];
      tile.node.classList.toggle("um-lit", (tile.r === r && tile.i === i) || shares);
    }
    for (const glyph of strip.querySelectorAll(".um-glyph")) {
      const at = Number(glyph.dataset.at);
      glyph.classList.toggle("um-lit", at < to && from < at + Number(glyph.dataset.n));
    }
    tooltip.show(node, source.card(r, i));
  }

  function unlight() {
    for (const node of strip.querySelectorAll(".um-lit")) node.classList.remove("um-lit");
    tooltip.hide();
  }

  /** The token that an arrow key leads to, which may be on a part of the text that is not drawn yet. */
  function next({ r, i }, key) {
    const rows = source.rows();
    const along = (step) => {
      let at = i + step;
      while (at >= 0 && at < rows[r].n && !source.shows(r, at)) at += step;
      return at >= 0 && at < rows[r].n ? { r, i: at } : null;
    };
    const across = (step) => {
      const near = rows[r + step];
      if (!near) return null;
      const first = lowest(near.n, (at) => near.to[at] > rows[r].from[i]);
      for (let at = Math.min(first, near.n - 1); at < near.n; at++)
        if (source.shows(r + step, at)) return { r: r + step, i: at };
      return null;
    };
    return {
      ArrowLeft: () => along(-1),
      ArrowRight: () => along(1),
      ArrowUp: () => across(-1),
      ArrowDown: () => across(1),
    }[key]?.();
  }

  strip.addEventListener("pointerover", ({ target }) => (tileOf(target) ? light(tileOf(target)) : unlight()));
  strip.addEventListener("pointerleave", unlight);
  strip.addEventListener("focusin", ({ target }) => tileOf(target) && light(tileOf(target)));
  strip.addEventListener("focusout", unlight);
  strip.addEventListener("keydown", (event) => {
    const node = tileOf(event.target);
    if (event.key === "Escape") unlight();
    if (!node || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    const to = next(placeOf(node), event.key);
    const found = to && source.find(to.r, to.i);
    if (!found) return;
    node.setAttribute("tabindex", "-1");
    found.node.setAttribute("tabindex", "0");
    found.node.focus();
    found.node.scrollIntoView({ block: "nearest" });
  });

  /** One stop for the Tab key; arrows from there. */
  const reset = () => strip.querySelector(".um-tile")?.setAttribute("tabindex", "0");
  return { reset };
}
