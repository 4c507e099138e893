// Drawing blocks of the norms view: sheets (one sentence's numbers, positions across and features
// down), their arrangement in a row or as a cube, and the light on a slice.

import { cssColour, el } from "../common.js";

const STEPS = 127; // colours on either side of zero
let hatches = 0;

/** Colours from `minus` over `zero` to `plus`, as [red, green, blue] for steps -STEPS to STEPS. */
function divergingColours() {
  const [minus, zero, plus] = ["minus", "zero", "plus"].map((name) =>
    cssColour(name)
      .match(/\w\w/g)
      .map((pair) => parseInt(pair, 16)),
  );
  const mix = (share, end) => zero.map((from, i) => Math.round(from + (end[i] - from) * share));
  return Array.from({ length: 2 * STEPS + 1 }, (_, i) => mix(Math.abs(i - STEPS) / STEPS, i < STEPS ? minus : plus));
}

/** The colours as a strip, for a legend: a data URL. */
export function colourStrip() {
  return bitmap(2 * STEPS + 1, 1, (x) => x - STEPS, divergingColours());
}

function bitmap(width, height, stepAt, colours) {
  const canvas = el("canvas", { width, height });
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at += 4) {
      const step = stepAt(x, y);
      if (step === null) continue; // padding stays transparent
      image.data.set(colours[step + STEPS], at);
      image.data[at + 3] = 255;
    }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL();
}

/**
 * One picture for every sentence, a pixel for every number: data URLs.
 * `values` is [batch, pos, d_model]; numbers beyond `limit` have the strongest colour.
 */
export function sheetPictures({ nSentences, nPositions, dModel, isPadding }, values, limit) {
  const colours = divergingColours();
  const stepOf = (value) => Math.round(Math.max(-1, Math.min(1, value / limit)) * STEPS);
  const picture = (b) =>
    bitmap(
      nPositions,
      dModel,
      (p, d) => (isPadding(b, p) ? null : stepOf(values[(b * nPositions + p) * dModel + d])),
      colours,
    );
  return Array.from({ length: nSentences }, (_, b) => picture(b));
}

/** Where each sheet lies: `{b, x, y, width, height}`, `perRow` of them side by side, then the next row. */
export function arrange(
  { nSentences, nPositions },
  { left = 0, top = 0, width, height, gap, perRow = nSentences, rowGap = 0, maxColumn = 14 },
) {
  const column = Math.min(maxColumn, (width - gap * (perRow - 1)) / perRow / nPositions);
  return Array.from({ length: nSentences }, (_, b) => ({
    b,
    x: left + (b % perRow) * (column * nPositions + gap),
    y: top + Math.floor(b / perRow) * (height + rowGap),
    width: column * nPositions,
    height,
    column,
  }));
}

/** The sheets themselves, padding hatched. */
export function drawSheets(activations, places, pictures) {
  const hatch = `um-norms-hatch-${++hatches}`;
  const pattern = el(
    "pattern",
    { id: hatch, width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    el("line", { x1: 0, y1: 0, x2: 0, y2: 5, class: "hatch" }),
  );
  return el(
    "g",
    {},
    el("defs", {}, pattern),
    places.map((place) => [
      picture(pictures[place.b], place),
      paddingOf(activations, place).map((box) => el("rect", { ...box, fill: `url(#${hatch})` })),
      el("rect", { x: place.x, y: place.y, width: place.width, height: place.height, class: "sheet" }),
    ]),
  );
}

const picture = (href, { x, y, width, height }) =>
  el("image", { href, x, y, width, height, preserveAspectRatio: "none" });

function paddingOf({ spans, nPositions }, { b, x, y, column, height }) {
  const [start, end] = spans[b];
  return [
    [0, start],
    [end, nPositions],
  ]
    .filter(([from, to]) => to > from)
    .map(([from, to]) => ({ x: x + from * column, y, width: (to - from) * column, height }));
}

/** The cell under a point of the figure, or null outside the sheets. */
export function cellAt({ nPositions, dModel }, places, x, y) {
  const place = places.find(
    (sheet) => x >= sheet.x && x < sheet.x + sheet.width && y >= sheet.y && y < sheet.y + sheet.height,
  );
  if (!place) return null;
  const p = Math.min(nPositions - 1, Math.floor((x - place.x) / place.column));
  const d = Math.min(dModel - 1, Math.floor(((y - place.y) / place.height) * dModel));
  return { b: place.b, p, d };
}

/** The boxes that a slice covers in the figure. */
export function boxesOf({ dModel }, places, slice) {
  return slice.map(({ b, positions, features }) => {
    const place = places[b];
    const row = place.height / dModel;
    return {
      x: place.x + positions[0] * place.column,
      y: place.y + features[0] * row,
      width: (positions[1] - positions[0]) * place.column,
      height: (features[1] - features[0]) * row,
    };
  });
}

const THINNEST = 2.5;

/** A box grown about its middle until it can be seen. */
export function visibleBox({ x, y, width, height }) {
  const [dx, dy] = [width, height].map((side) => Math.max(0, THINNEST - side) / 2);
  return { x: x - dx, y: y - dy, width: width + 2 * dx, height: height + 2 * dy };
}

const outline = ({ x, y, width, height }) => `M${x} ${y}h${width}v${height}h${-width}z`;

/** A path over all sheets with holes where the boxes are: what is left in the dark. */
export const shadeAround = (places, boxes) => [...places.map(outline), ...boxes.map(outline)].join("");

export const outlines = (boxes) => boxes.map(outline).join("");
