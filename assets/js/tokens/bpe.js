// A BPE made step by step: the pairs, the one that wins, what it makes; then a new word.

import { downloadCsv, el, number, setting, t, tableOf } from "../common.js";
import { asking, debounced, fieldOf } from "./asking.js";
import { readTraining } from "./replay.js";
import { ofText } from "./section.js";
import { visible } from "./text.js";

const MAX_MERGES = 2000;
const PLAY_MS = 900; // a step of a short training; a long one is played in half a minute
const PLAY_SECONDS = 30;
const SHOWN_SYMBOLS = 80;

function create({ holder, server }) {
  const kept = Object.fromEntries(
    ["corpus", "merges", "step", "word"].map((name) => [name, setting(`tokens.${name}`)]),
  );
  const out = el("div", { class: "um-bpe", hidden: true });
  const ask = asking(out, server.bpe_training, (answer) => {
    training = readTraining(answer);
    out.hidden = false;
    stop();
    slider.max = training.nMerges;
    go(Math.min(Number(kept.step.get()) || 0, training.nMerges));
    table.replaceChildren(tableOf("tokens-bpe", mergesTable(training)));
    drawWord();
  });
  let training = null;
  let k = 0;
  let playing = 0;
  let text = "";

  const corpus = fieldOf("tokens.corpus", kept.corpus, debounced(train), { lines: 3 });
  const corpusField = corpus.querySelector("textarea");
  const count = el("input", {
    type: "number",
    class: "um-field",
    min: 0,
    max: MAX_MERGES,
    value: kept.merges.get(),
    "aria-label": t("tokens.n_merges"),
    oninput: () => (kept.merges.set(count.value), later()),
  });
  const later = debounced(train);
  const slider = el("input", {
    type: "range",
    min: 0,
    max: 0,
    value: 0,
    "aria-label": t("tokens.step"),
    oninput: () => (stop(), go(Number(slider.value))),
  });
  const play = el("button", { type: "button", class: "um-play", onclick: () => (playing ? stop() : start()) });
  const [back, forth] = [-1, 1].map((by) =>
    el(
      "button",
      {
        type: "button",
        class: "um-step",
        "aria-label": t(by < 0 ? "tokens.step_back" : "tokens.step_on"),
        onclick: () => (stop(), go(k + by)),
      },
      by < 0 ? "‹" : "›",
    ),
  );
  const said = el("p", { class: "um-said-step", "aria-live": "polite" });
  const [pairs, words, vocabulary, table, walk] = Array.from({ length: 5 }, () => el("div"));
  const word = fieldOf("tokens.new_word", kept.word, drawWord);
  holder.append(
    el("p", { class: "um-section-lead" }, t("tokens.bpe_lead")),
    el(
      "div",
      { class: "um-bar" },
      corpus,
      el(
        "div",
        { class: "um-corpus-side" },
        el("label", { class: "um-labelled" }, el("span", {}, t("tokens.n_merges")), count),
        el("button", { type: "button", class: "um-link", onclick: useText }, t("tokens.use_text")),
      ),
    ),
    out,
  );
  out.append(
    el("div", { class: "um-scrubber" }, play, back, slider, forth),
    said,
    el("div", { class: "um-three" }, panel("pairs", pairs), panel("words", words), panel("vocabulary", vocabulary)),
    el("h3", {}, t("tokens.new_word_title")),
    el("p", { class: "um-section-lead" }, t("tokens.new_word_lead")),
    word,
    walk,
    table,
  );

  function train() {
    ask({ corpus: corpusField.value, n_merges: Number(count.value) });
  }

  function useText() {
    corpusField.value = text;
    corpusField.dispatchEvent(new Event("input"));
  }

  function show({ texts }) {
    [text] = texts;
    if (!training) train();
  }

  function go(to) {
    k = Math.max(0, Math.min(training.nMerges, to));
    slider.value = k;
    kept.step.set(k);
    back.disabled = k === 0;
    forth.disabled = k === training.nMerges;
    draw();
  }

  function start() {
    if (k === training.nMerges) go(0);
    const perSecond = Math.max(1000 / PLAY_MS, training.nMerges / PLAY_SECONDS);
    const [from, begun] = [k, performance.now()];
    const tick = (now) => {
      const to = from + Math.floor(((now - begun) / 1000) * perSecond);
      if (to !== k) go(to);
      if (k === training.nMerges || !playing) stop();
      else playing = requestAnimationFrame(tick);
    };
    playing = requestAnimationFrame(tick);
    sayPlay();
  }

  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    sayPlay();
  }

  const sayPlay = () => play.replaceChildren(t(playing ? "tokens.pause" : "tokens.play"));

  function draw() {
    const leaders = training.leaders(k);
    said.replaceChildren(...sentence(training, k, leaders));
    pairs.replaceChildren(pairTable(training, leaders));
    words.replaceChildren(wordList(training, k, leaders[0]));
    vocabulary.replaceChildren(...symbols(training, k));
  }

  function drawWord() {
    if (training) walk.replaceChildren(...(kept.word.get() ? wordWalk(training, kept.word.get().slice(0, 60)) : []));
  }

  sayPlay();
  return { show };
}

