// How far back each model reaches: every token's influence on the prediction at a chosen position, the
// same against distance, and what is left of a derivative that goes back through a recurrent state.

import {
  decodeArray,
  downloadPng,
  downloadSvg,
  el,
  number,
  onColours,
  setting,
  t,
  tableOf,
  tooltip,
} from "../common.js";
import { chartActions, chartLegend, lineChart } from "./chart.js";
import { onWidth } from "./width.js";

const MEASURES = ["moved_bits", "gradient"];
const COLOURS = { lstm: "var(--um-lstm-fill)", gpt: "var(--um-gpt-fill)", rnn: "var(--um-muted)" };
const CHART = 260;
const SHADED_POWERS = 3;

export function mount({ element, props, watch }) {
  let found = null;

  function read() {
    found = props.value && {
      models: props.value.models.map(decodeModel),
      fading: props.value.fading.map(decodeFading),
    };
    draw();
  }

  function draw() {
    if (!found) {
      element.replaceChildren(el("p", { class: "quiet waiting" }, t("memory.measuring")));
      return;
    }
    if (!element.clientWidth) return;
    const measure = MEASURES.includes(setting("memory.measure").get()) ? setting("memory.measure").get() : "moved_bits";
    const back = Math.min(positionsBack(), found.models[0].size - 1);
    element.replaceChildren(
      choices(measure, (chosen) => keep("measure", chosen)),
      strips(found.models, measure, back, (chosen) => keep("position", chosen)),
      el("div", { class: "um-row" }, distanceChart(measure, back), carryAway(found.models)),
      fadingChart(),
    );
  }

  function keep(name, value) {
    setting(`memory.${name}`).set(String(value));
    draw();
  }

  function distanceChart(measure, back) {
    const series = found.models.map((model) => ({
      name: model.title,
      css: COLOURS[model.family],
      dashed: model.family === "rnn",
      values: [...model.curves[measure]],
      x: distances(model.size),
    }));
    const lead = found.models[0];
    const dots = {
      name: t("memory.this_position", { model: lead.title }),
      css: COLOURS[lead.family],
      dots: true,
      values: lead.row(measure, lead.size - 1 - back).reverse(),
      x: distances(lead.size - back),
    };
    return figure(
      "influence-by-distance",
      t("memory.by_distance"),
      [series, ...[[dots]]].flat(),
      {
        xName: t("memory.distance"),
        yName: t(`memory.${measure}_axis`),
        log: true,
        low: measure === "moved_bits" ? 1e-3 : undefined,
      },
      "dots",
    );
  }

  function fadingChart() {
    if (!found.fading.length) return null;
    const series = found.fading.flatMap((model) =>
      model.layers.map((layer, n) => ({
        name: t("memory.fading_of", { model: model.title, n: n + 1 }),
        css: COLOURS[model.family],
        dashed: n % 2 === 0,
        values: layer,
      })),
    );
    const note = el("p", { class: "um-caption" }, t("memory.fading_note"), " ", ...halves(found.fading));
    return el(
      "section",
      {},
      el("h4", {}, t("memory.fading")),
      note,
      figure("fading", null, series, { xName: t("memory.distance_state"), yName: t("memory.gain"), log: true }),
    );
  }

  function figure(name, title, series, options) {
    const width = Math.max(300, Math.min(760, element.clientWidth));
    const picture = lineChart(series, { width, height: CHART, ...options });
    const head = [options.xName, ...series.map((one) => one.name)];
    const xs = series[0].x ?? series[0].values.map((_, i) => i);
    const rows = xs.map((x, i) => [x, ...series.map(({ values }) => values[i]?.toPrecision(4) ?? "")]);
    return el(
      "figure",
      { class: "um-figure" },
      title && el("h4", {}, title),
      el("p", { class: "quiet" }, options.yName),
      chartLegend(series),
      picture,
      chartActions(name, () => picture, { downloadPng, downloadSvg }),
      tableOf(name, [head, ...rows]),
    );
  }

  watch("value", read);
  onColours(draw);
  onWidth(element, draw);
  read();
}

const distances = (n) => Array.from({ length: n }, (_, i) => i + 1);

/** How many tokens before the last one the chosen position is. */
function positionsBack() {
  const written = setting("memory.position").get() ?? "";
  return /^\d{1,4}$/.test(written) ? Number(written) : 0;
}

