// Six experiments on the batch: a guess first, then what the models really do.

import { el } from "../common.js";
import { createExperiment } from "./experiment.js";
import { ofBatch } from "./section.js";
import { future, neighbour, padding, running, scale, small } from "./trials.js";

const TRIALS = [neighbour, small, padding, running, future, scale];

/** What was measured on another batch is taken away. */
function createExperiments({ server }) {
  const experiments = TRIALS.map((trial, i) => createExperiment(trial, i + 1, server));
  const node = el(
    "ol",
    { class: "experiments" },
    experiments.map((one) => one.node),
  );
  let shown = null;

  function show(activations) {
    if (activations === shown) return;
    shown = activations;
    for (const one of experiments) one.show(activations);
  }

  return { node, show };
}

export const mount = ofBatch(createExperiments);
