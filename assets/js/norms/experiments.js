// Six experiments on the batch: a guess first, then what the models really do.

import { el } from "../common.js";
import { createExperiment } from "./experiment.js";
import { future, neighbour, padding, running, scale, small } from "./trials.js";

const TRIALS = [neighbour, small, padding, running, future, scale];

/** `{node, show(activations)}`; what was measured on another batch is taken away. */
export function createExperiments(server) {
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
