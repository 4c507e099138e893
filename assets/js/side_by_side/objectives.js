// What each model is trained to do, on this text: the targets, the loss of each, and the distribution that
// label smoothing asks for.

import { el, language, t, tableOf } from "../common.js";

export function mount({ element, props, watch }) {
  const open = {}; // which term of each objective is looked at
  function draw() {
    const found = props.value;
    if (!found) return;
    element.replaceChildren(
      ...found.causal.map((one) => objective(one, found, "causal")),
      objective(found.masked, found, "masked"),
      pair(found.pair, found.masked.title, found.smoothing),
    );
  }

  function objective(one, { smoothing, seed }, kind) {
    const key = `${kind}.${one.title}`;
    const terms = new Map(one.terms.map((term) => [term.position, term]));
    if (!terms.has(open[key])) open[key] = worst(one.terms)?.position;
    const chosen = terms.get(open[key]);
    const choose = (position) => {
      open[key] = position;
      draw();
    };
    const most = Math.max(1, ...one.terms.map(({ plain_nats: nats }) => nats));
    return el(
      "section",
      { class: `objective um-of-${one.family}` },
      el(
        "h4",
        {},
        el("span", { class: "title" }, one.title),
        el("span", { class: "quiet" }, t(`side_by_side.objective_${kind}`, { seed })),
      ),
      el(
        "div",
        { class: "tokens" },
        one.tokens.map((token, i) =>
          column(token, terms.get(i), { most, isOpen: i === open[key], choose: () => choose(i) }),
        ),
      ),
      one.terms.length ? sums(one, smoothing) : el("p", { class: "quiet" }, t("side_by_side.none_chosen", { seed })),
      chosen && distribution(chosen, one, smoothing),
      one.terms.length > 0 &&
        tableOf(`${kind}-${one.title}`, [
          ["position", "true", "read", "fate", "plain_nats", "smoothed_nats"].map((name) =>
            t(`side_by_side.column_${name}`),
          ),
          ...one.terms.map((term) => [
            term.position,
            term.true,
            term.read,
            t(`side_by_side.fate_${term.fate}`),
            term.plain_nats.toFixed(4),
            term.smoothed_nats.toFixed(4),
          ]),
        ]),
    );
  }

  watch("value", draw);
  draw();
}

const worst = (terms) =>
  terms.reduce((most, term) => (most === null || term.plain_nats > most.plain_nats ? term : most), null);

/** A token; a target stands on its loss, and can be opened. */
function column({ label, special }, term, { most, isOpen, choose }) {
  if (!term)
    return el(
      "span",
      { class: "column" },
      el("span", { class: "bar" }),
      el("span", { class: `um-chip${special ? " special" : ""}` }, label),
    );
  const changed = term.fate === "mask" || term.fate === "random";
  return el(
    "button",
    {
      type: "button",
      class: `column target${isOpen ? " open" : ""}`,
      "aria-pressed": String(isOpen),
      onclick: choose,
      "aria-label": `${term.true}: ${term.plain_nats.toFixed(2)}`,
    },
    el(
      "span",
      { class: "bar" },
      el("i", { style: { height: `${(100 * term.plain_nats) / most}%` } }),
      el("span", {}, term.plain_nats.toFixed(1)),
    ),
    el("span", { class: `um-chip ${term.fate}` }, changed ? [el("s", {}, term.true), ` ${term.read}`] : term.true),
    term.fate !== "next" && el("small", {}, t(`side_by_side.fate_${term.fate}`)),
  );
}

function sums(one, smoothing) {
  const shown = one.terms
    .slice(0, 6)
    .map(({ plain_nats: nats }) => nats.toFixed(2))
    .join(" + ");
  const more = one.terms.length > 6 ? " + …" : "";
  return el(
    "p",
    { class: "sum" },
    `(${shown}${more}) / ${one.terms.length} = `,
    el("strong", {}, t("side_by_side.nats", { n: one.loss_nats.toFixed(3) })),
    smoothing > 0 &&
      el(
        "span",
        { class: "quiet" },
        ` ${t("side_by_side.smoothed", { smoothing, n: one.smoothed_loss_nats.toFixed(3) })}`,
      ),
  );
}

