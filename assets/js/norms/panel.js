// One norm beside the other: what it averages, its statistics, its result, one cell's numbers.

import { list } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { short } from "../lib/numbers.js";
import { saveMenu } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { normalisedAll } from "./activations.js";
import { drawCube } from "./cube.js";
import {
  arrange,
  boxesOf,
  colourStrip,
  drawSheets,
  middleOf,
  outlines,
  setAttributes,
  shadeAround,
  sheetPictures,
  visibleBox,
} from "./drawing.js";
import { formulaOf } from "./formula.js";
import { drawHistograms } from "./histogram.js";
import { aboutBatch } from "./section.js";
import { LEGIBLE_COLUMN, NAMES_HEIGHT, tokenNames } from "./stack.js";
import { drawStatistics } from "./statistics.js";
import { measured, own, statisticsRows, uneven, words } from "./told.js";

/** @import { Activations, Box, Cell, Norm } from "./activations.js" */
/** @import { Place } from "./drawing.js" */

const LIMIT = 3; // normalised numbers beyond three deviations have the strongest colour
const FIGURE = { height: 312, top: 18, strip: 54, bottom: 18, gap: 3 };
const STRIP = { widest: 92, gap: 12 }; // of bars beside the sheets
const WIDE_ENOUGH = 220; // for the legend beside the title

/** @typedef {{ norm: Norm, activations: Activations, pictures: string[], width: number }} Shown */
/** @typedef {ReturnType<typeof createPanel>} Panel */

/**
 * A panel with its own choice of norm. The number of groups and whether the site's gain and bias are applied are
 * chosen in it too.
 *
 * @param {object} given
 * @param {string} given.label
 * @param {string[]} given.norms
 * @param {(name: string) => void} given.onNorm
 * @param {(svg: SVGSVGElement, places: Place[]) => void} given.onPoint
 * @param {(groups: number) => void} given.onGroups
 */
export function createPanel({ label, norms, onNorm, onPoint, onGroups }) {
  const options = norms.map((name) => /** @type {[string, string]} */ ([name, t(`norms.${name}_name`)]));
  const choice = list({ options, value: "", label, onChoose: onNorm });
  const badge = el("span", { class: "badge", hidden: true }, t("norms.own_badge"));
  /** @type {HTMLSelectElement} */
  const groups = el("select", { onchange: () => onGroups(Number(groups.value)) });
  const groupChoice = el("label", { class: "groups" }, t("norms.groups"), groups);
  const gained = el("input", { type: "checkbox", onchange: redraw });
  const gainName = el("span", {});
  const gainChoice = el("label", { class: "gained" }, gained, gainName);
  const body = el("div");
  const node = el("section", { class: "panel" }, el("header", {}, choice, badge, groupChoice), body);
  /** @type {ReturnType<typeof drawNorm>} */
  let drawn;
  /** @type {Shown} */
  let shown;

  /** @param {Shown} next */
  function show(next) {
    shown = next;
    const { norm, activations } = shown;
    choice.value = norm.name;
    badge.hidden = norm.name !== activations.kind;
    groupChoice.hidden = !norm.isGrouped;
    groups.replaceChildren(
      ...divisors(activations.dModel).map((n) => el("option", { value: n, selected: n === norm.nGroups }, String(n))),
    );
    gainChoice.hidden = !activations.gain;
    const ownKind = activations.norms[activations.kind];
    gainName.textContent = t(ownKind?.isCentred === false ? "norms.with_gain" : "norms.with_gain_bias");
    draw();
  }

  function draw() {
    drawn = drawNorm(shown, gained.checked && Boolean(shown.activations.gain), gainChoice, body);
    onPoint(drawn.svg, drawn.places);
    body.replaceChildren(...drawn.parts);
  }

  function redraw() {
    draw();
    onNorm(choice.value);
    gained.focus();
  }

  const light = (/** @type {Cell} */ cell, /** @type {boolean} */ isHovered) => drawn.light(cell, isHovered);
  return { node, show, light };
}

const divisors = (/** @type {number} */ n) =>
  Array.from({ length: n }, (_, i) => i + 1).filter((part) => n % part === 0);

/**
 * @param {Shown} shown
 * @param {boolean} isGained
 * @param {HTMLElement} gainChoice
 * @param {HTMLElement} place where the page's styles reach what is drawn
 */
function drawNorm({ norm, activations, pictures, width }, isGained, gainChoice, place) {
  const cube = drawCube(activations, pictures);
  const values = normalisedAll(norm, activations);
  const after = isGained ? withGain(values, activations) : values;
  const title = t(isGained ? "norms.after_gain" : "norms.after");
  const map = drawMap(norm, activations, after, width, title);
  const formula = el("div", { class: "worked" });

  /**
   * @param {Cell} cell
   * @param {boolean} isHovered
   */
  function light(cell, isHovered) {
    const slice = norm.sliceOf(cell);
    cube.light(slice);
    map.light(cell, slice, isHovered);
    formula.replaceChildren(...formulaOf(norm, activations, cell));
  }

  const name = `norms-${norm.name}`;
  const about = aboutBatch(activations, `${t(`norms.${norm.name}_name`)} · ${title}`);
  const parts = [
    el("div", { class: "slice" }, cube.svg, el("div", {}, words(norm, activations))),
    gainChoice,
    el("figure", {}, map.svg, isManyToARow(norm) && el("figcaption", { class: "quiet" }, t("norms.pale_bars"))),
    formula,
    el("p", { class: "measured" }, measured(norm), " ", uneven(norm, activations, values)),
    ...(norm.name === activations.kind ? [el("p", { class: "own" }, own(activations))] : []),
    saveMenu(name, { picture: () => savedMap(norm, activations, after, title), about, place }),
    drawHistograms(norm),
    tableOf(name, () => statisticsRows(norm, activations)),
  ];
  return { parts, svg: map.svg, places: map.places, light };
}

