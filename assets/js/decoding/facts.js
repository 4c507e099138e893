// What is known about one written token, with the numbers put into the formulas.

import { decodeArray, el, number, t } from "../common.js";

/**
 * A run as it was sent, its `tokens` as objects of everything known about each, at their places: with
 * gaps where a blank is not filled yet. `order` is the step at which a token was written.
 */
export function readRun(run) {
  const columns = Object.entries(run.numbers).map(([name, values]) => [name, decodeArray(values).data]);
  const tokens = [];
  run.tokens.forEach((shown, order) => {
    const known = Object.fromEntries(columns.map(([name, values]) => [name, values[order]]));
    tokens[run.places?.[order] ?? order] = { shown, order, ...known };
  });
  return { ...run, tokens, nWritten: run.tokens.length };
}

/** A number with a real minus sign. */
export const signed = (value, digits) => number(value, digits).replace("-", "−");

const probability = (logprob) => Number(Math.exp(logprob).toPrecision(3)).toString();

/** What appears beside a token that is pointed at or focused. */
export function factsOf(token, step) {
  const p = probability(token.logprob);
  const lines = [
    [t("decoding.probability"), `p = ${p}`],
    [t("decoding.logprob"), `ln ${p} = ${signed(token.logprob, 3)}`],
    [t("decoding.surprisal"), t("decoding.bits", { n: `−log₂ ${p} = ${number(token.surprisal_bits, 2)}` })],
    [t("decoding.rank"), number(token.rank)],
    [t("decoding.n_kept"), number(token.n_kept)],
    [t("decoding.entropy"), t("decoding.bits", { n: `−Σ p log₂ p = ${number(token.entropy_bits, 2)}` })],
  ];
  if (token.order !== step) lines.unshift([t("decoding.filled_at"), number(token.order + 1)]);
  return el(
    "div",
    { class: "um-decoding-facts" },
    el("div", {}, shownToken(token), el("span", {}, `log_probs[${step}, ${token.id}]`)),
    el(
      "dl",
      {},
      lines.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
    ),
    el("p", {}, t("decoding.click_to_open")),
  );
}

/** A token as it is shown everywhere, the space before a word faint. */
export function shownToken({ shown }) {
  const word = shown.replace(/^·+(?=.)/, "");
  const space = shown.slice(0, shown.length - word.length);
  return el("bdi", { class: "um-decoding-token" }, space && el("i", {}, space), word);
}

/** Everything as rows, the first being the head: for the table and its CSV. */
export function tableRows(runs, titles) {
  const keys = ["step", "token", "id", "logprob", "surprisal", "rank", "entropy", "n_kept"];
  const head = [t("decoding.strategy"), ...keys.map((key) => t(`decoding.${key}`))];
  const rows = runs.flatMap((run, column) =>
    run.tokens.map((token, step) => [
      `${column + 1} ${titles[column]}`,
      step + 1,
      token.shown,
      token.id,
      token.logprob.toFixed(6),
      token.surprisal_bits.toFixed(6),
      token.rank,
      token.entropy_bits.toFixed(6),
      token.n_kept,
    ]),
  );
  return [head, ...rows];
}
