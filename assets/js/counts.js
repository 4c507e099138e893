// How many tokens each model makes of the text.

import { el } from "./lib/dom.js";
import { number } from "./lib/numbers.js";
import { inLanguage, t } from "./lib/words.js";

/** @typedef {{ n_tokens: number, limit: number | null, error?: { en: string, zh?: string } | null }} Count */

/** @param {Host<Record<string, Count> | null>} host */
export function mount({ element, props, watch }) {
  const draw = () =>
    element.replaceChildren(
      ...Object.entries(props.value ?? {}).map(([family, count]) =>
        el(
          "span",
          { class: `um-count um-count-${family}`, title: count.error && inLanguage(count.error) },
          said(count),
        ),
      ),
    );
  watch("value", draw);
  draw();
}

/** @param {Count} count */
function said({ n_tokens, limit, error }) {
  if (error) return t("shell.no_count");
  const isOver = limit !== null && n_tokens > limit;
  return t(isOver ? "shell.n_tokens_over" : "shell.n_tokens", { n: number(n_tokens), limit: number(limit ?? 0) });
}