/** What the model expects beside what it is asked to expect. */
function distribution(term, one, smoothing) {
  const rest = Math.max(0, 1 - term.top.reduce((sum, { prob }) => sum + prob, 0));
  const nOthers = one.d_vocab - term.top.length;
  const lines = [
    ...term.top.map(({ token, prob, true: isTrue }) => ({
      token,
      prob,
      target: isTrue ? one.target.true : one.target.other,
      isTrue,
    })),
    { token: t("side_by_side.others", { n: nOthers }), prob: rest, target: nOthers * one.target.other },
  ];
  const share = (value) =>
    value >= 0.001 ? `${(100 * value).toFixed(1)}%` : value === 0 ? "0" : `${(100 * value).toExponential(1)}%`;
  const bar = (kind, value) =>
    el(
      "td",
      { class: kind },
      el("span", { class: "bar" }, el("i", { style: { width: `${100 * value}%` } })),
      el("span", { class: "share" }, share(value)),
    );
  return el(
    "div",
    { class: "distribution" },
    el(
      "table",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", {}),
          el("th", { scope: "col" }, t("side_by_side.expects")),
          el("th", { scope: "col" }, t("side_by_side.target")),
        ),
      ),
      el(
        "tbody",
        {},
        lines.map(({ token, prob, target, isTrue }) =>
          el(
            "tr",
            { class: isTrue ? "true" : null },
            el("th", { scope: "row" }, token),
            bar("model", prob),
            bar("wanted", target),
          ),
        ),
      ),
    ),
    el(
      "p",
      { class: "formula" },
      `−ln ${term.top.find(({ true: isTrue }) => isTrue).prob.toPrecision(3)} = `,
      el("strong", {}, t("side_by_side.nats", { n: term.plain_nats.toFixed(2) })),
      smoothing > 0 && [
        el("br", {}),
        t("side_by_side.smoothed_formula", {
          keep: (1 - smoothing).toFixed(2),
          smoothing: Number(smoothing).toFixed(2),
          plain: term.plain_nats.toFixed(2),
          mean: ((term.smoothed_nats - (1 - smoothing) * term.plain_nats) / smoothing).toFixed(2),
          n: term.smoothed_nats.toFixed(2),
        }),
      ],
    ),
  );
}

function pair(found, title, smoothing) {
  const head = el(
    "h4",
    {},
    el("span", { class: "title" }, title),
    el("span", { class: "quiet" }, t("side_by_side.objective_pair")),
  );
  if (found.error)
    return el(
      "section",
      { class: "objective um-of-bert" },
      head,
      el("p", { class: "quiet" }, found.error[language()] ?? found.error.en),
    );
  const share = found.prob_follows;
  const mean = (found.loss_nats[0] + found.loss_nats[1]) / 2; // of the two answers: what smoothing mixes in
  const [follows, apart] = found.loss_nats.map((nats) => ((1 - smoothing) * nats + smoothing * mean).toFixed(3));
  return el(
    "section",
    { class: "objective um-of-bert" },
    head,
    el(
      "p",
      { class: "pair" },
      el("span", { class: "um-chip" }, "[CLS]"),
      ` ${found.first} `,
      el("span", { class: "um-chip" }, "[SEP]"),
      ` ${found.second} `,
      el("span", { class: "um-chip" }, "[SEP]"),
    ),
    el("div", { class: "judgement" }, el("i", { style: { width: `${100 * share}%` } })),
    el(
      "p",
      {},
      el("strong", {}, t("side_by_side.follows", { share: (100 * share).toFixed(1) })),
      " ",
      el(
        "span",
        { class: "quiet" },
        t("side_by_side.pair_losses", { follows: found.loss_nats[0].toFixed(3), apart: found.loss_nats[1].toFixed(3) }),
      ),
    ),
    smoothing > 0 &&
      el(
        "p",
        { class: "quiet" },
        t("side_by_side.pair_smoothed", { smoothing, follows, apart, wanted: (100 * (1 - smoothing / 2)).toFixed(0) }),
      ),
  );
}
