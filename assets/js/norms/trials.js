// The six experiments: what can be chosen for each, and what is drawn of what was measured.

import { el, t } from "../common.js";
import { drawLines } from "./lines.js";
import { drawMoves } from "./moves.js";
import { NORMS } from "./activations.js";
import { short } from "./numbers.js";
import { drawSmall } from "./small.js";

const none = () => ({ nodes: [], read: () => ({}) });
const labelled = (key, control) => el("label", {}, el("span", {}, t(`norms.${key}`)), control);
const shortened = (text) => (text.length > 44 ? `${text.slice(0, 43)}…` : text);

export const neighbour = {
  name: "neighbour",
  controls({ request, nSentences }, again) {
    const at = el(
      "select",
      { onchange: again },
      request.texts.map((text, i) =>
        el("option", { value: i, selected: i === Math.min(1, nSentences - 1) }, `${i + 1} · ${shortened(text)}`),
      ),
    );
    const replacement = el("input", { type: "text", value: t("norms.replacement"), onchange: again });
    return {
      nodes: [labelled("changed", at), labelled("becomes", replacement)],
      read: () => ({ changed: Number(at.value), replacement: replacement.value }),
    };
  },
  result: (found, { request }) => [
    drawMoves(
      "neighbour",
      found,
      found.columns.map((n) => t("norms.sentence_n", { n })),
      found.columns.map((n) => request.texts[n - 1]),
    ),
  ],
};

export const small = { name: "small", controls: none, result: (found) => drawSmall(found) };

export const padding = {
  name: "padding",
  controls(_, again) {
    const extra = slider({ min: 1, max: 32, step: 1, value: 8 }, again);
    return { nodes: [labelled("extra", extra.node)], read: () => ({ extra: extra.value() }) };
  },
  result: (found, { title }) => [
    drawMoves(
      "padding",
      found,
      ["padding_left_out_column", "padding_counted_column"].map((key) => t(`norms.${key}`)),
    ),
    el(
      "p",
      { class: "quiet" },
      t(found.model_moves > 1e-3 ? "norms.padding_model_moves" : "norms.padding_model_stays", {
        model: title,
        size: short(found.model_moves, 2),
      }),
    ),
  ],
};

export const running = {
  name: "running",
  controls(_, again) {
    const steps = slider({ min: 1, max: 200, step: 1, value: 50 }, again);
    const momentum = slider({ min: 0.01, max: 1, step: 0.01, value: 0.1 }, again);
    return {
      nodes: [labelled("n_steps", steps.node), labelled("momentum", momentum.node)],
      read: () => ({ n_steps: steps.value(), momentum: momentum.value() }),
    };
  },
  result: (found) => [
    drawLines("norms-running", {
      series: ["output_gap", "mean_gap", "deviation_gap"].map((name) => ({
        name: t(`norms.${name}`),
        values: found[name],
      })),
      x: t("norms.steps_axis"),
      y: t("norms.gap_axis"),
      first: 1,
    }),
    el(
      "p",
      {},
      t("norms.running_caption"),
      " ",
      NORMS.map((name) => `${t(`norms.${name}_name`)} ${short(found.moved[name], 3)}`).join(" · "),
    ),
  ],
};

export const future = {
  name: "future",
  controls: none,
  result(found) {
    const last = found.tokens.at(-1);
    return [
      el("p", {}, t("norms.future_change", { old: last, new: found.new })),
      drawMoves("future", found, found.tokens.slice(0, -1)),
    ];
  },
};

export const scale = {
  name: "scale",
  controls(_, again) {
    const factor = slider({ min: 0.1, max: 10, step: 0.1, value: 3 }, again);
    const addend = slider({ min: -10, max: 10, step: 0.5, value: 2 }, again);
    return {
      nodes: [labelled("factor", factor.node), labelled("addend", addend.node)],
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

/** A range input with its value beside it. */
function slider(range, onchange) {
  const input = el("input", { type: "range", ...range, oninput: () => written(), onchange });
  const output = el("output", {});
  const written = () => output.replaceChildren(input.value);
  written();
  return { node: el("span", { class: "slider" }, input, output), value: () => Number(input.value) };
}
