// From a token's number to the vector that enters the model, and the same word in several places.

import { decodeArray, el, number, onColours, setting, t, tableOf } from "../common.js";
import { asking } from "./asking.js";
import { heatmap, usualSize } from "./heat.js";
import { drawPositions } from "./positions.js";
import { ofText } from "./section.js";
import { createWord } from "./word.js";

const FAMILIES = ["gpt", "bert", "lstm"];

function create({ holder, server }) {
  const reader = setting("tokens.reader");
  const chosen = setting("tokens.token");
  const out = el("div", { class: "um-vectors" });
  const ask = asking(out, server.vectors, (answer) => {
    found = decode(answer);
    draw();
  });
  const word = createWord({ server });
  let value = null;
  let found = null;

  const choice = el("div", {
    class: "um-switch um-small-switch",
    role: "group",
    "aria-label": t("tokens.which_model"),
  });
  holder.append(el("p", { class: "um-section-lead" }, t("tokens.vectors_lead")), choice, out, word.node);

  const family = () => (FAMILIES.includes(reader.get()) ? reader.get() : FAMILIES[0]);

  function request() {
    choice.replaceChildren(
      ...FAMILIES.map((name) =>
        el(
          "button",
          {
            type: "button",
            class: `um-of-${name}`,
            "aria-current": String(name === family()),
            onclick: () => (reader.set(name), request()),
          },
          t(`shell.${name}`),
        ),
      ),
    );
    ask({ texts: value.texts, model: value.models[family()] });
    word.show(value.models[family()]);
  }

  function show(next) {
    value = next;
    request();
  }

  function draw() {
    if (!found) return;
    const p = Math.max(0, Math.min(found.tokens.length - 1, Number(chosen.get()) || 0));
    out.className = `um-vectors um-of-${found.family}`;
    const select = (n) => {
      chosen.set(n);
      draw();
      out.querySelector(`[data-position="${n}"]`).focus({ preventScroll: true });
    };
    out.replaceChildren(
      tokenChoice(found, p, select),
      el("h3", {}, t("tokens.lookup_title")),
      lookUp(found, p),
      el("div", { class: "um-row um-vector-row" }, neighbours(found, p), drawPositions(found, p, select)),
    );
  }

  onColours(draw);
  return { show };
}

export const mount = ofText(create);

function decode(answer) {
  const arrays = Object.fromEntries(
    ["embedding", "positions", "segment_table"].map((name) => [name, answer[name] && decodeArray(answer[name])]),
  );
  return { ...answer, ...arrays, dModel: answer.embedding.shape[1] };
}

const tokenChoice = (found, p, select) =>
  el(
    "div",
    { class: "um-token-choice", role: "group", "aria-label": t("tokens.choose_token") },
    found.tokens.map(({ piece, id }, n) =>
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
    found.n_tokens > found.tokens.length &&
      el(
        "span",
        { class: "um-quiet" },
        t("tokens.first_tokens", { n: found.tokens.length, all: number(found.n_tokens) }),
      ),
  );

/** What is added up, line by line, and the sum; pointing at a feature adds its numbers. */
function lookUp(found, p) {
  const token = found.tokens[p];
  const rows = addends(found, p);
  const limit = usualSize(rows.at(-1).values);
  const readout = el("p", { class: "um-readout", "aria-live": "polite" });
  const tell = (d) => readout.replaceChildren(...sum(rows, d));
  const strips = el(
    "div",
    { class: "um-strips", tabindex: "0", role: "img", "aria-label": t("tokens.strips_alt") },
    rows.map(({ name, detail, values, sign }) =>
      el(
        "div",
        { class: "um-strip-row" },
        el("span", { class: "um-sign" }, sign),
        el("div", { class: "um-strip-name" }, el("b", {}, name), el("small", {}, detail)),
        heatmap(values, 1, values.length, limit),
      ),
    ),
  );
  let feature = 0;
  const move = (d) => {
    feature = Math.max(0, Math.min(found.dModel - 1, d));
    tell(feature);
    strips.style.setProperty("--um-at", (feature + 0.5) / found.dModel);
  };
  strips.addEventListener("pointermove", ({ clientX }) => {
    const box = strips.querySelector("canvas").getBoundingClientRect();
    move(Math.floor(((clientX - box.left) / box.width) * found.dModel));
  });
  strips.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
    if (!by) return;
    event.preventDefault();
    move(feature + by);
  });
  move(0);
  const after =
    found.family === "bert"
      ? [el("p", { class: "um-quiet" }, t("tokens.then_norm"))]
      : found.positions
        ? []
        : [
            el(
              "p",
              { class: "um-quiet" },
              t(found.family === "lstm" ? "tokens.no_position_lstm" : "tokens.no_position"),
            ),
          ];
  return el(
    "div",
    { class: "um-lookup" },
    oneHot(found, token),
    strips,
    readout,
    after,
    tableOf("tokens-vector", vectorTable(rows)),
  );
}

