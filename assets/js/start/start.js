// The front page: what this is, three models that finish a sentence, lessons to start with, the labs by question.

import { asking, debounced } from "../lib/ask.js";
import { bar } from "../lib/bars.js";
import { el } from "../lib/dom.js";
import { count, number, percent } from "../lib/numbers.js";
import { inLanguage, language, t } from "../lib/words.js";

/** @import { AboutModel, LessonCard } from "../payloads.js" */
/** @import { Finished, LabQuestion, NotFinished, ToyPayload, ToyQuestion } from "./payloads.js" */

/**
 * @typedef {object} Props
 * @property {AboutModel[]} models the three that one meets
 * @property {string} first_text
 * @property {Record<string, LessonCard[]>} lessons by language
 * @property {LabQuestion[]} questions
 */
/** @typedef {{ finish: (question: ToyQuestion) => Promise<ToyPayload> }} Server */

const SIGHTS = { gpt: [1, 1, 1, 0], lstm: [1, 1, 1, 0], bert: [1, 1, 0, 1] }; // which words each family reads

/** @param {Host<ToyPayload | null, Props, Server>} host */
export function mount({ element, props, server }) {
  const ids = props.models.map(({ id }) => id);
  const field = el("input", { type: "text", class: "um-start-field", value: props.first_text, spellcheck: "false" });
  field.maxLength = 400;
  const outcomes = Object.fromEntries(props.models.map(({ family }) => [family, el("div", { class: "um-start-top" })]));
  const cards = el(
    "div",
    { class: "um-start-cards" },
    props.models.map((model) => familyCard(model, outcomes[model.family])),
  );
  const ask = asking(server.finish, (answer) => draw(answer), { place: cards });
  const request = () => void (field.value.trim() && ask({ text: field.value, models: ids }));
  field.addEventListener("input", debounced(request));
  const goOn = (/** @type {string} */ token) => {
    field.value += token;
    request();
  };
  const draw = (/** @type {ToyPayload} */ { finished }) => {
    for (const [family, found] of Object.entries(finished)) outcomes[family]?.replaceChildren(...outcome(found, goOn));
  };
  element.append(hero(field), cards, lessonsPart(props.lessons[language()]), questionsPart(props.questions));
  if (props.value) draw(props.value);
  else request();
}

/** @param {HTMLInputElement} field */
const hero = (field) =>
  el(
    "header",
    { class: "um-start-hero" },
    el("h2", {}, t("start.headline")),
    el("p", { class: "um-start-what" }, t("start.what")),
    el("label", { class: "um-start-toy" }, el("span", {}, t("start.type")), field),
  );

/** @param {AboutModel} model @param {HTMLElement} outcome */
function familyCard(model, outcome) {
  const { family, n_params, vocab_size, n_read, context_length } = model;
  const fact = (/** @type {string} */ name, /** @type {string} */ value) => [el("dt", {}, name), el("dd", {}, value)];
  const deed = (/** @type {string} */ kind) => (/** @type {number} */ n) =>
    el("li", { class: `um-start-${kind}` }, t(`start.${family}_${kind}_${n}`));
  return el(
    "section",
    { class: `um-start-card um-of-${family}`, "aria-label": t(`shell.${family}`) },
    el("h3", {}, t(`shell.${family}`), sight(SIGHTS[/** @type {keyof typeof SIGHTS} */ (family)] ?? [])),
    el("p", {}, t(`start.${family}_reads`)),
    outcome,
    el("ul", {}, [1, 2, 3].map(deed("can")), [1, 2, 3].map(deed("cannot"))),
    el(
      "dl",
      {},
      fact(t("start.size"), t("start.parameters", { n: count(n_params) })),
      vocab_size !== null && fact(t("start.vocabulary"), t("shell.n_tokens", { n: number(vocab_size) })),
      n_read !== null && fact(t("start.has_read"), t("start.read_tokens", { n: count(n_read) })),
      fact(
        t("start.at_once"),
        context_length === null ? t("start.any_length") : t("shell.n_tokens", { n: number(context_length) }),
      ),
    ),
  );
}

/** Four words, of which those that are read are filled: a sign of how a family reads. @param {number[]} read */
const sight = (read) =>
  el(
    "span",
    { class: "um-start-sight", "aria-hidden": "true" },
    read.map((isRead) => el("i", { class: isRead ? "um-start-read" : "um-start-asked" }, isRead ? "" : "?")),
  );

/**
 * @param {Finished | NotFinished} found
 * @param {(token: string) => void} goOn
 */
function outcome(found, goOn) {
  if ("error" in found) return [el("p", { class: "um-problem" }, inLanguage(found.error))];
  const reads = found.read.includes("[MASK]") ? t("start.filled", { text: found.read }) : t("start.goes_on");
  const row = (/** @type {Finished["top"][number]} */ { token, prob }) =>
    el(
      "button",
      { type: "button", title: t("start.take"), onclick: () => goOn(spaced(token)) },
      el("bdi", {}, token.trim() || "␣"),
      bar(prob, percent(prob)),
    );
  return [el("p", { class: "um-start-reads" }, reads), ...found.top.map(row)];
}

/** A token as it goes on with a text: a masked model's has no space of its own. @param {string} token */
const spaced = (token) => (language() === "en" && /^[A-Za-z]/.test(token) ? ` ${token}` : token);

/** @param {LessonCard[]} lessons */
const lessonsPart = (lessons) =>
  el(
    "section",
    { class: "um-start-lessons" },
    el("h2", {}, t("start.begin")),
    el("p", {}, t("start.begin_is")),
    el(
      "div",
      { class: "um-start-list" },
      lessons.map(({ id, title, about, minutes }) =>
        el(
          "a",
          { href: `?lang=${language()}&lesson=${id}.1` },
          el("strong", {}, title),
          el("span", {}, about),
          el("small", {}, t("start.minutes", { n: number(minutes) })),
        ),
      ),
    ),
  );

/** @param {LabQuestion[]} questions */
const questionsPart = (questions) =>
  el(
    "section",
    { class: "um-start-questions" },
    el("h2", {}, t("start.or_ask")),
    el(
      "ul",
      {},
      questions.map(({ name, query }) =>
        el("li", {}, el("a", { href: `?lang=${language()}&${query}` }, t(`start.ask_${name}`))),
      ),
    ),
  );
