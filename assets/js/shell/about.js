// What the chosen models are: whose, how large, what they have read.

import { el } from "../lib/dom.js";
import { count, number } from "../lib/numbers.js";
import { t } from "../lib/words.js";

/** @import { AboutModel } from "../payloads.js" */

/** @param {Host<string[] | null, { models: AboutModel[] }, unknown>} host */
export function mount({ element, props, watch }) {
  const cards = el("div", { class: "um-about" });
  element.append(el("details", {}, el("summary", {}, t("shell.about")), cards));
  const draw = () => {
    const chosen = (props.value ?? []).map((id) => props.models.find((model) => model.id === id));
    cards.replaceChildren(...chosen.flatMap((model) => (model ? [cardOf(model)] : [])));
  };
  watch("value", draw);
  draw();
}

/** @param {AboutModel} model */
const cardOf = (model) =>
  el(
    "section",
    { class: `um-of-${model.family}` },
    el("h3", {}, model.title),
    el("p", {}, whose(model)),
    el(
      "ul",
      {},
      told(model).map((line) => el("li", {}, line)),
    ),
  );

/** @param {AboutModel} model */
const whose = ({ source, family, title }) =>
  source === "bundled" ? t(`shell.about_ours_${family}`) : t(`shell.about_${source}`, { title });

/**
 * What is known of a model, a line for each.
 *
 * @param {AboutModel} model
 */
export function told(model) {
  const { n_params, n_layers, vocab_size, tokenizer, n_read, languages, context_length, licence } = model;
  return [
    t("shell.about_size", { n: count(n_params), layers: number(n_layers) }),
    vocab_size !== null && t("shell.about_vocab", { n: number(vocab_size), tokenizer }),
    n_read !== null && languages.length > 0 && t(`shell.about_read_${languages.join("_")}`, { n: count(n_read) }),
    context_length === null ? t("shell.about_no_limit") : t("shell.about_limit", { n: number(context_length) }),
    t("shell.about_licence", { licence }),
  ].filter((line) => line !== false);
}
