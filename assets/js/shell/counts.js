// How many tokens each model makes of the text.

import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { inLanguage, t } from "../lib/words.js";

/**
 * A family's number of tokens and how many its model reads, or why there is none.
 *
 * @typedef {{ en: string, zh: string }} Message
 * @typedef {{ n_tokens: number, limit: number | null, error?: undefined } | { error: Message }} Count
 */

/** @param {Host<Record<string, Count> | null>} host */
export function mount({ element, props, watch }) {
  const draw = () =>
    element.replaceChildren(
      ...Object.entries(props.value ?? {}).map(([family, count]) =>
        el(
          "span",
          { class: `um-count um-count-${family}`, title: count.error && inLanguage(count.error) },
          words(count),
        ),
      ),
    );
  watch("value", draw);
  draw();
}

/** @param {Count} count */
function words(count) {
  if (count.error) return t("shell.no_count");
  const { n_tokens, limit } = count;
  const isOver = limit !== null && n_tokens > limit;
  return t(isOver ? "shell.n_tokens_over" : "shell.n_tokens", { n: number(n_tokens), limit: number(limit ?? 0) });
}
