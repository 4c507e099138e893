// Twins that differ in their norm alone: their last figures, and how each goes on with the text. Their
// learning curves are Plotly's, above.

import { asking } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { count, number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { table, tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { ranking } from "./ranking.js";
import { ofBatch } from "./section.js";

/** @import { Finished } from "./ranking.js" */
/** @import { ContinueQuestion, TwinContinuation, TwinFigures, TwinRow } from "./payloads.js" */

/**
 * @typedef {object} Server
 * @property {(asked: object) => Promise<TwinRow[]>} twin_table
 * @property {(asked: ContinueQuestion) => Promise<TwinContinuation[]>} continue_text
 */

/** @param {Host<null, unknown, Server>} host */
function createTraining({ server }) {
  const figures = el("div", { class: "figures" });
  const texts = el("div", { class: "continuations" });
  const node = el(
    "div",
    { class: "training" },
    el("h3", {}, t("norms.final_figures")),
    figures,
    el("h3", {}, t("norms.continuations")),
    el("p", { class: "quiet" }, t("norms.continuations_what")),
    texts,
  );
  asking(server.twin_table, (rows) => figures.replaceChildren(...drawFigures(rows)), { place: figures })({});
  const write = asking(
    server.continue_text,
    (rows, { text }) => {
      texts.replaceChildren(...rows.map((row) => drawContinuation(row, text)));
      const model = rows.map(({ place }) => twinName(place)).join(", ");
      savable("norms-continuations", { title: t("norms.continuations"), model, text }, texts, {
        table: () => continuationRows(rows),
      });
    },
    { place: texts },
  );
  return {
    node,
    show: (/** @type {import("./activations.js").Activations} */ { request }) => write({ text: request.texts[0] }),
  };
}

export const mount = ofBatch(createTraining);

const shown = (/** @type {number | null} */ value, /** @type {number} */ digits) =>
  value === null ? t("norms.not_finite") : number(value, digits);
const twinName = (/** @type {string} */ place) => t(`norms.twin_${place}`);

/** @param {TwinRow[]} rows */
function drawFigures(rows) {
  const [{ n_params, n_steps, n_tokens, figures }] = rows;
  const head = [
    ...["twin", "train_loss", "held_out_loss"].map((key) => t(`norms.${key}`)),
    ...figures.map(({ source }) => t("norms.bits_on", { source: t(`norms.source_${source}`) })),
  ];
  const numbers = rows.map((row) => [
    twinName(row.place),
    row.train_loss_nats,
    row.held_out_loss_nats,
    ...row.figures.map(({ model }) => model),
  ]);
  const scroll = el("div", { class: "scroll", tabindex: "0" }, table(head, rows.map(figuresRow), { class: "twins" }));
  const sizes = { params: count(n_params), steps: count(n_steps), tokens: count(n_tokens) };
  return [
    el("p", { class: "answer" }, answer(rows)),
    savable(
      "norms-twins",
      { title: t("norms.final_figures"), model: rows.map(({ place }) => twinName(place)).join(", "), text: "" },
      el("div", {}, scroll, el("p", { class: "quiet" }, t("norms.twins_what", sizes))),
    ),
    tableOf("norms-twins", [head, ...numbers]),
  ];
}

/**
 * Whether the norm matters, as the held-out losses have it.
 *
 * @param {TwinRow[]} rows
 */
function answer(rows) {
  const found = ranking(rows);
  if (!found) return "";
  const { best, last, without } = found;
  const said = (/** @type {Finished} */ { place, loss }) => ({ name: twinName(place), loss: number(loss, 2) });
  const [first, worst] = [said(best), said(last)];
  const among = t("norms.answer_among", {
    best: first.name,
    best_loss: first.loss,
    last: worst.name,
    last_loss: worst.loss,
    gap: number(last.loss - best.loss, 2),
  });
  if (!without) return among;
  const gap = number(without.loss - last.loss, 2);
  return `${t("norms.answer_without", { loss: number(without.loss, 2), gap })} ${among}`;
}

/** @param {TwinRow} row */
const figuresRow = (row) =>
  el(
    "tr",
    { "data-place": row.place },
    el("th", { scope: "row" }, twinName(row.place)),
    [row.train_loss_nats, row.held_out_loss_nats].map((loss) => el("td", {}, shown(loss, 3))),
    row.figures.map((figure) => el("td", {}, bits(figure))),
  );

/** @param {TwinFigures} figures */
const bits = ({ model, training_mode }) =>
  training_mode === undefined
    ? shown(model, 2)
    : [shown(model, 2), el("small", {}, t("norms.own_statistics", { bits: shown(training_mode, 2) }))];

/** @param {TwinContinuation[]} rows @returns {import("../lib/table.js").Rows} */
const continuationRows = (rows) => [
  [t("norms.twin"), t("norms.continuations"), t("norms.column_bits_per_byte")],
  ...rows.map(({ place, text, bits_per_byte }) => [twinName(place), text, bits_per_byte]),
];

/**
 * @param {TwinContinuation} written
 * @param {string} text
 */
const drawContinuation = ({ place, text: written, bits_per_byte }, text) =>
  el(
    "div",
    { class: "continuation", "data-place": place },
    el(
      "p",
      { class: "name" },
      twinName(place),
      el("span", { class: "quiet" }, ` · ${t("norms.text_bits", { bits: number(bits_per_byte, 2) })}`),
    ),
    el("p", {}, el("span", { class: "quiet" }, text), written),
  );