function decodeModel(payload) {
  const size = payload.tokens.length;
  const matrices = Object.fromEntries(MEASURES.map((name) => [name, decodeArray(payload[name])]));
  return {
    ...payload,
    size,
    curves: Object.fromEntries(MEASURES.map((name) => [name, decodeArray(payload.curves[name]).data])),
    /** What each token up to `asked` does to the prediction after it, from the first token on. */
    row: (name, asked) => Array.from({ length: asked + 1 }, (_, replaced) => matrices[name].at(asked, replaced)),
  };
}

function decodeFading(payload) {
  const { shape, data } = decodeArray(payload.gain);
  return {
    ...payload,
    layers: Array.from({ length: shape[0] }, (_, n) => [...data.subarray(n * shape[1], (n + 1) * shape[1])]),
  };
}

function halves(fading) {
  return fading
    .flatMap((model) =>
      model.layers.map((layer, n) => {
        const at = layer.findIndex((gain) => gain <= 0.5);
        return `${t("memory.fading_of", { model: model.title, n: n + 1 })}: ${at < 0 ? t("memory.half_beyond", { n: layer.length - 1 }) : t("memory.half_at", { n: at })}`;
      }),
    )
    .join(" · ");
}

function choices(measure, choose) {
  const option = (name) =>
    el(
      "button",
      { type: "button", class: "um-link", "aria-pressed": String(name === measure), onclick: () => choose(name) },
      t(`memory.measure_${name}`),
    );
  return el(
    "div",
    { class: "choices", role: "group", "aria-label": t("memory.measure") },
    el("span", { class: "quiet" }, t("memory.measure")),
    MEASURES.map(option),
  );
}

/** The last token of a model that ends where the chosen one ends, or before: tokenizers differ. */
function placeOf({ tokens }, end) {
  const after = tokens.findIndex((token) => token.end > end);
  return Math.max(0, (after < 0 ? tokens.length : after) - 1);
}

/** From nothing at a thousandth of the row's largest value to 1 at that value, in equal factors. */
function shading(row) {
  const most = Math.max(...row);
  return (value) => (value > 0 ? Math.max(0, 1 + Math.log10(value / most) / SHADED_POWERS) : 0);
}

/** One line of chips a model: the darker, the more a token matters to the prediction after the chosen one. */
function strips(models, measure, back, choose) {
  const lead = models[0];
  const chosenEnd = lead.tokens[Math.max(0, lead.size - 1 - back)].end;
  const line = (model) => {
    const asked = placeOf(model, chosenEnd);
    const row = model.row(measure, asked);
    const shade = shading(row);
    const unit = measure === "moved_bits" ? t("memory.bits") : "";
    const chip = ({ label }, i) => {
      const seen = i <= asked;
      return el(
        "button",
        {
          type: "button",
          class: `um-chip${seen ? "" : " ahead"}${i === asked ? " here" : ""}`,
          style: { "--amount": seen ? `${(100 * shade(row[i])).toFixed(1)}%` : "0%" },
          "aria-pressed": String(i === asked),
          onclick: () => choose(lead.size - 1 - placeOf(lead, model.tokens[i].end)),
          onpointerenter: (event) =>
            tooltip.show(
              event.currentTarget,
              seen ? `${label} · ${row[i].toFixed(3)} ${unit}` : t("memory.not_read_yet"),
            ),
          onpointerleave: () => tooltip.hide(),
        },
        label,
      );
    };
    return el(
      "div",
      { class: "strip", style: { "--family": COLOURS[model.family] } },
      el("span", { class: "name" }, model.title),
      el("div", { class: "chips" }, model.tokens.map(chip)),
    );
  };
  const cut = lead.first > 1 && el("p", { class: "quiet" }, t("memory.shown", { n: lead.size, total: lead.n_tokens }));
  return el(
    "div",
    { class: "strips" },
    el("p", { class: "quiet" }, t("memory.strips_note", { n: lead.n_replacements })),
    models.map(line),
    cut,
  );
}

function carryAway(models) {
  const row = (model) =>
    el(
      "tr",
      { style: { "--family": COLOURS[model.family] } },
      el("th", { scope: "row" }, model.title),
      el("td", {}, model.half === null ? "–" : number(1 + model.half, 1)),
      el("td", {}, model.reach ?? "–"),
      el("td", {}, `${number(model.curves.moved_bits[0], 2)} ${t("memory.bits")}`),
    );
  return el(
    "div",
    { class: "carry" },
    el("h4", {}, t("memory.carry_away")),
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["", "half", "reach", "last"].map((name) => el("th", { scope: "col" }, name && t(`memory.column_${name}`))),
        ),
      ),
      el("tbody", {}, models.map(row)),
    ),
    el("p", { class: "um-caption" }, t("memory.carry_note")),
  );
}
