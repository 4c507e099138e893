// Models beside each other that show what norms and gates do for gradients.

import { chartFigure } from "../../lib/chart.js";
import { el } from "../../lib/dom.js";
import { percent, short } from "../../lib/numbers.js";
import { t } from "../../lib/words.js";

/** @import { BesidePayload, DepthLine, TimeLine } from "./payloads.js" */

const DEPTH_COLOURS = ["var(--um-gpt-fill)", "var(--um-bert-fill)", "var(--um-muted)"];
const TIME_COLOURS = ["var(--um-lstm-fill)", "var(--um-muted)"];
const NARROW = 900;

/** @param {BesidePayload} found @param {number} width */
export function drawBeside(found, width) {
  const each = width > NARROW ? Math.floor(width / 2) - 20 : width;
  return [
    el("h3", {}, t("inside.beside_title")),
    el(
      "p",
      { class: "um-caption" },
      t(found.is_own ? "inside.beside_own" : "inside.beside_other", { text: found.text }),
    ),
    el(
      "div",
      { class: "beside-row" },
      depthPart(found.depth, each, found.text),
      timePart(found.time, each, found.text),
    ),
  ];
}

/** How much larger the gradient is behind the first block than behind the last. @param {DepthLine} line */
const growth = ({ sizes }) => sizes[1] / sizes[sizes.length - 1];

/** @param {{ title: string }[]} lines @param {string} text */
const aboutAll = (lines, text) => ({ text, model: lines.map(({ title }) => title).join(", ") });

/** @param {DepthLine[]} lines @param {number} width @param {string} text */
function depthPart(lines, width, text) {
  const names = lines.map(({ model }) => t(`inside.twin_${model.replace("-", "_")}`));
  const [before, after, none] = lines.map((line) => short(growth(line), 2));
  const series = lines.map(({ sizes }, i) => ({
    name: names[i],
    colour: DEPTH_COLOURS[i],
    values: sizes.slice(1),
    dashed: i === 2,
  }));
  const columns = lines[0].sizes.slice(1).map((_, block) => ({ label: String(block) }));
  return el(
    "div",
    {},
    el("p", { class: "said" }, t("inside.beside_depth", { before, after, none })),
    chartFigure("gradient-by-depth", series, {
      width,
      height: 260,
      names: columns,
      low: 0,
      points: true,
      xName: t("inside.beside_block"),
      yName: t("inside.beside_size"),
      about: aboutAll(lines, text),
    }),
    el("p", { class: "um-caption" }, t("inside.beside_trained")),
  );
}

/** @param {TimeLine[]} lines @param {number} width @param {string} text */
function timePart(lines, width, text) {
  const [lstm, rnn] = lines.map(({ shares }) => percent(shares[shares.length - 1]));
  const series = lines.map(({ state, title, shares }, i) => ({
    name: t(`inside.time_${state}`, { model: title }),
    colour: TIME_COLOURS[i],
    values: shares,
    dashed: i === 1,
  }));
  return el(
    "div",
    {},
    el("p", { class: "said" }, t("inside.beside_time", { n: lines[0].shares.length - 1, lstm, rnn })),
    chartFigure("gradient-through-time", series, {
      width,
      height: 260,
      log: true,
      xName: t("inside.beside_back"),
      yName: t("inside.beside_share"),
      format: (share) => percent(share),
      about: aboutAll(lines, text),
    }),
    el("p", { class: "um-caption" }, t("inside.beside_vanish")),
  );
}
