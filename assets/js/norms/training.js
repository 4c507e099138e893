// Twins that differ in their norm alone: their last figures, and how each goes on with the text. Their
// learning curves are Plotly's, above.

import { el, number, t, tableOf } from "../common.js";
import { ofBatch } from "./section.js";

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
  let asked = null;

  async function tell() {
    figures.replaceChildren(...(await told(server.twin_table({}).then(drawFigures))));
  }

  async function write(text) {
    if (text === asked) return;
    asked = text;
    texts.classList.add("waiting");
    const drawn = await told(server.continue_text({ text }).then((rows) => drawContinuations(rows, text)));
    if (text !== asked) return;
    texts.replaceChildren(...drawn);
    texts.classList.remove("waiting");
  }

  tell();
  return { node, show: ({ request }) => write(request.texts[0]) };
}

export const mount = ofBatch(createTraining);

const told = (answer) => answer.catch((error) => [el("p", { class: "um-status" }, error.message)]);
const shown = (value, digits) => (value === null ? t("norms.not_finite") : number(value, digits));

function drawFigures(rows) {
  const sources = rows[0].figures.map(({ source }) => source);
  const head = ["twin", "train_loss", "held_out_loss"]
    .map((key) => t(`norms.${key}`))
    .concat(sources.map((source) => t("norms.bits_on", { source })));
  const bits = ({ model, training_mode }) =>
    training_mode === undefined
      ? [shown(model, 2)]
      : [shown(model, 2), el("small", {}, t("norms.own_statistics", { bits: shown(training_mode, 2) }))];
  const [{ n_params, n_steps, n_tokens }] = rows;
  const table = [
    head,
    ...rows.map((row) => [
      t(`norms.twin_${row.place}`),
      row.train_loss_nats,
      row.held_out_loss_nats,
      ...row.figures.map(({ model }) => model),
    ]),
  ];
  return [
    el(
      "div",
      { class: "scroll", tabindex: "0" },
      el(
        "table",
        { class: "twins" },
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((cell) => el("th", { scope: "col" }, cell)),
          ),
        ),
        el(
          "tbody",
          {},
          rows.map((row) =>
            el(
              "tr",
              { "data-place": row.place },
              el("th", { scope: "row" }, t(`norms.twin_${row.place}`)),
              el("td", {}, shown(row.train_loss_nats, 3)),
              el("td", {}, shown(row.held_out_loss_nats, 3)),
              row.figures.map((figure) => el("td", {}, bits(figure))),
            ),
          ),
        ),
      ),
    ),
    el(
      "p",
      { class: "quiet" },
      t("norms.twins_what", { params: number(n_params), steps: number(n_steps), tokens: number(n_tokens / 1e6, 1) }),
    ),
    tableOf("norms-twins", table),
  ];
}

const drawContinuations = (rows, text) =>
  rows.map(({ place, text: written, bits_per_byte }) =>
    el(
      "div",
      { class: "continuation", "data-place": place },
      el(
        "p",
        { class: "name" },
        t(`norms.twin_${place}`),
        el("span", { class: "quiet" }, ` · ${t("norms.text_bits", { bits: number(bits_per_byte, 2) })}`),
      ),
      el("p", {}, el("span", { class: "quiet" }, text), written),
    ),
  );
