// The continuations to read and to copy, and the columns as a picture of their own.

import { el, link } from "../lib/dom.js";
import { shortened } from "../lib/graphemes.js";
import { number } from "../lib/numbers.js";
import { saveMenu } from "../lib/save.js";
import { t } from "../lib/words.js";
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
  const button = link(t("decoding.copy"), async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = t("shell.copied");
    } catch {
      prompt(t("decoding.copy_by_hand"), text());
    }
  });
  return button;
}

const COLUMN = 190;
const ROW = 22;
const LEFT = 44;
const TOP = 52;
const BOTTOM = 34;
const DARKEST = 0.55;
const LETTERS = 24; // of a token or a title that fit into a column

/** @param {Shown} shown @param {string[]} titles */
function picture({ runs, family }, titles) {
  const nSteps = Math.max(...runs.map((run) => run.tokens.length));
  const size = { width: LEFT + runs.length * COLUMN, height: TOP + nSteps * ROW + BOTTOM };
  return el(
    "svg",
    { ...size, viewBox: `0 0 ${size.width} ${size.height}`, class: `um-decoding-picture um-of-${family}` },
    Array.from({ length: nSteps }, (_, step) =>
      text(LEFT - 10, TOP + step * ROW, String(step + 1), { "text-anchor": "end", class: "um-decoding-quiet" }),
    ),
    runs.map((run, i) => column(run, { left: LEFT + i * COLUMN, end: TOP + nSteps * ROW, number: i + 1 }, titles[i])),
  );
}

/**
 * A long title goes on in a second line, so that two columns of one kind can be told apart.
 *
 * @param {Run} run
 * @param {{ left: number, end: number, number: number }} place
 * @param {string} title
 */
function column(run, { left, end, number: place }, title) {
  const sum = `${t("decoding.sum_logprob")} ${number(run.sum_logprob, 2)}`;
  const quiet = { class: "um-decoding-quiet" };
  const [kind, ...options] = title.split(t("decoding.comma"));
  return el(
    "g",
    {},
    text(left + 8, TOP - 48, `${place} ${kind}`, { "font-weight": "600" }),
    text(left + 8, TOP - 26, options.join(t("decoding.comma")), quiet),
    run.tokens.map((token, step) => [
      el("rect", { x: left, y: TOP + step * ROW, width: COLUMN - 2, height: ROW, opacity: shadeOf(token) * DARKEST }),
      text(left + 8, TOP + step * ROW, token.shown),
    ]),
    text(left + 8, end + 6, sum, quiet),
  );
}

/** @param {number} x @param {number} y @param {string} content @param {Record<string, string>} [attributes] */
const text = (x, y, content, attributes = {}) =>
  el("text", { x, y: y + ROW * 0.7, ...attributes }, shortened(content, LETTERS));
