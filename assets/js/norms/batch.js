// The batch that every section of the norms lab is about, under the choice of its model and norm.

import { decodeActivations } from "./activations.js";
import { batch } from "./section.js";
import { createSource } from "./source.js";

export function mount({ element, props, watch, trigger }) {
  const source = createSource({
    onFamily: (choice) => trigger("family_choice", { choice }),
    onSite: (choice) => trigger("site_choice", { choice }),
  });

  function read() {
    if (!props.value) return;
    const activations = decodeActivations(props.value);
    element.style.setProperty("--family", `var(--um-${props.value.family}-fill)`);
    element.replaceChildren(source.node);
    source.show(activations);
    batch.set(activations);
  }

  watch("value", read);
  read();
}
