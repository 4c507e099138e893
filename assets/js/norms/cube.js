// The batch as a cube [batch, pos, d_model] of its real numbers, one sheet behind the other, with one
// slice in full light.

import { el, t } from "../common.js";
import { visibleBox } from "./drawing.js";

const SIZE = { width: 236, height: 172, sheet: 108, left: 26, top: 12, depth: [84, 36] };

export function drawCube(activations, pictures) {
  const { nSentences, nPositions, dModel } = activations;
  const places = Array.from({ length: nSentences }, (_, b) => placeOf(b, nSentences));
  const lit = el("g");
  const backToFront = [...places].reverse();
  const svg = el(
    "svg",
    { class: "um-norms-cube", viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img", "aria-label": t("norms.cube_alt") },
    backToFront.map((place) => [
      el("rect", { ...box(place), class: "back" }),
      el("image", { href: pictures[place.b], ...box(place), preserveAspectRatio: "none", class: "unlit" }),
      el("rect", { ...box(place), class: "sheet" }),
    ]),
    lit,
    axes(places, { nSentences, nPositions, dModel }),
  );
  const light = (slice) =>
    lit.replaceChildren(...[...slice].reverse().map((part) => litPart(part, places[part.b], pictures[part.b], activations)));
  return { svg, light };
}

function placeOf(b, nSentences) {
  const share = nSentences === 1 ? 0 : b / (nSentences - 1);
  const [right, up] = SIZE.depth;
  return { b, x: SIZE.left + share * right, y: SIZE.top + up - share * up, width: SIZE.sheet, height: SIZE.sheet };
}

const box = ({ x, y, width, height }) => ({ x, y, width, height });

/** One sheet's part of the slice, cut from its picture and drawn in full. */
function litPart({ positions, features }, place, href, { nPositions, dModel }) {
  const [column, row] = [place.width / nPositions, place.height / dModel];
  const width = (positions[1] - positions[0]) * column;
  const height = (features[1] - features[0]) * row;
  const shown = visibleBox({ x: place.x + positions[0] * column, y: place.y + features[0] * row, width, height });
  const viewBox = `${positions[0]} ${features[0]} ${positions[1] - positions[0]} ${features[1] - features[0]}`;
  return el(
    "g",
    {},
    el("rect", { ...shown, class: "back" }),
    el(
      "svg",
      { ...shown, viewBox, preserveAspectRatio: "none" },
      el("image", { href, width: nPositions, height: dModel, preserveAspectRatio: "none" }),
    ),
    el("rect", { ...shown, class: "lit" }),
  );
}

function axes(places, { nSentences, nPositions, dModel }) {
  const front = places[0];
  const back = places[nSentences - 1];
  const bottom = front.y + front.height;
  const [right, middle] = [front.x + front.width, front.y + front.height / 2];
  return [
    el("text", { x: front.x + front.width / 2, y: bottom + 13, "text-anchor": "middle" }, `pos ${nPositions}`),
    el("text", { transform: `translate(${front.x - 7} ${middle}) rotate(-90)`, "text-anchor": "middle" }, `d_model ${dModel}`),
    el("text", { x: (right + back.x + back.width) / 2 + 6, y: bottom - (front.y - back.y) / 2 + 12 }, `batch ${nSentences}`),
  ];
}
