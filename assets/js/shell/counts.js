// How many tokens each model makes of the text; what one cannot read it can have cut.

import { asking } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { inLanguage, t } from "../lib/words.js";

/** @import { CutQuestion, NoCount, TokenCount } from "../payloads.js" */

/** @typedef {{ cut_text: (asked: CutQuestion) => Promise<string> }} Server */

/** @param {Host<Record<string, TokenCount | NoCount> | null, object, Server>} host */
export function mount({ element, props, watch, trigger, server }) {
  const note = el("span", { class: "um-cut", role: "status" });
  const take = (/** @type {string} */ text) => {
    trigger("cut", { text });
    note.textContent = "";
  };
  const cut = asking(server.cut_text, take, { note });

  /** @param {TokenCount} count */
  function cutter({ model }) {
    const prompt = /** @type {HTMLTextAreaElement} */ (document.querySelector("#um-text textarea"));
    const onclick = () => cut({ text: prompt.value, model });
    return el("button", { type: "button", class: "um-link um-cut", onclick }, t("shell.cut_to_fit"));
  }

  const draw = () => {
    cut.forget();
    document.querySelector("#um-text textarea")?.setAttribute("dir", "auto"); // Arabic and Hebrew from the right
    const counts = Object.values(props.value ?? {});
    const endsOpen = counts.some((count) => "ends_open" in count && count.ends_open);
    element.replaceChildren(
      ...Object.entries(props.value ?? {}).map(([family, count]) =>
        el(
          "span",
          { class: `um-count um-count-${family}`, title: "error" in count && inLanguage(count.error) },
          words(count),
          !("error" in count) && isOver(count) && cutter(count),
        ),
      ),
      note,
      ...(endsOpen ? [el("span", { class: "um-ends-open" }, t("shell.ends_open"))] : []),
    );
  };
  watch("value", draw);
  draw();
}

/** @param {TokenCount} count */
const isOver = ({ n_tokens, limit }) => limit !== null && n_tokens > limit;

/** @param {TokenCount | NoCount} count */
function words(count) {
  if ("error" in count) return t("shell.no_count");
  const { n_tokens, limit } = count;
  const key = isOver(count) ? "shell.n_tokens_over" : "shell.n_tokens";
  return t(key, { n: number(n_tokens), limit: number(limit ?? 0) });
}
