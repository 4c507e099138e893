// How many tokens each model makes of the text; what one cannot read can be cut; and which model could not be had.

import { asking } from "../lib/ask.js";
import { el, link } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { inLanguage, t } from "../lib/words.js";
import { FallBack } from "./fall_back.js";

/** @import { CutQuestion, NoCount, TokenCount } from "../payloads.js" */
/** @import { Refusal } from "./fall_back.js" */

/** @typedef {{ cut_text: (asked: CutQuestion) => Promise<string> }} Server */
/** @typedef {(event: string, said: Record<string, unknown>) => void} Trigger */

/** @param {Host<Record<string, TokenCount | NoCount> | null, object, Server>} host */
export function mount({ element, props, watch, trigger, server }) {
  const fallBack = new FallBack();
  const counts = el("div", { class: "um-counts" });
  const said = el("div", { role: "status" });
  const note = el("span", { class: "um-cut", role: "status" });
  const cutter = cutting(server, trigger, note);
  element.append(counts, said);
  prompt()?.setAttribute("dir", "auto"); // Arabic and Hebrew from the right
  // The open list of models ends with what its arrows mean.
  document.documentElement.style.setProperty("--um-fetch-note", JSON.stringify(t("shell.fetch_note")));

  const say = () =>
    said.replaceChildren(...fallBack.refusals.map((refusal) => notice(refusal, fallBack, trigger, say)));

  const draw = () => {
    const value = props.value ?? {};
    cutter.forget();
    for (const { family, kept } of fallBack.see(value)) trigger(family, { model: kept?.model });
    const endsOpen = Object.values(value).some((count) => "ends_open" in count && count.ends_open);
    counts.replaceChildren(
      ...Object.entries(value).map(([family, count]) =>
        el(
          "span",
          { class: `um-count um-count-${family}`, title: "error" in count && inLanguage(count.error) },
          words(count),
          !("error" in count) && isOver(count) && cutter.button(count),
        ),
      ),
      note,
      ...(endsOpen ? [el("span", { class: "um-ends-open" }, t("shell.ends_open"))] : []),
    );
    say();
  };
  watch("value", draw);
  draw();
}

/** @returns {HTMLTextAreaElement | null} */
const prompt = () => document.querySelector("#um-text textarea");

/**
 * Buttons that cut the text to what a model can read.
 *
 * @param {Server} server
 * @param {Trigger} trigger
 * @param {HTMLElement} note
 */
function cutting(server, trigger, note) {
  const take = (/** @type {string} */ text) => {
    trigger("cut", { text });
    note.textContent = "";
  };
  const cut = asking(server.cut_text, take, { note });
  return {
    forget: () => cut.forget(),
    button(/** @type {TokenCount} */ { model }) {
      const onclick = () => cut({ text: prompt()?.value ?? "", model });
      return el("button", { type: "button", class: "um-link um-cut", onclick }, t("shell.cut_to_fit"));
    },
  };
}

/**
 * Why a model could not be had, what took its place, and another try.
 *
 * @param {Refusal} refusal
 * @param {FallBack} fallBack
 * @param {Trigger} trigger
 * @param {() => void} say
 */
function notice({ family, wanted, kept }, fallBack, trigger, say) {
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

/** @param {TokenCount} count */
const isOver = ({ n_tokens, limit }) => limit !== null && n_tokens > limit;

/** @param {TokenCount | NoCount} count */
function words(count) {
  if ("error" in count) return t("shell.no_count");
  const { n_tokens, limit } = count;
  return t(isOver(count) ? "shell.n_tokens_over" : "shell.n_tokens", {
    n: number(n_tokens),
    limit: number(limit ?? 0),
  });
}
