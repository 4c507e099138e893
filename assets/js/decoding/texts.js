// The continuations to read and to copy, and the columns as a picture of their own.

import { el, link } from "../lib/dom.js";
import { fitted, pageFont, textWidth } from "../lib/labels.js";
import { number } from "../lib/numbers.js";
import { saveMenu } from "../lib/save.js";
import { t } from "../lib/words.js";
import { wrapped } from "../lib/wrap.js";
import { aboutOf } from "./parts.js";
import { plainText, shadeOf } from "./runs.js";

/** @import { Shown } from "./columns.js" */
/** @import { Run } from "./runs.js" */

/** The continuations, each after its number; the prompt above them. @param {Shown} shown @param {string[]} titles */
export function writtenTexts(shown, titles) {
  const { prompt, runs } = shown;
  const saved = { picture: () => picture(shown, titles), about: () => aboutOf(shown, t("decoding.title")) };
  const items = runs.map((run, i) => el("li", {}, el("h4", {}, titles[i]), el("p", { dir: "auto" }, run.text.trim())));
  const actions = saveMenu("decoding", saved);
  actions.prepend(copyLink(() => plainText(prompt, runs, titles)));
  return el(
    "section",
    { class: "um-decoding-texts", "aria-label": t("decoding.texts") },
    el("header", {}, el("h3", {}, t("decoding.texts")), actions),
    el("p", { class: "um-decoding-prompt" }, prompt === "" ? t("decoding.no_prompt") : el("bdi", {}, prompt)),
    el("ol", {}, items),
  );
}

/** @param {() => string} text */
function copyLink(text) {
  const both = [t("decoding.copy"), t("shell.copied")].map((label) => el("span", {}, label));
  const button = link(both, copy, { class: "um-link um-copy" }); // as wide as the wider of the two
  async function copy() {
    try {
      await navigator.clipboard.writeText(text());
      button.classList.add("um-copied");
    } catch {
      prompt(t("decoding.copy_by_hand"), text());
    }
  }
  return button;
}

const COLUMN = 190;
const ROW = 22;
const LEFT = 44;
const BOTTOM = 34;
const DARKEST = 0.55;
const INSIDE = COLUMN - 18; // what a column leaves for text
const MOST_LINES = 6; // of a title

/** @param {Shown} shown @param {string[]} titles */
function picture({ runs, family }, titles) {
  const nSteps = Math.max(...runs.map((run) => run.tokens.length));
  const heads = titles.map((title, i) => headOf(title, i + 1));
  const top = ROW * Math.max(...heads.map((lines) => lines.length)) + 8;
  const size = { width: LEFT + runs.length * COLUMN, height: top + nSteps * ROW + BOTTOM };
  return el(
    "svg",
    { ...size, viewBox: `0 0 ${size.width} ${size.height}`, class: `um-decoding-picture um-of-${family}` },
    Array.from({ length: nSteps }, (_, step) =>
      text(LEFT - 10, top + step * ROW, String(step + 1), { "text-anchor": "end", class: "um-decoding-quiet" }),
    ),
    runs.map((run, i) => column(run, { left: LEFT + i * COLUMN, top, end: top + nSteps * ROW }, heads[i])),
  );
}

const measure = (/** @type {string} */ part) => textWidth(part, pageFont(), 14, 600);

/** A strategy and its options in as many lines as they need. @param {string} title @param {number} place */
function headOf(title, place) {
  const [kind, ...options] = title.split(t("decoding.comma"));
  const lines = (/** @type {string} */ said) => wrapped(said, INSIDE, measure, MOST_LINES);
  return [
    ...lines(`${place} ${kind}`).map((line) => ({ line, attrs: { "font-weight": "600" } })),
    ...lines(options.join(t("decoding.comma"))).map((line) => ({ line, attrs: { class: "um-decoding-quiet" } })),
  ];
}

/**
 * @param {Run} run
 * @param {{ left: number, top: number, end: number }} place
 * @param {{ line: string, attrs: Record<string, string> }[]} head
 */
function column(run, { left, top, end }, head) {
  const sum = `${t("decoding.sum_logprob")} ${number(run.sum_logprob, 2)}`;
  return el(
    "g",
    {},
    head.map(({ line, attrs }, i) => text(left + 8, i * ROW, line, attrs)),
    run.tokens.map((token, step) => [
      el("rect", { x: left, y: top + step * ROW, width: COLUMN - 2, height: ROW, opacity: shadeOf(token) * DARKEST }),
      text(left + 8, top + step * ROW, token.shown),
    ]),
    text(left + 8, end + 6, sum, { class: "um-decoding-quiet" }),
  );
}

/** @param {number} x @param {number} y @param {string} content @param {Record<string, string>} [attributes] */
const text = (x, y, content, attributes = {}) =>
  el("text", { x, y: y + ROW * 0.7, ...attributes }, fitted(content, INSIDE, measure));
