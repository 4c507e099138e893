// The six experiments: what can be chosen for each, and what is drawn of what was measured.

import { chartFigure } from "../lib/chart.js";
import { labelled, list, slider } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { shortened } from "../lib/graphemes.js";
import { short } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";
import { t } from "../lib/words.js";
import { drawMoves, ROUNDING } from "./moves.js";
import { aboutBatch, LINES } from "./section.js";
import { drawSmall } from "./small.js";

/** @import { Activations } from "./activations.js" */
/** @import { FuturePayload, MovesPayload, PaddingPayload, RunningPayload, SmallBatches } from "./payloads.js" */

/** @typedef {Record<string, { low: number, high: number }>} Limits */
/** @typedef {{ nodes: HTMLElement[], read: () => Record<string, string | number> }} Controls */
/**
 * What can be chosen for an experiment (`again` measures anew), and what is drawn of what the server found.
 *
 * @template F
 * @typedef {object} Trial
 * @property {string} name
 * @property {(activations: Activations, again: () => void, limits: Limits) => Controls} controls
 * @property {(found: F, activations: Activations) => HTMLElement[]} result
 */

const CHART = { width: 640, height: 210 };
const LONGEST = 44; // characters of a sentence in the list

const none = () => ({ nodes: [], read: () => ({}) });
const named = (/** @type {string} */ key, /** @type {HTMLElement} */ control) => labelled(t(`norms.${key}`), control);

/** @type {Trial<MovesPayload>} */
const neighbour = {
  name: "neighbour",
  controls({ request, nSentences }, again) {
    const options = request.texts.map(
      (text, i) => /** @type {[number, string]} */ ([i, `${i + 1} · ${shortened(text, LONGEST)}`]),
    );
    const at = list({ options, value: Math.min(1, nSentences - 1), onChoose: again });
    const replacement = el("input", { type: "text", dir: "auto", value: t("norms.replacement"), onchange: again });
    return {
      nodes: [named("changed", at), named("becomes", replacement)],
      read: () => ({ changed: Number(at.value), replacement: replacement.value }),
    };
  },
  result: (found, { request }) => [
    drawMoves(
      "neighbour",
      found,
      found.columns.map((n) => t("norms.sentence_n", { n })),
      found.columns.map((n) => request.texts[Number(n) - 1]),
    ),
  ],
};

/** @type {Trial<SmallBatches>} */
const small = { name: "small", controls: none, result: drawSmall };

/** @type {Trial<PaddingPayload>} */
const padding = {
  name: "padding",
  controls(_, again, { extra_padding: { low: min, high: max } }) {
    const extra = slider({ min, max, step: 1, value: 8 }, again);
    return { nodes: [named("extra", extra.element)], read: () => ({ extra: extra.value() }) };
  },
  result(found, { title }) {
    const columns = ["padding_left_out_column", "padding_counted_column"].map((key) => t(`norms.${key}`));
    const key = found.model_moves > ROUNDING ? "norms.padding_model_moves" : "norms.padding_model_stays";
    const model = t(key, { model: title, size: short(found.model_moves, 2) });
    return [drawMoves("padding", found, columns), el("p", { class: "quiet" }, model)];
  },
};

/** @type {Trial<RunningPayload>} */
const running = {
  name: "running",
  controls(_, again, { running_steps: { low: min, high: max }, momentum: { high: most } }) {
    const steps = slider({ min, max, step: 1, value: 50 }, again);
    const momentum = slider({ min: 0.01, max: most, step: 0.01, value: 0.1 }, again);
    return {
      nodes: [named("n_steps", steps.element), named("momentum", momentum.element)],
      read: () => ({ n_steps: steps.value(), momentum: momentum.value() }),
    };
  },
  result(found, activations) {
    const gaps = { output_gap: found.output_gap, mean_gap: found.mean_gap, deviation_gap: found.deviation_gap };
    const series = Object.entries(gaps).map(([name, gap], i) => {
      const values = decodeArray(gap).data;
      const x = Array.from(values, (_, step) => step + 1);
      return { name: t(`norms.${name}`), values, x, colour: LINES[i], dashed: i === LINES.length - 1 };
    });
    const names = { xName: t("norms.steps_axis"), yName: t("norms.gap_axis") };
    const moved = Object.entries(found.moved).map(([name, size]) => `${t(`norms.${name}_name`)} ${short(size, 3)}`);
    return [
      chartFigure("norms-running", series, {
        ...CHART,
        ...names,
        about: aboutBatch(activations, t("norms.running_title")),
      }),
      el("p", {}, t("norms.running_caption"), " ", moved.join(" · ")),
    ];
  },
};

/** @type {Trial<FuturePayload>} */
const future = {
  name: "future",
  controls: none,
  result(found) {
    const old = found.tokens[found.tokens.length - 1];
    const change = el("p", {}, t("norms.future_change", { old, new: found.new }));
    return [change, drawMoves("future", found, found.tokens.slice(0, -1))];
  },
};

/** @type {Trial<MovesPayload>} */
const scale = {
  name: "scale",
  controls(_, again) {
    const factor = slider({ min: 0.1, max: 10, step: 0.1, value: 3 }, again);
    const addend = slider({ min: -10, max: 10, step: 0.5, value: 2 }, again);
    return {
      nodes: [named("factor", factor.element), named("addend", addend.element)],
      read: () => ({ factor: factor.value(), addend: addend.value() }),
    };
  },
  result: (found) => [
    drawMoves(
      "scale",
      found,
      found.columns.map((name) => t(`norms.change_${name}`)),
    ),
  ],
};

/** `any`: each trial draws what its own name asked for. */
export const TRIALS = /** @type {Trial<any>[]} */ ([neighbour, small, padding, running, future, scale]);
