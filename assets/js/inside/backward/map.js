// A map of gradients: a row for each depth, a column for each token; hatched where nothing comes back.

import { el } from "../../lib/dom.js";
import { hatch, rampLegend, tokenMap } from "../../lib/heatmap.js";
import { rounded, short } from "../../lib/numbers.js";
import { amount, sequential } from "../../lib/ramp.js";
import { savable } from "../../lib/save.js";
import { announce, tooltip } from "../../lib/tooltip.js";
import { t } from "../../lib/words.js";
import { blockOf, shortName } from "../steps.js";
import { rowOfStation, strength } from "./data.js";

/** @import { Backward } from "./data.js" */
/** @import { Place } from "../../lib/keys.js" */

const ROW = 24;
const NAMES = 132;

/** @param {Backward} shown @param {number} width @param {(position: number) => void} onChoose */
export function mapFigure(shown, width, onChoose) {
  const about = { title: t("inside.back_title", { model: shown.title }), model: shown.title };
  const draw = () => drawMap(shown, width, onChoose);
  return savable("gradients", about, draw(), { anew: draw, table: () => tableRows(shown) });
}

/** @param {Backward} shown @param {number} width @param {(position: number) => void} onChoose */
function drawMap(shown, width, onChoose) {
  const { tokens, stations, norms, position, family } = shown;
  const most = Math.max(...norms.data);
  const pixelOf = amount(sequential(`${family === "rnn" ? "lstm" : family}-fill`));
  const height = stations.length * ROW;
  const told = (/** @type {Place} */ { row, column }) =>
    t("inside.back_told", {
      place: stationName(shown, row),
      token: tokens[column].label,
      size: short(norms.at(row, column), 3),
    });
  const map = tokenMap(
    {
      labels: tokens.map(({ label }) => label),
      nRows: stations.length,
      pixelAt: (row, column) => pixelOf(strength(norms.at(row, column), most)),
      width: Math.max(240, width - NAMES),
      height,
      alt: t("inside.back_alt"),
      chosen: { row: stations.length - 1, column: position },
    },
    {
      onPoint(place, where) {
        tooltip.show(where, told(place));
        announce(told(place));
      },
      onLeave: () => tooltip.hide(),
      onChoose: ({ column }) => onChoose(column),
    },
  );
  hatchEmpty(map.canvas, shown);
  const names = stations.map((_, row) =>
    el("text", { x: NAMES - 10, y: row * ROW + ROW / 2 + 5, "text-anchor": "end" }, stationName(shown, row)),
  );
  return el(
    "div",
    { class: "gradient-map" },
    el(
      "div",
      { class: "map-row" },
      el("svg", { class: "row-names", width: NAMES, height, "aria-hidden": "true" }, names),
      el("div", { class: "scroll" }, map.element),
    ),
    el(
      "p",
      { class: "keys" },
      rampLegend(short(most / 1000, 2), short(most, 2)),
      el("span", {}, t("inside.back_scale")),
      el("span", {}, t("inside.back_hatched")),
    ),
  );
}

/** Nothing comes back to these. @param {HTMLCanvasElement} canvas @param {Backward} shown */
function hatchEmpty(canvas, { norms, stations, tokens }) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const width = Number.parseFloat(canvas.style.width) / tokens.length;
  for (let row = 0; row < stations.length; row++)
    for (let column = 0; column < tokens.length; column++)
      if (norms.at(row, column) === 0) hatch(context, { x: column * width, y: row * ROW, width, height: ROW }, 7);
}

/** @param {Backward} shown @param {number} row */
function stationName({ stations, has_state }, row) {
  const name = stations[row];
  const block = blockOf(name);
  if (block === null) return t("inside.back_embed");
  const isEntering = ["resid_pre", "input"].includes(shortName(name));
  if (isEntering) return t(has_state ? "inside.back_into_layer" : "inside.back_into", { block });
  return t(has_state ? "inside.back_layer" : "inside.back_behind", { block });
}

/** @param {Backward} shown */
const tableRows = (shown) => [
  [t("inside.token"), ...shown.stations.map((_, row) => stationName(shown, row))],
  ...shown.tokens.map(({ label }, position) => [
    label,
    ...shown.stations.map((_, row) => rounded(rowOfStation(shown, row)[position])),
  ]),
];