function addends(found, p) {
  const { id } = found.tokens[p];
  const d = found.dModel;
  const rows = [
    { name: t("tokens.embedding_row"), detail: `W[${id}]`, values: rowOf(found.embedding, p, d), sign: "" },
  ];
  const position = found.first_position + p;
  if (found.positions && position < found.positions.shape[0])
    rows.push({
      name: t("tokens.position_row"),
      detail: `P[${position}]`,
      values: rowOf(found.positions, position, d),
      sign: "+",
    });
  if (found.segments)
    rows.push({
      name: t("tokens.segment_row"),
      detail: `S[${found.segments[p]}] · ${"AB"[found.segments[p]] ?? ""}`,
      values: rowOf(found.segment_table, found.segments[p], d),
      sign: "+",
    });
  if (rows.length > 1)
    rows.push({
      name: t("tokens.sum_row"),
      detail: `[${d}]`,
      values: rows.reduce((sum, { values }) => sum.map((x, i) => x + values[i]), new Float32Array(d)),
      sign: "=",
    });
  return rows;
}

const rowOf = ({ data }, n, d) => data.slice(n * d, (n + 1) * d);

const short = (x) => (Object.is(x, -0) ? 0 : x).toFixed(3).replace("-", "−");

function sum(rows, d) {
  const parts = rows.map(({ values, sign }, n) => [
    n ? ` ${sign} ` : "",
    el(
      n === rows.length - 1 ? "strong" : "span",
      {},
      values[d] < 0 && n && sign === "+" ? `(${short(values[d])})` : short(values[d]),
    ),
  ]);
  return [el("span", { class: "um-quiet" }, t("tokens.feature", { n: d }), " "), ...parts.flat()];
}

/** The vocabulary as a line of zeros with a single one. */
function oneHot({ d_vocab: size, dModel }, { id, piece }) {
  const x = ((id + 0.5) / size) * 1000;
  const svg = el("svg", {
    viewBox: "0 0 1000 34",
    preserveAspectRatio: "none",
    class: "um-onehot",
    role: "img",
    "aria-label": t("tokens.onehot_alt", { id, size }),
  });
  svg.append(
    el("line", { class: "um-zeros", x1: 0, x2: 1000, y1: 30, y2: 30 }),
    el("line", { class: "um-single", x1: x, x2: x, y1: 2, y2: 30 }),
  );
  return el(
    "div",
    { class: "um-onehot-row" },
    el(
      "p",
      {},
      t("tokens.onehot", { piece, id: number(id), size: number(size), zeros: number(size - 1), width: dModel }),
    ),
    svg,
    el("div", { class: "um-onehot-scale" }, el("span", {}, 0), el("span", {}, number(size - 1))),
  );
}

const vectorTable = (rows) => [
  [t("tokens.col_feature"), ...rows.map(({ name }) => name)],
  ...Array.from(rows[0].values, (_, d) => [d, ...rows.map(({ values }) => values[d])]),
];

function neighbours(found, p) {
  const { id, piece } = found.tokens[p];
  const list = found.neighbours[id];
  return el(
    "section",
    { class: "um-panel" },
    el("h4", {}, t("tokens.neighbours_title", { piece })),
    el("p", { class: "um-quiet" }, t("tokens.neighbours_lead")),
    el(
      "table",
      { class: "um-pairs" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["piece", "id", "cosine"].map((key) => el("th", { scope: "col" }, t(`tokens.col_${key}`))),
        ),
      ),
      el(
        "tbody",
        {},
        list.map((one) =>
          el(
            "tr",
            {},
            el("td", {}, el("span", { class: "um-symbol" }, one.piece)),
            el("td", { class: "um-ids" }, one.id),
            el(
              "td",
              { class: "um-bar-cell" },
              el("i", { style: { width: `${Math.max(0, one.cosine) * 100}%` } }),
              el("b", {}, one.cosine.toFixed(2)),
            ),
          ),
        ),
      ),
    ),
    tableOf("tokens-neighbours", [
      ["piece", "id", "cosine"].map((key) => t(`tokens.col_${key}`)),
      ...list.map((one) => [one.piece, one.id, one.cosine]),
    ]),
  );
}
