// One head before and after a change of the mask, and the difference: three maps that point at one cell.

import { el } from "../lib/dom.js";
import { saveMenu } from "../lib/save.js";
import { tooltip } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { difference } from "./data.js";
import { headMap } from "./map.js";
import { maskName } from "./mask_spec.js";
import { cellLine, cellText } from "./readout.js";
import { changeRows } from "./row.js";
import { changeImage, changeLegend } from "./shades.js";

/** @import { About } from "../lib/save.js" */
/** @import { Cell, Head, Stack } from "./data.js" */

/** @typedef {"before" | "after" | "change"} Which */

const MAPS = /** @type {const} */ (["before", "after", "change"]);
const GAP = 32;
const [THREE, TWO] = [900, 600]; // pixels in which so many maps stand side by side

/** @typedef {{ before: Stack, after: Stack, family: string, mask: string, about: About }} Compared */

/**
 * @param {Compared} compared
 * @param {{ onPoint: (cell: Cell) => void, onPick: (cell: Cell, before: Head) => void }} on called when a person
 *   points at a cell, or presses on it
 */
export function threeMaps(compared, { onPoint, onPick }) {
  const { before, after, family, mask, about } = compared;
  /** @type {Record<Which, Head> | null} */
  let heads = null;
  const words = (/** @type {Cell} */ at) => {
    const texts = heads && [heads.before, heads.after].map((head) => cellText(head, at));
    return cellLine(before, at, texts?.join(" → ") ?? "");
  };
  const map = (/** @type {Which} */ which) =>
    headMap(
      which === "before" ? before : after,
      family,
      {
        onFocus(at) {
          onPoint(at);
          mark(at);
          tooltip.show(maps[which].middle(at), words(at));
        },
        onLeave: tooltip.hide,
        onPick: (at) => heads && onPick(at, heads.before),
      },
      { label: t(`attention.three_${which}`), ...(which === "change" && { image: changeImage }) },
    );
  const maps = { before: map("before"), after: map("after"), change: map("change") };

  /** @param {Cell} at */
  function mark(at) {
    for (const which of MAPS) maps[which].focus(at);
  }
  let [width, cell] = [0, { query: 0, key: 0 }];
  /** The same on paper, which has other colours. */
  const again = () => {
    const drawn = threeMaps(compared, { onPoint() {}, onPick() {} });
    drawn.resize(width);
    if (heads) drawn.show(heads.before, heads.after, cell);
    return drawn.element;
  };
  const files = saveMenu("masks", {
    picture: again,
    about: { ...about, setting: `${about.setting} · ${t("attention.three_before")} → ${maskName(mask)}` },
    table: () => (heads ? changeRows(heads.before, heads.after, before) : []),
  });
  const captions = { before: t("attention.three_before"), after: maskName(mask), change: t("attention.three_change") };
  const element = el(
    "div",
    { class: `um-attention-three um-of-${family}` },
    MAPS.map((which) => el("figure", {}, el("figcaption", {}, captions[which]), maps[which].element)),
    el("div", { class: "um-attention-legend" }, changeLegend()),
    files,
  );
  return {
    element,
    draw() {
      for (const which of MAPS) maps[which].draw();
    },
    /** @param {number} room */
    resize(room) {
      width = room;
      const n = width >= THREE ? 3 : width >= TWO ? 2 : 1;
      for (const which of MAPS) maps[which].resize((width - (n - 1) * GAP) / n);
    },
    /** @param {Head} was @param {Head} is @param {Cell} looked that is looked at, if it is there */
    show(was, is, looked) {
      cell = looked;
      heads = { before: was, after: is, change: difference(was, is) };
      for (const which of MAPS) maps[which].show(heads[which]);
      mark(before.holds(cell) ? cell : was.strongest);
    },
    /** The map that has the keyboard, to be given back to its successor. */
    focused: () => MAPS.find((which) => maps[which].element === document.activeElement),
    /** @param {Which} which */
    focus: (which) => maps[which].element.focus({ preventScroll: true }),
  };
}
