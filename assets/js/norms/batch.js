// The batch that every section of the norms lab is about, under the choice of its model and norm.

import { decodeActivations } from "./activations.js";
import { batch, familyColour } from "./section.js";
import { createSource } from "./source.js";

/** @import { BatchPayload } from "./payloads.js" */

/** @param {Host<BatchPayload | null, { norms: import("./activations.js").Kinds, families: string[] }>} host */
export function mount({ element, props, watch, trigger }) {
  const source = createSource(props.families, {
    onFamily: (choice) => trigger("family_choice", { choice }),
    onSite: (choice) => trigger("site_choice", { choice }),
  });

  function read() {
    if (!props.value) return;
    const activations = decodeActivations(props.value, props.norms);
    element.style.setProperty("--family", familyColour(activations.family));
    element.replaceChildren(source.node);
    source.show(activations);
    batch.set(activations);
  }

  watch("value", read);
  read();
}