export const mount = ofText(create);

const panel = (name, body) =>
  el("section", { class: `um-panel um-panel-${name}` }, el("h4", {}, t(`tokens.${name}_title`)), body);

const chip = (text, kind = "") => el("span", { class: `um-symbol ${kind}` }, visible(text));

/** What happens at this step, and why this pair: the counts, and the rule where they tie. */
function sentence(training, k, leaders) {
  const place = el(
    "strong",
    {},
    k < training.nMerges
      ? t("tokens.merge_n", { n: number(k + 1), all: number(training.nMerges) })
      : t("tokens.merged_all", { n: number(training.nMerges) }),
  );
  if (!leaders.length) return [place, " ", t("tokens.no_pair")];
  const [winner] = leaders;
  const { left, right, count } = winner;
  const ties = leaders.filter((other) => other.count === count);
  const made = [
    " ",
    chip(training.symbol(left), "um-winner"),
    " + ",
    chip(training.symbol(right), "um-winner"),
    " → ",
    chip(training.symbol(left) + training.symbol(right), "um-made"),
    " ",
  ];
  const next = k < training.nMerges ? [] : [t("tokens.next_would_be")];
  return [
    place,
    " ",
    ...next,
    ...made,
    t("tokens.stands", { n: number(count) }),
    " ",
    tieRule(training, ties, winner, leaders.length),
  ];
}

function tieRule(training, ties, { left, right }, n) {
  if (ties.length === 1) return t("tokens.no_tie");
  const isFull = ties.length === n && n > 1;
  const values = {
    n: ties.length,
    left: visible(training.symbol(left)),
    left_id: left,
    right: visible(training.symbol(right)),
    right_id: right,
  };
  return t(isFull ? "tokens.tie_more" : "tokens.tie", values);
}

function pairTable(training, leaders) {
  if (!leaders.length) return el("p", { class: "um-quiet" }, t("tokens.no_pair"));
  const most = leaders[0].count;
  return el(
    "table",
    { class: "um-pairs" },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ["pair", "ids", "count"].map((key) => el("th", { scope: "col" }, t(`tokens.col_${key}`))),
      ),
    ),
    el(
      "tbody",
      {},
      leaders.map(({ left, right, count }, n) =>
        el(
          "tr",
          { class: n === 0 ? "um-wins" : count === most ? "um-ties" : null },
          el("td", {}, chip(training.symbol(left)), " ", chip(training.symbol(right))),
          el("td", { class: "um-ids" }, `${left} ${right}`),
          el(
            "td",
            { class: "um-bar-cell" },
            el("i", { style: { width: `${(count / most) * 100}%` } }),
            el("b", {}, number(count)),
          ),
        ),
      ),
    ),
  );
}

