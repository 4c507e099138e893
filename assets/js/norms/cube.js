// The batch as a cube [batch, pos, d_model] of its real numbers, one sheet behind the other, with one
// slice in full light.

import { el, t } from "../common.js";
import { visibleBox } from "./drawing.js";

const SIZE = { width: 236, height: 172, sheet: 108, left: 26, top: 12, depth: [84, 36] };

export function drawCube(activations, pictures) {
  const { nSentences, nPositions, dModel } = activations;
  const places = Array.from({ length: nSentences }, (_, b) => placeOf(b, nSentences));
  const lights = places.map((place) => createLight(place, pictures[place.b], activations));
  const backToFront = [...places].reverse();
  const svg = el(
    "svg",
    {
      class: "um-norms-cube",
      viewBox: `0 0 ${SIZE.width} ${SIZE.height}`,
      role: "img",
      "aria-label": t("norms.cube_alt"),
    },
    backToFront.map((place) => [
      el("rect", { ...box(place), class: "back" }),
      el("image", { href: pictures[place.b], ...box(place), preserveAspectRatio: "none", class: "unlit" }),
      el("rect", { ...box(place), class: "sheet" }),
    ]),
    backToFront.map(({ b }) => lights[b].node),
    axes(places, { nSentences, nPositions, dModel }),
  );
  const light = (slice) => lights.forEach((sheet, b) => sheet.show(slice.find((part) => part.b === b)));
  return { svg, light };
}

function placeOf(b, nSentences) {
  const share = nSentences === 1 ? 0 : b / (nSentences - 1);
  const [right, up] = SIZE.depth;
  return { b, x: SIZE.left + share * right, y: SIZE.top + up - share * up, width: SIZE.sheet, height: SIZE.sheet };
}

const box = ({ x, y, width, height }) => ({ x, y, width, height });

/** One sheet's part of a slice, cut from its picture and drawn in full; made once, then moved. */
function createLight(place, href, { nPositions, dModel }) {
  const [column, row] = [place.width / nPositions, place.height / dModel];
  const picture = el("image", { href, width: nPositions, height: dModel, preserveAspectRatio: "none" });
  const [back, window, frame] = [
    el("rect", { class: "back" }),
    el("svg", { preserveAspectRatio: "none" }, picture),
    el("rect", { class: "lit" }),
  ];
  const node = el("g", {}, back, window, frame);

  function show(part) {
    node.setAttribute("visibility", part ? "visible" : "hidden");
    if (!part) return;
    const [[left, right], [top, bottom]] = [part.positions, part.features];
    const [width, height] = [(right - left) * column, (bottom - top) * row];
    const shown = visibleBox({ x: place.x + left * column, y: place.y + top * row, width, height });
    for (const piece of [back, window, frame]) setAttributes(piece, shown);
    window.setAttribute("viewBox", `${left} ${top} ${right - left} ${bottom - top}`);
  }

  return { node, show };
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
}

function axes(places, { nSentences, nPositions, dModel }) {
  const front = places[0];
  const back = places[nSentences - 1];
  const bottom = front.y + front.height;
  const [right, middle] = [front.x + front.width, front.y + front.height / 2];
  return [
    el("text", { x: front.x + front.width / 2, y: bottom + 13, "text-anchor": "middle" }, `pos ${nPositions}`),
    el(
      "text",
      { transform: `translate(${front.x - 7} ${middle}) rotate(-90)`, "text-anchor": "middle" },
      `d_model ${dModel}`,
    ),
    el(
      "text",
      { x: (right + back.x + back.width) / 2 + 6, y: bottom - (front.y - back.y) / 2 + 12 },
      `batch ${nSentences}`,
    ),
  ];
}
