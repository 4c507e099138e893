// Many samples of one strategy, and how different they are.

import { chartFigure } from "../lib/chart.js";
import { list } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { aboutOf, columnChoice, div, mountLook, pairs, titleBar } from "./parts.js";
import { textOf } from "./runs.js";
import { kindOf, titleOf } from "./strategies.js";

/** @import { LookAtSamples, SamplePayload as Sample } from "./payloads.js" */
/** @import { Props, Reach } from "./parts.js" */
/** @import { Rows } from "../lib/table.js" */

const COUNTS = [2, 4, 8, 12, 16, 24, 32];

/** @param {Host<LookAtSamples | null, Props, unknown>} host */
export const mount = (host) => mountLook(host, draw);

/** @param {LookAtSamples} payload @param {Reach} reach */
function draw(payload, reach) {
  const { samples, diversity, n_steps } = payload;
  const progress = t("decoding.writing", { n: diversity.n_beginnings.length, limit: n_steps });
  const isWriting = samples.some((sample) => sample.stopped === null);
  return [
    titleBar(title(payload, reach), isWriting && el("span", { class: "um-caption" }, progress)),
    div("beside", el("dl", { class: "um-decoding-figures" }, pairs(figures(payload))), beginnings(payload)),
    savable(
      "decoding-samples",
      aboutOf(payload, t("decoding.section_samples"), titleOf(payload.strategy)),
      el("div", {}, el("ol", { class: "um-decoding-samples" }, samples.map(sampleOf))),
    ),
    tableOf("decoding-diversity", () => diversityRows(payload)),
    !isWriting && tableOf("decoding-samples", () => tableRows(samples)),
  ];
}

/** How many samples of which column. @param {LookAtSamples} payload @param {Reach} reach */
function title(payload, { look, kinds }) {
  const n = payload.samples.length;
  const counts = [...new Set([...COUNTS, n])].sort((a, b) => a - b);
  const count = list({
    label: t("decoding.n_samples"),
    options: counts.map((some) => [some, String(some)]),
    value: n,
    onChoose: (some) => look(`samples.${payload.column}.${some}`),
  });
  const fits = columnChoice(
    payload,
    (one) => kindOf(kinds, one).draws,
    (some) => look(`samples.${some}.${n}`),
  );
  return [count, " ", t("decoding.samples_of"), " ", fits];
}

/** @param {LookAtSamples} payload @returns {[string, string][]} */
function figures({ diversity, samples }) {
  const share = (/** @type {number | null} */ value) => (value === null ? "–" : number(value, 2));
  return [
    [t("decoding.n_different"), t("decoding.of", { n: diversity.n_different, all: samples.length })],
    [t("decoding.distinct_1"), share(diversity.distinct_1)],
    [t("decoding.distinct_2"), share(diversity.distinct_2)],
    [t("decoding.mean_shared"), share(diversity.mean_shared)],
  ];
}

/** @param {LookAtSamples} payload @returns {Rows} */
function diversityRows({ diversity, samples }) {
  const measures = /** @type {const} */ (["n_different", "distinct_1", "distinct_2", "mean_shared"]);
  return [
    [t("decoding.column_measure"), t("decoding.column_value")],
    [t("decoding.n_samples"), samples.length],
    ...measures.map((name) => [t(`decoding.${name}`), diversity[name]]),
  ];
}

/** How the samples part: different beginnings after each step. @param {LookAtSamples} payload */
function beginnings(payload) {
  const values = payload.diversity.n_beginnings;
  const steps = values.map((_, i) => i + 1);
  const name = t("decoding.beginnings_y");
  return chartFigure("decoding-beginnings", [{ name: "", colour: "var(--um-family-fill)", values, x: steps }], {
    width: 600,
    height: 240,
    title: t("decoding.beginnings"),
    xName: t("decoding.step"),
    yName: name,
    left: 1,
    right: payload.n_steps,
    low: 0,
    high: payload.samples.length,
    about: aboutOf(payload, t("decoding.beginnings")),
    rows: [[t("decoding.step"), name], ...values.map((n, i) => [i + 1, n])],
  });
}

/** @param {Sample} sample */
function sampleOf({ tokens: shown, n_spaces, shared, mean_surprisal_bits: mean, stopped }) {
  const nSpaces = decodeArray(n_spaces).data;
  const tokens = shown.map((one, i) => ({ shown: one, n_spaces: nSpaces[i] }));
  const said = [
    mean !== null && `${number(mean, 2)} ${t("decoding.mean_surprisal")}`,
    stopped === "end_of_text" && t("decoding.state_end_of_text", { n: tokens.length }),
  ];
  const known = el("span", { class: "um-decoding-shared" }, textOf(tokens.slice(0, shared)));
  const text = el("p", { dir: "auto" }, known, textOf(tokens.slice(shared)));
  return el("li", {}, text, el("small", {}, said.filter(Boolean).join(" · ")));
}

/** @param {Sample[]} samples @returns {Rows} */
function tableRows(samples) {
  const head = ["#", t("decoding.texts"), t("decoding.mean_surprisal"), t("decoding.shared")];
  const rows = samples.map(({ tokens, shared, mean_surprisal_bits }, i) => [
    i + 1,
    tokens.join(""),
    mean_surprisal_bits?.toFixed(4) ?? "",
    shared,
  ]);
  return [head, ...rows];
}
