// The grid of the logit lens: a row for each token, a column for what each block gives; in a cell the token that the
// model would say there. The row that is to be guessed is covered until then.

import { channels, colour } from "../lib/colours.js";
import { el } from "../lib/dom.js";
import { hatch, prepare } from "../lib/heatmap.js";
import { fitted, pageFont } from "../lib/labels.js";
import { number, percent, short } from "../lib/numbers.js";
import { mixed } from "../lib/ramp.js";
import { t } from "../lib/words.js";
import { listen, rowNames } from "./cells.js";
import { shadeOf } from "./lens_data.js";

/** @import { Place } from "../lib/keys.js" */
/** @import { Rgb } from "../lib/ramp.js" */
/** @import { Lens, Shade } from "./lens_data.js" */

const NAMES = 104; // pixels of the tokens' names
const [NARROWEST, WIDEST] = [68, 132];
const [TALL, LOW, MANY] = [28, 20, 64]; // of a row; of one among many
const FONT_PX = 13;
const DEEPEST = 0.82; // of the family's colour, so that letters can be read

/** @typedef {{ width: number, shade: Shade, chosen: Place | null, covered: number | null }} Shown */

/**
 * @param {Lens} lens
 * @param {Shown} shown `covered` is the row that is still to be guessed
 * @param {(place: { station: number, position: number }) => void} [onChoose]
 */
export function drawGrid(lens, { width, shade, chosen, covered }, onChoose = () => {}) {
  const { tokens, nStations } = lens;
  const column = Math.floor(Math.max(NARROWEST, Math.min(WIDEST, (width - NAMES) / nStations)));
  const row = tokens.length > MANY ? LOW : TALL;
  const grid = { nRows: tokens.length, nColumns: nStations };
  const canvas = el("canvas", { role: "application", tabindex: "0", "aria-label": t("inside.lens_alt") });
  paint(canvas, lens, { row, column, shade, chosen, covered });
  listen(canvas, grid, chosen, {
    told: ({ row: position, column: station }) => told(lens, station, position, position === covered),
    onCell: ({ row: position, column: station }) => position !== covered && onChoose({ station, position }),
  });
  const names = rowNames(tokens, { row, width: NAMES, here: chosen?.row ?? lens.position });
  return el(
    "div",
    { class: "scroll lens-grid" },
    el("div", { class: "lens-head", style: { "padding-inline-start": `${NAMES}px` } }, heads(lens, column)),
    el("div", { class: "lens-body" }, names, canvas),
  );
}

/** @param {Lens} lens @param {number} column */
const heads = (lens, column) =>
  lens.stations.map((_, station) => el("span", { style: { width: `${column}px` } }, stationName(lens, station)));

/** What a station is called: before block 0, then each block. @param {Lens} lens @param {number} station */
export function stationName({ is_recurrent }, station) {
  if (station === 0) return t("inside.lens_before");
  return t(is_recurrent ? "inside.lens_layer" : "inside.part_block", { n: station - 1 });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Lens} lens
 * @param {{ row: number, column: number, shade: Shade, chosen: Place | null, covered: number | null }} shown
 */
function paint(canvas, lens, { row, column, shade, chosen, covered }) {
  const { tokens, nStations, family, top, ranks } = lens;
  const context = prepare(canvas, column * nStations, row * tokens.length);
  const strength = shadeOf(lens, shade);
  const [from, to] = [channels("raised"), channels(`${family}-fill`)];
  const letterOn = lettersOf(["ink", "raised"]);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const measure = (/** @type {string} */ text) => context.measureText(text).width;
  for (let position = 0; position < tokens.length; position++)
    for (let station = 0; station < nStations; station++) {
      const box = { x: station * column, y: position * row, width: column - 1, height: row - 1 };
      if (position === covered) {
        hatch(context, box, 7);
        continue;
      }
      const ground = mixed(from, to, DEEPEST * strength(station, position));
      const isAnswer = ranks.at(station, position) === 1;
      context.fillStyle = `rgb(${ground.map(Math.round).join(" ")})`;
      context.fillRect(box.x, box.y, box.width, box.height);
      context.font = `${isAnswer ? 650 : 400} ${FONT_PX}px ${pageFont()}`;
      context.fillStyle = letterOn(ground);
      const text = fitted(top[station][position], column - 10, measure);
      context.fillText(text, box.x + box.width / 2, box.y + box.height / 2 + 0.5);
      if (isAnswer) {
        context.fillRect(box.x + 4, box.y + box.height - 3, box.width - 8, 1.5);
      }
    }
  if (!chosen) return;
  context.strokeStyle = colour("ink");
  context.lineWidth = 2;
  context.strokeRect(chosen.column * column, chosen.row * row, column - 1, row - 1);
}

/** Of some colours the one that is read best on a ground. @param {string[]} names */
function lettersOf(names) {
  const letters = names.map((name) => ({ css: colour(name), light: luminance(channels(name)) }));
  return (/** @type {Rgb} */ ground) => {
    const there = luminance(ground);
    const contrast = (/** @type {number} */ light) => (Math.max(light, there) + 0.05) / (Math.min(light, there) + 0.05);
    return letters.reduce((best, one) => (contrast(one.light) > contrast(best.light) ? one : best)).css;
  };
}

/** Relative luminance (WCAG 2.1). @param {Rgb} colour */
function luminance(colour) {
  const [r, g, b] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {Lens} lens @param {number} station @param {number} position @param {boolean} isCovered */
function told(lens, station, position, isCovered) {
  const place = t("inside.lens_place", { token: lens.tokens[position].label, station: stationName(lens, station) });
  if (isCovered) return `${place}: ${t("inside.lens_guess_first")}`;
  const said = {
    top: lens.top[station][position],
    prob: percent(lens.probs.at(station, position)),
    answer: lens.answers[position],
    answer_prob: percent(lens.answerProbs.at(station, position)),
    rank: number(lens.ranks.at(station, position)),
    bits: short(lens.entropies.at(station, position), 3),
  };
  return el(
    "div",
    { class: "um-inside-told" },
    el("p", {}, place),
    el("p", {}, t("inside.lens_told_top", said)),
    el("p", {}, t("inside.lens_told_answer", said)),
    el("p", {}, t("inside.lens_told_entropy", said)),
  );
}

/** The grid as a table: a row for each place. @param {Lens} lens */
export function gridRows(lens) {
  const keys = ["token", "lens_station", "lens_top", "lens_prob", "lens_entropy", "lens_answer", "lens_rank"];
  const rows = lens.tokens.flatMap(({ label }, position) =>
    lens.stations.map((_, station) => [
      label,
      stationName(lens, station),
      lens.top[station][position],
      lens.probs.at(station, position),
      lens.entropies.at(station, position),
      lens.answers[position],
      lens.ranks.at(station, position),
    ]),
  );
  return [keys.map((key) => t(`inside.${key}`)), ...rows];
}
