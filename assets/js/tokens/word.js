// One word in several places: its static vector is one and the same, its contextual vectors part, layer by layer.

import { asking, debounced } from "../lib/ask.js";
import { chartFigure } from "../lib/chart.js";
import { labelled, textField } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { number } from "../lib/numbers.js";
import { decodeArray, rowOf } from "../lib/payload.js";
import { t } from "../lib/words.js";

/** @import { WordPayload, WordPlace, WordQuestion } from "./payloads.js" */
/** @typedef {{ word_in_contexts: (question: WordQuestion) => Promise<WordPayload> }} Server */

const [WIDEST, HEIGHT] = [620, 250];
const MARGIN = { right: 104 }; // where the lines' names stand
const NARROW = 480; // pixels; then stages have no room beside each other

/** @param {Server} server */
export function createWord(server) {
  const out = el("div", { class: "um-word" });
  const ask = asking(server.word_in_contexts, (answer) => out.replaceChildren(...draw(answer, out.clientWidth)), {
    place: out,
  });
  /** @type {string | null} */
  let model = null;
  const request = () => {
    const [word, ...sentences] = kept.map((one) => one.get() ?? "");
    if (model) ask({ sentences, word, model });
  };
  const names = ["context_word", "context_a", "context_b"];
  const kept = names.map((name) => setting(`tokens.${name}`));
  const later = debounced(request);
  const fields = kept.map((one, n) => labelled(t(`tokens.${names[n]}`), textField({ kept: one, onInput: later })));
  const element = el(
    "section",
    {},
    el("h3", {}, t("tokens.contexts_title")),
    el("p", { class: "um-section-lead" }, t("tokens.contexts_lead")),
    el("div", { class: "um-bar um-context-fields" }, fields),
    out,
  );
  return {
    element,
    /** @param {string} id of the model that reads */
    show(id) {
      model = id;
      request();
    },
  };
}

/** @param {WordPayload} answer @param {number} room */
function draw({ family, sentences, unknown, places, cosines: sent }, room) {
  const cosines = decodeArray(sent);
  const stages = Array.from({ length: cosines.shape[1] }, (_, stage) => ({
    label: stage < 2 ? t(`tokens.stage_${stage}_short`) : String(stage - 2),
    title: stage < 2 ? t(`tokens.stage_${stage}`) : t("tokens.stage_layer", { n: stage - 2 }),
  }));
  const series = places.slice(1).map((_, n) => {
    const values = rowOf(cosines, n + 1);
    const name = `1 ~ ${n + 2}  ${number(values[values.length - 1], 2)}`;
    return { name, colour: `var(--um-${family}-fill)`, dashed: n > 0, values };
  });
  const rows = [
    [t("tokens.col_stage"), ...series.map((_, n) => t("tokens.places_pair", { n: n + 2 }))],
    ...stages.map(({ title }, stage) => [title, ...series.map(({ values }) => values[stage])]),
  ];
  const figure = chartFigure("tokens-contexts", series, {
    width: Math.min(WIDEST, room),
    height: HEIGHT,
    xName: t("tokens.axis_stage"),
    yName: t("tokens.axis_cosine"),
    names: stages,
    about: {
      title: t("tokens.contexts_title"),
      model: t(`shell.${family}`),
      text: sentences.join(" / "),
    },
    ...{ high: 1, points: true, named: true, upright: room < NARROW, margin: MARGIN, rows },
  });
  figure.append(el("figcaption", { class: "um-caption" }, t("tokens.contexts_caption")));
  return [
    el(
      "ol",
      { class: `um-places um-of-${family}` },
      places.map((place) => placeLine(place, sentences[place.sentence])),
    ),
    ...(unknown ? [el("p", { class: "um-quiet" }, t("tokens.word_unknown"))] : []),
    figure,
  ];
}

/** @param {WordPlace} place @param {string} sentence */
function placeLine({ start, end, positions, tokens }, sentence) {
  const characters = [...sentence];
  const part = (/** @type {number} */ from, /** @type {number} */ to) => characters.slice(from, to).join("");
  const said = { n: positions.join(", "), pieces: tokens.map(({ piece }) => piece).join(" ") };
  return el(
    "li",
    {},
    part(0, start),
    el("mark", {}, part(start, end)),
    part(end, characters.length),
    el("span", { class: "um-quiet" }, ` ${t("tokens.at_position", said)}`),
  );
}