/** True when a row of the figure has a mean in every sentence, of which the bars can show one. */
const isManyToARow = (/** @type {Norm} */ { kept }) => kept.includes("b") && !kept.includes("p");

/**
 * All cells after the norm, with the statistics that made them along the axis they belong to.
 *
 * @param {Norm} norm
 * @param {Activations} activations
 * @param {Float32Array} values
 * @param {number} width
 * @param {string} title
 */
function drawMap(norm, activations, values, width, title) {
  const { places, areas, mapWidth } = layOutMap(norm, activations, width);
  const statistics = drawStatistics(norm, activations, places, areas);
  const [shade, ring, dot] = [
    el("path", { class: "shade", "fill-rule": "evenodd" }),
    el("path", { class: "ring" }),
    el("circle", { class: "cell" }), // seen when a cell is lit
  ];
  const svg = el(
    "svg",
    {
      viewBox: `0 0 ${width} ${FIGURE.height}`,
      width,
      height: FIGURE.height,
      role: "img",
      "aria-label": t("norms.map_alt", { norm: t(`norms.${norm.name}_name`) }),
    },
    el("text", { x: 0, y: 11, class: "name" }, title),
    mapWidth >= WIDE_ENOUGH && legend(rightEnd(places)),
    drawSheets(activations, places, sheetPictures(activations, values, LIMIT)),
    statistics.node,
    el("g", { class: "marks" }, shade, ring, dot),
  );

  /**
   * @param {Cell} cell
   * @param {Box[]} slice
   * @param {boolean} isHovered
   */
  function light(cell, slice, isHovered) {
    const boxes = boxesOf(activations, places, slice).map(visibleBox);
    shade.setAttribute("d", isHovered ? shadeAround(places, boxes) : "");
    ring.setAttribute("d", outlines(boxes));
    setAttributes(dot, { ...middleOf(activations, places, cell), r: 4 });
    statistics.light(cell);
  }

  return { svg, places, light };
}

/**
 * The same to be saved: wide enough for the tokens to be named below their columns.
 *
 * @param {Norm} norm
 * @param {Activations} activations
 * @param {Float32Array} values
 * @param {string} title
 */
function savedMap(norm, activations, values, title) {
  const { nSentences, nPositions } = activations;
  const beside = norm.kept.includes("p") ? 0 : 2 * STRIP.widest + 2 * STRIP.gap;
  const width = nSentences * (nPositions * LEGIBLE_COLUMN + FIGURE.gap) + beside;
  const { svg, places } = drawMap(norm, activations, values, width, title);
  svg.append(...places.flatMap((place) => tokenNames(activations, place, FIGURE.height + 4)));
  svg.setAttribute("viewBox", `0 0 ${width} ${FIGURE.height + NAMES_HEIGHT}`);
  return svg;
}

/**
 * Where the sheets lie, and the bars: below them where every token has its own, else beside them.
 *
 * @param {Norm} norm
 * @param {Activations} activations
 * @param {number} width
 */
function layOutMap(norm, activations, width) {
  const alongTokens = norm.kept.includes("p");
  const tokenMap = FIGURE.height - FIGURE.top - FIGURE.strip * (norm.isCentred ? 2 : 1);
  const stripWidth = Math.max(66, Math.min(STRIP.widest, width * 0.19));
  const mapWidth = alongTokens ? width : width - 2 * (stripWidth + STRIP.gap);
  const height = alongTokens ? tokenMap : FIGURE.height - FIGURE.top - FIGURE.bottom;
  const places = arrange(activations, { top: FIGURE.top, width: mapWidth, height, gap: FIGURE.gap });
  const areas = (/** @type {number} */ i) =>
    alongTokens
      ? { x: 0, y: FIGURE.top + tokenMap + 4 + i * FIGURE.strip, height: FIGURE.strip - 6 }
      : { x: rightEnd(places) + 14 + i * (stripWidth + 10), width: stripWidth - 4 };
  return { places, areas, mapWidth };
}

const rightEnd = (/** @type {Place[]} */ places) => places[places.length - 1].x + places[places.length - 1].width;

/** The colours' scale, to the left of `right`. */
const legend = (/** @type {number} */ right) => [
  el("text", { x: right - 86, y: 11, "text-anchor": "end" }, short(-LIMIT)),
  el("image", { href: colourStrip(), x: right - 82, y: 4, width: 64, height: 7, preserveAspectRatio: "none" }),
  el("text", { x: right, y: 11, "text-anchor": "end" }, short(LIMIT)),
];

/**
 * The same after the gain and bias that the model learned for its own norm there.
 *
 * @param {Float32Array} values
 * @param {Activations} activations
 */
const withGain = (values, { gain, bias, dModel }) =>
  values.map((value, i) => value * (gain?.[i % dModel] ?? 1) + (bias?.[i % dModel] ?? 0));
