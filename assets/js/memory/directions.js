// A bidirectional LSTM: the state that comes from the left and the one that comes from the right, what each
// knows about a hidden token, and why neither can be computed for all tokens at once.

import { onColours } from "../lib/colours.js";
import { el } from "../lib/dom.js";
import { tokenMap, tokenPicture } from "../lib/heatmap.js";
import { number, percent, rangeOf } from "../lib/numbers.js";
import { decodeArray, rowOf } from "../lib/payload.js";
import { difference, diverging } from "../lib/ramp.js";
import { savable, saveMenu } from "../lib/save.js";
import { table, tableOf } from "../lib/table.js";
import { tooltip } from "../lib/tooltip.js";
import { onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { dependencies } from "./dependencies.js";

/** @typedef {import("./payloads.js").BothDirectionsPayload} Directions */

const SIDES = ["left", "right", "both"];
const HEIGHT = 192;
const WIDE = 820; // from here on both states stand side by side
const GAP = 32;

/** @param {Showing<Directions | null>} host */
export function mount({ element, props, watch }) {
  function draw() {
    const { value: found } = props;
    const width = element.clientWidth;
    if (!found || !width) return;
    const room = width >= WIDE ? (width - GAP) / 2 : width;
    element.replaceChildren(
      el("h4", {}, t("memory.knows", { model: found.title })),
      el("p", { class: "um-caption" }, t("memory.knows_note")),
      savable(
        "bilstm-guesses",
        { title: t("memory.knows", { model: found.title }), model: found.title },
        guessTable(found),
        {
          table: () => guessRows(found),
        },
      ),
      ...(hasUnknown(found) ? [el("p", { class: "um-caption" }, t("memory.unknown_note"))] : []),
      el("h4", {}, t("memory.states")),
      el("p", { class: "um-caption" }, t("memory.states_note", { units: found.forward.shape[1] })),
      el("div", { class: "um-row" }, states(found, "forward", room), states(found, "backward", room)),
      el("h4", {}, t("memory.timing")),
      el("p", { class: "um-caption" }, t("memory.depends_note")),
      savable(
        "bilstm-timing",
        { title: t("memory.timing"), model: found.title },
        dependencies(found.tokens.length, found.n_layers, width),
      ),
      el("p", { class: "um-caption" }, t("memory.timing_note")),
    );
  }
  watch("value", draw);
  onColours(draw);
  onWidth(element, draw);
  draw();
}

/** True where a token stands for text that the vocabulary cannot spell. @param {Directions} found */
const hasUnknown = ({ surprisal_bits: surprisal, guesses }) => guesses.some((guess, i) => guess && !surprisal[i]);

/** @param {Directions} found */
function guessTable({ tokens, surprisal_bits: surprisal, guesses }) {
  const most = Math.max(1, rangeOf(surprisal.flatMap((bits) => bits ?? []))[1]);
  const rows = tokens.flatMap(({ label }, i) => {
    const [bits, guess] = [surprisal[i], guesses[i]];
    if (!guess) return [];
    return [[label, ...SIDES.map((side, n) => guessCell(side, most, bits?.[n] ?? null, guess[n]))]];
  });
  const head = SIDES.map((side) => t(`memory.from_${side}`));
  return el("div", { class: "scroll" }, table(["", ...head], rows, { class: "knows" }));
}

/** @param {Directions} found @returns {import("../lib/table.js").Rows} */
const guessRows = ({ tokens, surprisal_bits: surprisal, guesses }) => [
  [
    t("memory.token"),
    ...SIDES.flatMap((side) => {
      const name = t(`memory.from_${side}`);
      return [`${name}: ${t("memory.bits")}`, `${name}: ${t("memory.column_guess")}`, `${name}: %`];
    }),
  ],
  ...tokens.flatMap(({ label }, i) => {
    const [bits, guess] = [surprisal[i], guesses[i]];
    if (!bits || !guess) return [];
    return [[label, ...SIDES.flatMap((_, n) => [bits[n], guess[n].token, 100 * guess[n].prob])]];
  }),
];

/**
 * @param {string} side
 * @param {number} most bits of all
 * @param {number | null} bits null for a token that stands for what the vocabulary cannot spell
 * @param {import("./payloads.js").Guess} guess
 */
const guessCell = (side, most, bits, { token, prob, right }) =>
  el(
    "td",
    { class: side },
    el("span", { class: "bar" }, el("i", { style: { width: `${(100 * (bits ?? 0)) / most}%` } })),
    el("span", { class: "bits" }, bits === null ? "–" : number(bits, 1)),
    el("span", { class: right ? "guess right" : "guess" }, token, el("small", {}, ` ${percent(prob)}`)),
  );

/**
 * A direction's hidden states, units down and tokens across.
 *
 * @param {Directions} found
 * @param {"forward" | "backward"} side
 * @param {number} width
 */
function states(found, side, width) {
  const matrix = decodeArray(found[side]);
  const labels = found.tokens.map(({ label }) => label);
  const nUnits = matrix.shape[1];
  const title = t(`memory.state_${side}`);
  const map = () => {
    const pixelOf = difference(diverging());
    const pixelAt = (/** @type {number} */ unit, /** @type {number} */ token) => pixelOf(matrix.at(token, unit));
    return { labels, nRows: nUnits, pixelAt, width, height: HEIGHT, alt: title, longest: 12 };
  };
  const { element } = tokenMap(map(), {
    onPoint({ row: unit, column }, where) {
      const value = number(matrix.at(column, unit), 2);
      tooltip.show(where, t("memory.point", { unit, token: labels[column], name: t("memory.hidden"), value }));
    },
    onLeave: tooltip.hide,
  });
  const rows = () => [
    [t("memory.token"), ...Array.from({ length: nUnits }, (_, unit) => unit)],
    ...labels.map((label, token) => [label, ...Array.from(rowOf(matrix, token), (value) => value.toFixed(4))]),
  ];
  const figure = el("figure", { class: "um-figure" }, el("h5", {}, title), element);
  const about = { title, model: found.title };
  figure.append(
    saveMenu(`bilstm-${side}`, { picture: () => tokenPicture(map()), about, place: figure }),
    tableOf(`bilstm-${side}`, rows),
  );
  return figure;
}
