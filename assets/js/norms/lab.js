// The batch at one norm of the model, and the open section below it.

import { decodeActivations } from "./activations.js";
import { createDepth } from "./depth.js";
import { createExperiments } from "./experiments.js";
import { batch, section } from "./sections.js";
import { createSide } from "./side.js";
import { createSource } from "./source.js";

const OF_A_SITE = ["side", "experiments"];

export function mountLab({ element, props, watch, trigger, server }) {
  const source = createSource({
    onFamily: (choice) => trigger("family_choice", { choice }),
    onSite: (choice) => trigger("site_choice", { choice }),
  });
  const parts = {
    side: createSide({ onGroups: (choice) => trigger("groups_choice", { choice }) }),
    experiments: createExperiments(server),
    depth: createDepth(server),
  };
  element.replaceChildren(source.node, ...Object.values(parts).map(({ node }) => node));

  function read() {
    if (!props.value) return;
    batch.set(decodeActivations(props.value));
    element.style.setProperty("--family", `var(--um-${props.value.family}-fill)`);
    source.show(batch.get());
    show();
  }

  /** Sections that are not open cost nothing: each draws, or asks, when it is shown. */
  function show() {
    const open = section.get();
    source.node.hidden = !batch.get() || !OF_A_SITE.includes(open);
    for (const [name, { node }] of Object.entries(parts)) node.hidden = !batch.get() || name !== open;
    if (batch.get()) parts[open]?.show(batch.get());
  }

  section.watch(show);
  watch("value", read);
  show();
  read();
}
