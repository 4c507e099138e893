// Six experiments on the batch: a guess first, then what the models really do.

import { el } from "../lib/dom.js";
import { createExperiment } from "./experiment.js";
import { ofBatch } from "./section.js";
import { TRIALS } from "./trials.js";

/** @import { Activations } from "./activations.js" */

/**
 * What was measured on another batch is taken away.
 *
 * @param {Host<null, import("./experiment.js").Given, import("./experiment.js").Server>} host
 */
function createExperiments({ props, server }) {
  const experiments = TRIALS.map((trial, i) => createExperiment(trial, i + 1, props, server));
  const nodes = experiments.map((one) => one.node);
  /** @type {Activations | null} */
  let shown = null;

  /** @param {Activations} activations */
  function show(activations) {
    if (activations === shown) return;
    shown = activations;
    for (const one of experiments) one.show(activations);
  }

  return { node: el("ol", { class: "experiments" }, nodes), show };
}

export const mount = ofBatch(createExperiments);
