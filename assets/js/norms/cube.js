// The batch as a cube [batch, pos, d_model] of its real numbers, one sheet behind the other, with one
// slice in full light.

import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { rectOf, setAttributes, visibleBox } from "./drawing.js";

/** @import { Activations, Box } from "./activations.js" */
/** @import { Rect } from "./drawing.js" */

const SIZE = { width: 236, height: 172, sheet: 108, left: 26, top: 12, right: 84, up: 36 };

/**
 * @param {Activations} activations
 * @param {string[]} pictures
 */
export function drawCube(activations, pictures) {
  const { nSentences } = activations;
  const places = Array.from({ length: nSentences }, (_, b) => placeOf(b, nSentences));
  const lights = places.map((place, b) => createLight(place, pictures[b], activations));
  const backToFront = [...places.keys()].reverse();
  const svg = el(
    "svg",
    {
      class: "um-norms-cube",
      viewBox: `0 0 ${SIZE.width} ${SIZE.height}`,
      role: "img",
      "aria-label": t("norms.cube_alt"),
    },
    backToFront.map((b) => [
      el("rect", { ...places[b], class: "back" }),
      el("image", { href: pictures[b], ...places[b], preserveAspectRatio: "none", class: "unlit" }),
      el("rect", { ...places[b], class: "sheet" }),
    ]),
    backToFront.map((b) => lights[b].node),
    axes(places, activations),
  );
  const light = (/** @type {Box[]} */ slice) => {
    for (const [b, sheet] of lights.entries()) sheet.show(slice.find((part) => part.b === b));
  };
  return { svg, light };
}

/**
 * @param {number} b
 * @param {number} nSentences
 * @returns {Rect}
 */
function placeOf(b, nSentences) {
  const share = nSentences === 1 ? 0 : b / (nSentences - 1);
  const [x, y] = [SIZE.left + share * SIZE.right, SIZE.top + (1 - share) * SIZE.up];
  return { x, y, width: SIZE.sheet, height: SIZE.sheet };
}

/**
 * One sheet's part of a slice, cut from its picture and drawn in full; made once, then moved.
 *
 * @param {Rect} place
 * @param {string} href
 * @param {Activations} activations
 */
function createLight(place, href, { nPositions, dModel }) {
  const [column, row] = [place.width / nPositions, place.height / dModel];
  const picture = el("image", { href, width: nPositions, height: dModel, preserveAspectRatio: "none" });
  const window = el("svg", { preserveAspectRatio: "none" }, picture);
  const pieces = [el("rect", { class: "back" }), window, el("rect", { class: "lit" })];
  const node = el("g", {}, pieces);

  /** @param {Box | undefined} part */
  function show(part) {
    node.setAttribute("visibility", part ? "visible" : "hidden");
    if (!part) return;
    const [[left, right], [top, bottom]] = [part.positions, part.features];
    const [width, height] = [(right - left) * column, (bottom - top) * row];
    const shown = visibleBox({ x: place.x + left * column, y: place.y + top * row, width, height });
    for (const piece of pieces) setAttributes(piece, rectOf(shown));
    window.setAttribute("viewBox", `${left} ${top} ${right - left} ${bottom - top}`);
  }

  return { node, show };
}

/**
 * @param {Rect[]} places
 * @param {Activations} activations
 */
function axes(places, { nSentences, nPositions, dModel }) {
  const [front, back] = [places[0], places[nSentences - 1]];
  const bottom = front.y + front.height;
  const [right, middle] = [front.x + front.width, front.y + front.height / 2];
  const upright = { transform: `translate(${front.x - 7} ${middle}) rotate(-90)`, "text-anchor": "middle" };
  const slanting = { x: (right + back.x + back.width) / 2 + 6, y: bottom - (front.y - back.y) / 2 + 12 };
  return [
    el(
      "text",
      { x: front.x + front.width / 2, y: bottom + 13, "text-anchor": "middle" },
      t("norms.axis_positions", { n: nPositions }),
    ),
    el("text", upright, `d_model ${dModel}`),
    el("text", slanting, `batch ${nSentences}`),
  ];
}
