// The body of the columns: a row for every step, a token in every cell, the sums below.

import { el } from "../lib/dom.js";
import { inside, roving, walk } from "../lib/keys.js";
import { bits, number, short } from "../lib/numbers.js";
import { tooltip } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { facts, pairs, shownToken } from "./parts.js";
import { DARKEST_BITS, firstParting, isForced, shadeOf, sideOf } from "./runs.js";

/** @import { Run, Side, Written } from "./runs.js" */

/** @typedef {{ runs: Run[], partings: (number | null)[][], nRows: number, reference: number }} Columns */

const FORK = "M4 0v4m0 0q0 4-3 7m3-7q0 4 3 7"; // one way becomes two

/**
 * The rows of a table, kept and filled: `draw` changes only the cells that changed, so that focus and pointer stay
 * where they are while tokens arrive.
 *
 * @param {(column: number, step: number) => void} open is called when a token is clicked or Enter is pressed on it
 */
export function stepRows(open) {
  const body = el("tbody");
  /** @type {HTMLTableCellElement[][]} */
  let cells = []; // [step][column]
  /** @type {Run[]} */
  let shown = [];

  /** @param {Columns} columns */
  function draw({ runs, partings, nRows, reference }) {
    shown = runs;
    if (cells.length !== nRows || cells[0]?.length !== runs.length) build(nRows, runs.length);
    const first = firstParting(partings);
    for (const [step, row] of cells.entries()) {
      row[0].parentElement?.classList.toggle("um-decoding-first", step === first);
      for (const [column, cell] of row.entries())
        fill(cell, runs[column], step, sideOf(step, column === reference ? null : partings[reference][column]));
    }
  }

  /** @param {number} nRows @param {number} nColumns */
  function build(nRows, nColumns) {
    const cell = () => el("td", { tabindex: "-1", "aria-describedby": "um-tooltip" });
    cells = Array.from({ length: nRows }, () => Array.from({ length: nColumns }, cell));
    body.replaceChildren(...cells.map((row, step) => el("tr", {}, el("th", { scope: "row" }, String(step + 1)), row)));
    if (nRows > 0) stop(cells[0][0]);
  }

  const stop = roving(body, (event, from) => {
    const { step, column } = placeOf(from);
    const next = walk(event, { row: step, column }, { nRows: cells.length, nColumns: shown.length });
    return next && cells[inside(next.row, shown[next.column].tokens.length)][next.column];
  });
  listen(body, (step, column) => shown[column]?.tokens[step], open);
  return { body, draw };
}

/** @param {Element} cell */
const placeOf = (cell) => ({
  step: /** @type {HTMLTableRowElement} */ (cell.parentElement).sectionRowIndex,
  column: /** @type {HTMLTableCellElement} */ (cell).cellIndex - 1,
});

/**
 * Pointing at a token and focusing it tell about it; a click and Enter open it.
 *
 * @param {HTMLElement} body
 * @param {(step: number, column: number) => Written | undefined} tokenAt
 * @param {(column: number, step: number) => void} open
 */
function listen(body, tokenAt, open) {
  /** @param {(cell: Element, token: Written, step: number, column: number) => void} work */
  const onToken = (work, otherwise = () => {}) => {
    return (/** @type {Event} */ { target }) => {
      const cell = /** @type {Element} */ (target).closest("td");
      const { step, column } = cell ? placeOf(cell) : { step: -1, column: -1 };
      const token = tokenAt(step, column);
      if (cell && token) work(cell, token, step, column);
      else otherwise();
    };
  };
  const tell = onToken((cell, token, step) => tooltip.show(cell, factsOf(token, step)), tooltip.hide);
  const choose = onToken((_cell, _token, step, column) => open(column, step));
  body.addEventListener("mouseover", tell);
  body.addEventListener("focusin", tell);
  body.addEventListener("mouseleave", tooltip.hide);
  body.addEventListener("focusout", tooltip.hide);
  body.addEventListener("click", choose);
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter") choose(event);
    if (event.key === "Escape") tooltip.hide();
  });
}

