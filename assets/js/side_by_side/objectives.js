// What each model is trained to do, on this text: the targets, the loss of each, and the distribution that
// label smoothing asks for.

import { el } from "../lib/dom.js";
import { number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { tableOf } from "../lib/table.js";
import { inLanguage, named, t } from "../lib/words.js";
import { distribution, distributionRows } from "./distribution.js";
import { fateRows, smoothedPair, worst } from "./losses.js";
import { pickedToken } from "./picked.js";

/** @typedef {import("./payloads.js").ObjectivesPayload} Objectives */
/** @typedef {import("./payloads.js").TargetsPayload} Targets */
/** @typedef {import("./payloads.js").TermPayload} Term */
/** @typedef {"causal" | "masked"} Kind */

const MOST_SUMMANDS = 6;

/** @param {Host<Objectives | null, unknown, unknown>} host */
export function mount({ element, props, watch, trigger }) {
  /** @type {Map<string, number | undefined>} which term of each objective is looked at, by its position */
  const open = new Map();

  function draw() {
    const { value: found } = props;
    if (!found) return;
    element.replaceChildren(
      ...found.causal.map((targets) => objective("causal", targets, found)),
      objective("masked", found.masked, found),
      ...pickedToken(found, (target) => trigger("token_choice", { target })),
      pair(found),
    );
  }

  /**
   * @param {Kind} kind
   * @param {Targets} targets
   * @param {Objectives} found
   * @returns {HTMLElement}
   */
  function objective(kind, targets, { smoothing, seed }) {
    const key = `${kind}.${targets.title}`;
    const terms = new Map(targets.terms.map((term) => [term.position, term]));
    if (!terms.has(open.get(key) ?? -1)) open.set(key, worst(targets.terms)?.position);
    const position = open.get(key);
    const chosen = position === undefined ? undefined : terms.get(position);
    const choose = (/** @type {number} */ i) => {
      open.set(key, i);
      draw();
    };
    const said = t(`side_by_side.objective_${kind}`, { seed });
    const about = { title: t("side_by_side.section_objectives"), model: targets.title, setting: said };
    const figure = el(
      "section",
      { class: `objective um-of-${targets.family}` },
      heading(targets.title, said),
      columns(targets, terms, position, choose),
      targets.n_empty > 0 && quiet(t("side_by_side.drawn_anew", { n: targets.n_empty })),
      targets.terms.length ? sums(targets, smoothing) : quiet(noneChosen(targets, seed)),
      chosen && distribution(chosen, targets, smoothing),
      targets.terms.length > 0 && tableOf(`${kind}-${targets.title}`, () => fateRows(targets.terms, t)),
      chosen && tableOf(`${kind}-${targets.title}-${chosen.true}`, () => distributionRows(chosen, targets)),
    );
    return savable(`${kind}-${targets.title}`, about, figure);
  }

  watch("value", draw);
  draw();
}

/** Why there is no target. @param {Targets} targets @param {number} seed */
const noneChosen = ({ unreadable, title }, seed) =>
  unreadable ? t("side_by_side.none_readable", { title }) : t("side_by_side.none_chosen", { seed });

const quiet = (/** @type {string} */ text) => el("p", { class: "quiet" }, text);

/**
 * @param {string} title
 * @param {string} what
 */
const heading = (title, what) =>
  el("h4", {}, el("span", { class: "title" }, title), el("span", { class: "quiet" }, what));

/**
 * The tokens; a target stands below its loss, and can be opened.
 *
 * @param {Targets} targets
 * @param {Map<number, Term>} terms
 * @param {number | undefined} open
 * @param {(position: number) => void} choose
 */
function columns({ tokens, terms: all }, terms, open, choose) {
  const most = Math.max(1, ...all.map(({ plain_nats: nats }) => nats));
  const column = (/** @type {Targets["tokens"][number]} */ { label, special }, /** @type {number} */ i) => {
    const term = terms.get(i);
    if (term) return target(term, term.plain_nats / most, i === open, () => choose(i));
    const chip = el("span", { class: special ? "um-chip special" : "um-chip" }, label);
    return el("span", { class: "column" }, el("span", { class: "bar" }), chip);
  };
  return el("div", { class: "tokens" }, tokens.map(column));
}

/**
 * @param {Term} term
 * @param {number} share of the highest bar
 * @param {boolean} isOpen
 * @param {() => void} onclick
 */
const target = ({ true: truth, read, fate, plain_nats: nats }, share, isOpen, onclick) =>
  el(
    "button",
    {
      type: "button",
      class: `column target${isOpen ? " open" : ""}`,
      "aria-pressed": String(isOpen),
      "aria-label": named(truth, t("side_by_side.nats", { n: number(nats, 2) })),
      onclick,
    },
    el("span", { class: "bar" }, el("i", { style: { height: `${100 * share}%` } }), el("span", {}, number(nats, 1))),
    el("span", { class: "um-chip" }, fate === "next" || read === truth ? truth : [el("s", {}, truth), ` ${read}`]),
    fate !== "next" && el("small", {}, t(`side_by_side.fate_${fate}`)),
  );

/**
 * @param {Targets} targets
 * @param {number} smoothing
 */
function sums({ terms, loss_nats: loss, smoothed_loss_nats: smoothed }, smoothing) {
  const shown = terms.slice(0, MOST_SUMMANDS).map(({ plain_nats: nats }) => number(nats, 2));
  const more = terms.length > MOST_SUMMANDS ? ["…"] : [];
  return el(
    "p",
    { class: "sum" },
    `(${[...shown, ...more].join(" + ")}) / ${terms.length} = `,
    el("strong", {}, t("side_by_side.nats", { n: number(loss ?? 0, 3) })),
    smoothing > 0 &&
      el("span", { class: "quiet" }, ` ${t("side_by_side.smoothed", { smoothing, n: number(smoothed ?? 0, 3) })}`),
  );
}

/**
 * Whether the second sentence follows the first.
 *
 * @param {Objectives} found
 */
function pair({ pair: judged, masked: { title, family }, smoothing }) {
  const head = heading(title, t("side_by_side.objective_pair"));
  if ("error" in judged) return el("section", { class: "objective" }, head, quiet(inLanguage(judged.error)));
  const about = { title: t("side_by_side.objective_pair"), model: title, text: `${judged.first} / ${judged.second}` };
  const section = (/** @type {import("../lib/dom.js").Child[]} */ ...children) =>
    savable("next-sentence", about, el("section", { class: `objective um-of-${family}` }, head, children));
  const special = (/** @type {string} */ token) => el("span", { class: "um-chip" }, token);
  const share = judged.prob_follows;
  const [follows, apart] = judged.loss_nats.map((nats) => number(nats, 3));
  return section(
    el(
      "p",
      { class: "pair" },
      special("[CLS]"),
      ` ${judged.first} `,
      special("[SEP]"),
      ` ${judged.second} `,
      special("[SEP]"),
    ),
    el("div", { class: "judgement" }, el("i", { style: { width: `${100 * share}%` } })),
    el(
      "p",
      {},
      el("strong", {}, t("side_by_side.follows", { share: number(100 * share, 1) })),
      " ",
      el("span", { class: "quiet" }, t("side_by_side.pair_losses", { follows, apart })),
    ),
    smoothing > 0 && quiet(t("side_by_side.pair_smoothed", smoothedPair(judged.loss_nats, smoothing))),
  );
}
