// How many tokens each model makes of the text.

import { el, language, number, t } from "./common.js";

export function mount({ element, props, watch }) {
  const draw = () =>
    element.replaceChildren(
      ...Object.entries(props.value ?? {}).map(([family, count]) =>
        el("span", { class: `um-count um-count-${family}`, title: count.error?.[language()] }, say(count)),
      ),
    );
  watch("value", draw);
  draw();
}

function say({ n_tokens, limit, error }) {
  if (error) return t("shell.no_count");
  const over = limit !== null && n_tokens > limit;
  return t(over ? "shell.n_tokens_over" : "shell.n_tokens", { n: number(n_tokens), limit: number(limit ?? 0) });
}
