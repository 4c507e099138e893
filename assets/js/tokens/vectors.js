// From a token's number to the vector that enters the model, and the same word in several places.

import { asking } from "../lib/ask.js";
import { bar } from "../lib/bars.js";
import { onColours } from "../lib/colours.js";
import { choices } from "../lib/controls.js";
import { el, one } from "../lib/dom.js";
import { oneOf, setting, whole } from "../lib/link.js";
import { number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { table, tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { lookUp } from "./lookup.js";
import { drawPositions, positionRows } from "./positions.js";
import { ofText } from "./section.js";
import { readVectors } from "./sum.js";
import { createWord } from "./word.js";

/** @import { ChosenModels, VectorsPayload, VectorsProps, VectorsQuestion } from "./payloads.js" */
/** @import { Rows } from "./columns.js" */
/** @import { Vectors } from "./sum.js" */
/** @typedef {import("./word.js").Server} WordServer */
/** @typedef {{ vectors: (question: VectorsQuestion) => Promise<VectorsPayload> } & WordServer} Server */

/** @param {Host<null, VectorsProps, Server>} host */
function create({ element, props, server }) {
  const readers = /** @type {(keyof ChosenModels)[]} */ (props.readers);
  const reader = () => oneOf("tokens.reader", readers, readers[0]);
  const out = el("div");
  const word = createWord(server);
  /** @type {Rows | null} */
  let rows = null;
  /** @type {Vectors | null} */
  let found = null;
  const choice = choices({
    label: t("tokens.which_model"),
    options: readers.map((value) => ({ value, label: t(`shell.${value}`), class: `um-of-${value}` })),
    value: reader(),
    look: "pills",
    onChoose(name) {
      setting("tokens.reader").set(name);
      request();
    },
  });
  element.append(el("p", { class: "um-section-lead" }, t("tokens.vectors_lead")), choice.element, out, word.element);
  const ask = asking(
    server.vectors,
    (answer) => {
      found = readVectors(answer);
      draw();
    },
    { place: out },
  );

  function request() {
    if (!rows) return;
    const model = rows.models[reader()];
    ask({ texts: rows.texts, model });
    word.show(model);
  }

  function draw() {
    if (!found) return;
    const last = found.tokens.length - 1;
    const p = Math.min(last, whole("tokens.token", Infinity, 0));
    out.className = `um-of-${found.family}`;
    out.replaceChildren(tokenChoice(found, p, select), el("h3", {}, t("tokens.lookup_title")), ...partsOf(found, p));
  }

  /** @param {number} p */
  function select(p) {
    setting("tokens.token").set(p);
    draw();
    one(out, `[data-position="${p}"]`).focus({ preventScroll: true });
  }

  onColours(draw);
  return (/** @type {Rows} */ next) => {
    rows = next;
    request();
  };
}

export const mount = ofText(create);

/** What is drawn of a token. @param {Vectors} found @param {number} p */
const partsOf = (found, p) => [
  savable("tokens-vector", aboutOf(found, p, "lookup"), lookUp(found, p), { anew: () => lookUp(found, p) }),
  el(
    "div",
    { class: "um-row um-vector-row" },
    savable("tokens-neighbours", aboutOf(found, p, "neighbours"), neighbours(found, p)),
    savable("tokens-positions", aboutOf(found, p, "positions"), drawPositions(found, p), {
      anew: () => drawPositions(found, p),
      table: positionRows(found),
    }),
  ),
];

/** @param {Vectors} found @param {number} p @param {string} part @returns {import("../lib/save.js").About} */
const aboutOf = ({ family, tokens }, p, part) => ({
  title: t(`tokens.${part}_title`, { piece: tokens[p].piece }),
  model: t(`shell.${family}`),
  setting: t("tokens.at_position", { n: p, pieces: tokens[p].piece }),
});

/** @param {Vectors} found @param {number} p @param {(p: number) => void} select */
const tokenChoice = ({ tokens, n_tokens }, p, select) =>
  el(
    "div",
    { class: "um-token-choice", role: "group", "aria-label": t("tokens.choose_token") },
    tokens.map(({ piece, id }, n) =>
      el(
        "button",
        {
          type: "button",
          class: "um-pick",
          "aria-pressed": String(n === p),
          "data-position": n,
          onclick: () => select(n),
        },
        piece,
        el("span", {}, id),
      ),
    ),
    n_tokens > tokens.length &&
      el("span", { class: "um-quiet" }, t("tokens.first_tokens", { n: tokens.length, all: number(n_tokens) })),
  );

/** @param {Vectors} found @param {number} p */
function neighbours({ tokens, neighbours: near }, p) {
  const { id, piece } = tokens[p];
  const head = ["piece", "id", "cosine"].map((key) => t(`tokens.col_${key}`));
  const rows = near[id].map((entry) =>
    el(
      "tr",
      {},
      el("td", {}, el("span", { class: "um-symbol" }, entry.piece)),
      el("td", { class: "um-ids" }, entry.id),
      el("td", { class: "um-bar-cell" }, bar(entry.cosine, number(entry.cosine, 2))),
    ),
  );
  return el(
    "section",
    { class: "um-panel" },
    el("h4", {}, t("tokens.neighbours_title", { piece })),
    el("p", { class: "um-quiet" }, t("tokens.neighbours_lead")),
    table(head, rows, { class: "um-pairs" }),
    tableOf("tokens-neighbours", [head, ...near[id].map((entry) => [entry.piece, entry.id, entry.cosine])]),
  );
}