/** @param {HTMLTableCellElement} cell @param {Run} run @param {number} step @param {Side} side */
function fill(cell, run, step, side) {
  const token = run.tokens[step];
  const forced = isForced(run, step);
  const key = token ? `${token.id} ${token.logprob} ${side} ${forced}` : "";
  if (cell.dataset.key === key) return;
  cell.dataset.key = key;
  cell.className = token ? `um-decoding-${side}` : "";
  cell.style.setProperty("--shade", token ? shadeOf(token).toFixed(3) : "0");
  cell.replaceChildren();
  if (!token) return;
  cell.append(shownToken(token));
  if (side === "parts") cell.append(fork(t("decoding.parts_here")));
  if (forced)
    cell.append(el("span", { class: "um-decoding-pin", role: "img", "aria-label": t("decoding.forced") }, "◆"));
  else if (run.places) cell.append(el("small", { class: "um-decoding-order" }, number(token.order + 1)));
}

/** The numbers put into the formulas. @param {Written} token @param {number} step */
function factsOf(token, step) {
  const p = short(Math.exp(token.logprob), 3);
  /** @type {[string, string][]} */
  const lines = [
    [t("decoding.probability"), `p = ${p}`],
    [t("decoding.logprob"), `ln ${p} = ${number(token.logprob, 3)}`],
    [t("decoding.surprisal"), `−log₂ ${p} = ${bits(token.surprisal_bits)}`],
    [t("decoding.rank"), number(token.rank)],
    [t("decoding.n_kept"), number(token.n_kept)],
    [t("decoding.entropy"), `−Σ p log₂ p = ${bits(token.entropy_bits)}`],
  ];
  if (token.order !== step) lines.unshift([t("decoding.filled_at"), number(token.order + 1)]);
  const beside = `log_probs[${step}, ${token.id}]`;
  return facts({ token, beside, lines, note: t("decoding.click_to_open") });
}

/** The mark of a parting. @param {string} [label] what it says to those who do not see it */
function fork(label) {
  const told = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return el("svg", { class: "um-decoding-fork", viewBox: "0 0 8 11", ...told }, el("path", { d: FORK }));
}

/** What shades and marks mean; all are compared with column `reference`. @param {number} reference */
export function legend(reference) {
  const column = { n: reference + 1 };
  const mark = (/** @type {string} */ name) => el("span", { class: `um-decoding-${name}`, "aria-hidden": "true" });
  return [
    el("span", {}, mark("scale"), t("decoding.scale", { n: DARKEST_BITS })),
    el("span", {}, mark("thread"), t("decoding.thread", column)),
    el("span", {}, fork(), t("decoding.fork", column)),
  ];
}

/** How every run ended, below its column. @param {Run[]} runs @param {boolean} halted */
export function sums(runs, halted) {
  const most = Math.max(...runs.map((run) => run.mean_surprisal_bits ?? 0));
  const head = el("th", { scope: "row", "aria-label": t("decoding.ended") }, "Σ");
  const cells = runs.map((run) => el("td", {}, sumOf(run, most, halted)));
  return el("tfoot", {}, el("tr", {}, head, cells));
}

/** @param {Run} run @param {number} most bits a token of all runs @param {boolean} halted */
function sumOf(run, most, halted) {
  const { mean_surprisal_bits: mean, metrics } = run;
  const state = run.stopped ?? (halted ? "halted" : "writing");
  const said = (/** @type {number | null | undefined} */ value, digits = 2) =>
    value === null || value === undefined ? "–" : number(value, digits);
  const distinct = `${said(metrics?.distinct_1)} · ${said(metrics?.distinct_2)}`;
  return el(
    "dl",
    {},
    el("dd", { class: "um-decoding-bar", style: { "--share": most > 0 ? (mean ?? 0) / most : 0 } }),
    pairs([
      [t(run.places ? "decoding.pseudo_logprob" : "decoding.sum_logprob"), number(run.sum_logprob, 2)],
      [t("decoding.mean_surprisal"), said(mean)],
      [t("decoding.distinct"), distinct, t("decoding.distinct_is")],
      [t("decoding.longest_repeat"), said(metrics?.longest_repeat, 0), t("decoding.longest_repeat_is")],
    ]),
    el("dd", { class: `um-decoding-state um-decoding-${state}` }, t(`decoding.state_${state}`, { n: run.nWritten })),
  );
}
