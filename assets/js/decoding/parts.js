// What the decoding views share: tokens, facts, the choice of a column, and how a closer look is mounted.

import { list } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { spaceAndWord } from "./runs.js";
import { titleOf } from "./strategies.js";

/** @import { Child } from "../lib/dom.js" */
/** @import { LookRefused, LookedAt, Strategy, StrategyKind, StrategyKinds, Written } from "./payloads.js" */
/** @import { Spelled } from "./runs.js" */
/** @import { About } from "../lib/save.js" */

/** @typedef {{ kinds: StrategyKinds, max_columns: number }} Props */

/** The strategies that a column can follow. @param {Props} props @param {Written} written */
export const kindsOf = ({ kinds }, { fills }) => (fills ? kinds.fills : kinds.writes);

/** A token as it is shown everywhere, the space before a word faint. @param {Spelled} token */
export function shownToken(token) {
  const { space, word } = spaceAndWord(token);
  return el("bdi", { class: "um-decoding-token" }, space && el("i", {}, space), word);
}

/** The children of a `dl`; a name may explain itself. @param {[name: Child, value: Child, title?: string][]} lines */
export const pairs = (lines) => lines.map(([name, value, title]) => [el("dt", { title }, name), el("dd", {}, value)]);

/**
 * What is known about a token, told where it is pointed at or focused.
 *
 * @param {{ token: Spelled, beside: string, lines: [string, string][], note: string }} facts
 */
export const facts = ({ token, beside, lines, note }) =>
  el(
    "div",
    { class: "um-decoding-facts" },
    el("div", {}, shownToken(token), el("span", {}, beside)),
    el("dl", {}, pairs(lines)),
    el("p", {}, note),
  );

/** A part of the view, by the end of its class. @param {string} kind @param {...Child} children */
export const div = (kind, ...children) => el("div", { class: `um-decoding-${kind}` }, children);

/** @param {Child} said */
export const caption = (said) => el("p", { class: "um-caption" }, said);

/** What a look is about, and beside it more. @param {Child} title @param {Child} [beside] */
export const titleBar = (title, beside) => el("header", { class: "um-decoding-title" }, el("h4", {}, title), beside);

/** A heading above what belongs to it, with a sentence or two. @param {string} title @param {Child} [said] */
export const heading = (title, said) => [el("h5", {}, title), said && caption(said)];

/**
 * The columns among which a look can choose, as a list; where there is but one, its title.
 *
 * @param {LookedAt & { strategy: Strategy }} looked
 * @param {(strategy: Strategy) => boolean} fits
 * @param {(column: string) => void} onChoose
 */
export function columnChoice({ strategies, strategy, column }, fits, onChoose) {
  const columns = [...strategies.entries()].filter(([, other]) => fits(other));
  if (columns.length < 2 || !columns.some(([i]) => i === column)) return titleOf(strategy);
  return list({
    label: t("decoding.which_column"),
    options: columns.map(([i, other]) => [i, `${i + 1} ${titleOf(other)}`]),
    value: column,
    onChoose,
  });
}

/**
 * What a look lets a person do: look at something else, or write other columns.
 *
 * @typedef {{ look: (spelled: string) => void, strategies: (strategies: Strategy[]) => void,
 *   kinds: StrategyKind[], maxColumns: number }} Reach
 */

/**
 * A closer look, drawn anew with every payload.
 *
 * @template {LookedAt} V
 * @param {Host<V | LookRefused | null, Props, unknown>} host
 * @param {(payload: V, reach: Reach) => Child[]} draw
 */
export function mountLook({ element, props, watch, trigger }, draw) {
  const look = (/** @type {string} */ spelled) => trigger("look", { look: spelled });
  const strategies = (/** @type {Strategy[]} */ all) => trigger("strategies", { strategies: all });
  const said = (/** @type {string} */ key) => [caption(t(`decoding.${key}`))];
  const drawn = (/** @type {V | LookRefused} */ payload) =>
    "refused" in payload
      ? said(payload.refused)
      : draw(payload, { look, strategies, kinds: kindsOf(props, payload), maxColumns: props.max_columns });
  function show() {
    const payload = props.value;
    element.className = `um-view um-decoding-closely${payload ? ` um-of-${payload.family}` : ""}`;
    element.replaceChildren(...el("div", {}, payload ? drawn(payload) : said("looking")).childNodes);
  }
  watch("value", show);
  show();
}

/**
 * What a saved picture says of itself.
 *
 * @param {Written} from
 * @param {string} title
 * @param {string} [setting]
 * @returns {About}
 */
export const aboutOf = ({ prompt, model }, title, setting) => ({ title, model, setting, text: prompt });
