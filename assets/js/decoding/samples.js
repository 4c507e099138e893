// Many samples of one strategy, and how different they are.

import { el, number, t, tableOf } from "../common.js";
import { lineChart } from "./chart.js";
import { titleOf } from "./strategies.js";

const COUNTS = [2, 4, 8, 12, 16, 24, 32];

export function drawSamples(place, payload, on) {
  const { samples, diversity, n_steps } = payload;
  const writing = samples.some((sample) => sample.stopped === null);
  const count = el(
    "select",
    {
      "aria-label": t("decoding.n_samples"),
      onchange: ({ target }) => on.look(`samples.${payload.column}.${target.value}`),
    },
    [...new Set([...COUNTS, samples.length])]
      .sort((a, b) => a - b)
      .map((n) => el("option", { value: String(n), selected: n === samples.length }, String(n))),
  );
  place.replaceChildren(
    el(
      "header",
      { class: "um-decoding-title" },
      el("h4", {}, count, " ", t("decoding.samples_of"), " ", columnChoice(payload, on)),
      writing &&
        el(
          "span",
          { class: "um-caption" },
          t("decoding.writing", { n: diversity.n_beginnings.length, limit: n_steps }),
        ),
    ),
    el(
      "div",
      { class: "um-decoding-beside" },
      figures(diversity, samples.length),
      beginnings(diversity, samples.length, n_steps),
    ),
    el("ol", { class: "um-decoding-samples" }, samples.map(sampleOf)),
    ...(writing ? [] : [tableOf("decoding-samples", tableRows(samples))]),
  );
}

/** Which of the columns that draw is repeated. */
function columnChoice({ strategy, strategies, samples }, on) {
  const drawn = strategies.map((other, i) => [other, i]).filter(([other]) => other.name === strategy.name);
  const chosen = drawn.find(([other]) => JSON.stringify(other) === JSON.stringify(strategy));
  if (drawn.length < 2 || !chosen) return titleOf(strategy);
  return el(
    "select",
    {
      "aria-label": t("decoding.which_column"),
      onchange: ({ target }) => on.look(`samples.${target.value}.${samples.length}`),
    },
    drawn.map(([other, i]) =>
      el("option", { value: String(i), selected: i === chosen[1] }, `${i + 1} ${titleOf(other)}`),
    ),
  );
}

function figures({ n_different, distinct_1, distinct_2, mean_shared }, n) {
  const share = (value) => (value === null ? "–" : number(value, 2));
  const lines = [
    [t("decoding.n_different"), t("decoding.of", { n: n_different, all: n })],
    [t("decoding.distinct_1"), share(distinct_1)],
    [t("decoding.distinct_2"), share(distinct_2)],
    [t("decoding.mean_shared"), share(mean_shared)],
  ];
  return el(
    "dl",
    { class: "um-decoding-figures" },
    lines.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

/** How the samples part: different beginnings after each step. */
function beginnings({ n_beginnings }, n, nSteps) {
  return lineChart({
    name: "decoding-beginnings",
    title: t("decoding.beginnings"),
    x: t("decoding.step"),
    y: t("decoding.beginnings_y"),
    nSteps,
    most: n,
    lines: [{ label: "", colour: "family", values: n_beginnings }],
    show: (value) => number(value),
  });
}

function sampleOf({ tokens, shared, mean_surprisal_bits, stopped }) {
  const text = (part) => part.map((token) => token.replace(/^·+(?=.)|^·$/, " ")).join("");
  return el(
    "li",
    {},
    el(
      "p",
      { dir: "auto" },
      el("span", { class: "um-decoding-shared" }, text(tokens.slice(0, shared))),
      text(tokens.slice(shared)),
    ),
    el(
      "small",
      {},
      mean_surprisal_bits === null ? "" : `${number(mean_surprisal_bits, 2)} ${t("decoding.mean_surprisal")}`,
      stopped === "end_of_text" ? ` · ${t("decoding.state_end_of_text", { n: tokens.length })}` : "",
    ),
  );
}

function tableRows(samples) {
  const head = ["#", t("decoding.texts"), t("decoding.mean_surprisal"), t("decoding.shared")];
  return [
    head,
    ...samples.map(({ tokens, shared, mean_surprisal_bits }, i) => [
      i + 1,
      tokens.join(""),
      mean_surprisal_bits?.toFixed(4) ?? "",
      shared,
    ]),
  ];
}
