// What the logit lens asks and says: the guess, how it is, the candidates of a cell.

import { bar } from "../lib/bars.js";
import { el, link } from "../lib/dom.js";
import { number, percent, short } from "../lib/numbers.js";
import { language, t } from "../lib/words.js";
import { hiding } from "./data.js";
import { firstOnTop, judged } from "./lens_data.js";
import { stationName } from "./lens_grid.js";
import { readNote } from "./read_note.js";

/** @import { Lens } from "./lens_data.js" */

/**
 * The question, and behind a guess how it is.
 *
 * @param {Lens} lens
 * @param {number | null} guess
 * @param {boolean} isShown
 * @param {{ onGuess: (station: number | null) => void, onPut: (text: string) => void }} on
 */
export function question(lens, guess, isShown, { onGuess, onPut }) {
  const { position, answers, answerProbs, nStations } = lens;
  const token = lens.tokens[position].label;
  const last = percent(answerProbs.at(nStations - 1, position));
  const key = lens.mask_token === null ? "inside.lens_asks" : "inside.lens_asks_here";
  const unit = t(lens.is_recurrent ? "inside.lens_after_layer" : "inside.lens_after_block");
  const buttons = lens.stations.map((_, station) =>
    el(
      "button",
      {
        type: "button",
        class: "um-inside-button guess",
        disabled: isShown,
        "data-station": String(station),
        "data-right": isShown && station === firstOnTop(lens, position) ? "true" : null,
        "aria-pressed": String(guess === station),
        onclick: () => onGuess(station),
      },
      stationName(lens, station),
    ),
  );
  const hidden = lens.mask_token !== null && token !== lens.mask_token ? hiding(lens, position) : null;
  return [
    el(
      "div",
      {},
      readNote(lens),
      el("p", { class: "said" }, t(key, { token, answer: answers[position], prob: last }), " ", unit),
      el("div", { class: "guesses" }, buttons),
      isShown ? el("p", { class: "looked", role: "status" }, ...verdict(lens, guess)) : null,
      isShown ? null : link(t("inside.lens_show"), () => onGuess(null)),
      hidden === null
        ? null
        : el(
            "p",
            {},
            t("inside.lens_unmasked"),
            " ",
            link(t("inside.hide", { token }), () => onPut(hidden)),
          ),
    ),
  ];
}

/** @param {Lens} lens @param {number | null} guess */
function verdict(lens, guess) {
  const { position } = lens;
  const first = firstOnTop(lens, position);
  const at = { station: stationName(lens, first), answer: lens.answers[position] };
  const before = first > 0 && {
    station: stationName(lens, first - 1),
    token: lens.top[first - 1][position],
    prob: percent(lens.probs.at(first - 1, position)),
    rank: number(lens.ranks.at(first - 1, position)),
  };
  const gap = language() === "zh" ? "" : " ";
  return [
    guess === null ? "" : el("strong", {}, `${t(`inside.lens_${judged(guess, first)}`)}${gap}`),
    t("inside.lens_first", at),
    before ? `${gap}${t("inside.lens_one_before", { ...at, ...before, before: before.station })}` : "",
  ];
}

/**
 * The candidates of a cell.
 *
 * @param {Lens} lens
 * @param {number} station
 * @param {number} position
 * @param {{ token: string, prob: number }[]} top
 */
export function candidatesOf(lens, station, position, top) {
  const answer = lens.answers[position];
  const most = top[0]?.prob || 1;
  return [
    el("h3", {}, t("inside.lens_place", { token: lens.tokens[position].label, station: stationName(lens, station) })),
    el(
      "ol",
      { class: "likely-list" },
      top.map(({ token, prob }) =>
        el("li", { class: token === answer && "answer" }, el("span", {}, token), bar(prob / most, percent(prob))),
      ),
    ),
    el(
      "p",
      { class: "um-caption" },
      t("inside.lens_cell", {
        bits: short(lens.entropies.at(station, position), 3),
        answer,
        rank: number(lens.ranks.at(station, position)),
        prob: percent(lens.answerProbs.at(station, position)),
      }),
    ),
  ];
}