function wordList(training, k, winner) {
  const rows = training.words.map(([word, count]) => {
    const ids = training.segment(word, k);
    const node = el("li", {}, el("span", { class: "um-times" }, `${number(count)}×`));
    for (let i = 0; i < ids.length; i++) {
      const isWinner = winner && ids[i] === winner.left && ids[i + 1] === winner.right;
      const isMade = k > 0 && ids[i] === training.merge(k - 1).id;
      node.append(chip(training.symbol(ids[i]), isWinner ? "um-winner um-joined" : isMade ? "um-made" : ""));
      if (isWinner) node.append(chip(training.symbol(ids[++i]), "um-winner"));
    }
    return node;
  });
  const more = training.nDistinct - training.words.length;
  return el(
    "ul",
    { class: "um-words" },
    rows,
    more > 0 && el("li", { class: "um-quiet" }, t("tokens.more_words", { n: number(more) })),
  );
}

function symbols(training, k) {
  const size = training.alphabet.length + k;
  const first = Math.max(0, size - SHOWN_SYMBOLS);
  const chips = [];
  for (let id = size - 1; id >= first; id--) {
    const kind = id >= training.alphabet.length ? (id === size - 1 && k > 0 ? "um-made" : "um-learnt") : "";
    chips.push(el("span", { class: "um-entry" }, chip(training.symbol(id), kind), el("small", {}, id)));
  }
  return [
    el(
      "p",
      { class: "um-quiet" },
      t("tokens.vocabulary_size", { alphabet: number(training.alphabet.length), merges: number(k), all: number(size) }),
    ),
    el(
      "div",
      { class: "um-entries" },
      chips,
      first > 0 && el("span", { class: "um-quiet" }, t("tokens.more_symbols", { n: number(first) })),
    ),
  ];
}

/** A word from its characters to its tokens, a line a merge. */
function wordWalk(training, word) {
  const inCorpus = training.words.some(([known]) => known === word);
  const parts = word.trim().split(/\s+/).filter(Boolean);
  const lines = parts.flatMap((part) => training.steps(part));
  const unknown = lines.some(({ ids }) => ids.some((id) => !training.isKnown(id)));
  const last = parts.flatMap((part) => training.segment(part, training.nMerges));
  return [
    el(
      "ol",
      { class: "um-walk" },
      lines.map(({ k, ids }) =>
        el(
          "li",
          {},
          el(
            "span",
            { class: "um-rule" },
            k === null
              ? t("tokens.characters_first")
              : t("tokens.by_merge", {
                  n: number(k + 1),
                  pair: `${visible(training.symbol(training.merge(k).left))} + ${visible(training.symbol(training.merge(k).right))}`,
                }),
          ),
          el(
            "span",
            { class: "um-walk-symbols" },
            ids.map((id) =>
              chip(
                training.symbol(id),
                !training.isKnown(id) ? "um-unknown" : k !== null && id === training.merge(k).id ? "um-made" : "",
              ),
            ),
          ),
        ),
      ),
    ),
    el(
      "p",
      { class: "um-quiet" },
      [
        t(last.length === 1 ? "tokens.one_token" : "tokens.n_word_tokens", { n: last.length }),
        inCorpus && t("tokens.in_corpus"),
        unknown && t("tokens.unknown_letter"),
      ]
        .filter(Boolean)
        .join(" "),
    ),
    el(
      "button",
      {
        type: "button",
        class: "um-link",
        onclick: () =>
          downloadCsv("tokens-word", [
            [t("tokens.col_merge"), t("tokens.col_symbols")],
            ...lines.map(({ k, ids }) => [k === null ? "" : k + 1, ids.map((id) => training.symbol(id)).join(" ")]),
          ]),
      },
      "CSV",
    ),
  ];
}

const mergesTable = (training) => [
  ["merge", "left", "right", "made", "id", "count"].map((key) => t(`tokens.col_${key}`)),
  ...Array.from({ length: training.nMerges }, (_, k) => {
    const { left, right, count, id } = training.merge(k);
    return [
      k + 1,
      visible(training.symbol(left)),
      visible(training.symbol(right)),
      visible(training.symbol(id)),
      id,
      count,
    ];
  }),
];
