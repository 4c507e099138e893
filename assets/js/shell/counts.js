// How many tokens each model makes of the text.

import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { inLanguage, t } from "../lib/words.js";

/** @import { NoCount, TokenCount } from "../payloads.js" */

/** @param {Host<Record<string, TokenCount | NoCount> | null, object, object>} host */
export function mount({ element, props, watch }) {
  const draw = () =>
    element.replaceChildren(
      ...Object.entries(props.value ?? {}).map(([family, count]) =>
        el(
          "span",
          { class: `um-count um-count-${family}`, title: "error" in count && inLanguage(count.error) },
          words(count),
        ),
      ),
    );
  watch("value", draw);
  draw();
}

/** @param {TokenCount | NoCount} count */
function words(count) {
  if ("error" in count) return t("shell.no_count");
  const { n_tokens, limit } = count;
  const isOver = limit !== null && n_tokens > limit;
  return t(isOver ? "shell.n_tokens_over" : "shell.n_tokens", { n: number(n_tokens), limit: number(limit ?? 0) });
}
