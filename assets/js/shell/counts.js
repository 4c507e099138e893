// How many tokens each model makes of the text; and which model could not be had.

import { el, link } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { inLanguage, t } from "../lib/words.js";
import { FallBack } from "./fall_back.js";

/** @import { NoCount, TokenCount } from "../payloads.js" */
/** @import { Refusal } from "./fall_back.js" */

/** @param {Host<Record<string, TokenCount | NoCount> | null, object, object>} host */
export function mount({ element, props, watch, trigger }) {
  const fallBack = new FallBack();
  const counts = el("div", { class: "um-counts" });
  const said = el("div", { role: "status" });
  element.append(counts, said);
  // The open list of models ends with what its arrows mean.
  document.documentElement.style.setProperty("--um-fetch-note", JSON.stringify(t("shell.fetch_note")));

  const say = () => said.replaceChildren(...fallBack.refusals.map(notice));

  /** @param {Refusal} refusal */
  function notice({ family, wanted, kept }) {
    const forget = () => {
      fallBack.forget(family);
      say();
    };
    const tryAgain = () => {
      forget();
      trigger(family, { model: wanted.model });
    };
    return el(
      "p",
      { class: "um-status" },
      `${inLanguage(wanted.error)} `,
      kept && `${t("shell.kept_model", { model: kept.title })} `,
      kept && link(t("shell.try_again"), tryAgain),
      link(t("shell.hide"), forget),
    );
  }

  const draw = () => {
    const value = props.value ?? {};
    for (const { family, kept } of fallBack.see(value)) trigger(family, { model: kept?.model });
    counts.replaceChildren(
      ...Object.entries(value).map(([family, count]) =>
        el(
          "span",
          { class: `um-count um-count-${family}`, title: "error" in count && inLanguage(count.error) },
          words(count),
        ),
      ),
    );
    say();
  };
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
