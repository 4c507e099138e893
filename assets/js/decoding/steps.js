// The body of the columns: a row for every step, a token in every cell, the sums below.

import { el, number, t, tooltip } from "../common.js";
import { factsOf, shownToken, signed } from "./facts.js";

const DARKEST_BITS = 10; // one in a thousand, and everything rarer
const FORK = "M4 0v4m0 0q0 4-3 7m3-7q0 4 3 7"; // one way becomes two
const KEYS = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [-Infinity, 0],
  End: [Infinity, 0],
};

/** How dark a token is drawn: 0 for one that was certain, 1 for the most surprising. */
export const shadeOf = (token) => Math.min(token.surprisal_bits / DARKEST_BITS, 1);

/**
 * The rows of a table, kept and filled: `draw({ runs, partings, nRows, reference })` changes only the
 * cells that changed, so that focus and pointer stay where they are while tokens arrive.
 * `open(column, step)` is called when a token is clicked or Enter is pressed on it.
 */
export function stepRows(open) {
  const body = el("tbody", {});
  let cells = []; // [step][column]
  let shown = [];

  function draw({ runs, partings, nRows, reference }) {
    shown = runs;
    if (cells.length !== nRows || cells[0]?.length !== runs.length) build(nRows, runs.length);
    const first = firstParting(partings);
    cells.forEach((row, step) => {
      row[0].parentElement.classList.toggle("um-decoding-first", step === first);
      row.forEach((cell, column) => {
        const where = placeOf(step, partings[reference][column], column === reference);
        fill(cell, runs[column], step, where);
      });
    });
  }

  function build(nRows, nColumns) {
    const row = (step) => Array.from({ length: nColumns }, (_, column) => cellAt(step, column));
    cells = Array.from({ length: nRows }, (_, step) => row(step));
    if (nRows > 0) cells[0][0].tabIndex = 0; // one stop for the tab key, arrows move from there
    body.replaceChildren(...cells.map((row, step) => el("tr", {}, el("th", { scope: "row" }, String(step + 1)), row)));
  }

  function cellAt(step, column) {
    const show = ({ currentTarget }) => {
      const token = shown[column]?.tokens[step];
      if (token) tooltip.show(currentTarget, factsOf(token, step));
    };
    return el("td", {
      tabindex: "-1",
      "aria-describedby": "um-tooltip",
      onmouseenter: show,
      onfocus: show,
      onmouseleave: tooltip.hide,
      onblur: tooltip.hide,
      onclick: () => choose(step, column),
      onkeydown: (event) => move(event, step, column),
    });
  }

  function choose(step, column) {
    if (shown[column]?.tokens[step]) open(column, step);
  }

  function move(event, step, column) {
    if (event.key === "Enter") choose(step, column);
    if (event.key === "Escape") tooltip.hide();
    if (!Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    const [down, right] = KEYS[event.key];
    const across = clamp(column + right, shown.length);
    const target = cells[clamp(step + down, shown[across].tokens.length)][across];
    event.currentTarget.tabIndex = -1;
    target.tabIndex = 0;
    target.focus();
  }

  return { body, draw };
}

const clamp = (index, length) => Math.max(0, Math.min(index, length - 1));

/** Where a cell stands towards the column that all are compared with. */
function placeOf(step, parting, isReference) {
  if (isReference || parting === null || step < parting) return "together";
  return step === parting ? "parts" : "apart";
}

/** True for a token that the run was given. */
const isForced = (run, step) => Object.hasOwn(run.strategy.force ?? {}, run.tokens[step]?.order);

function fill(cell, run, step, where) {
  const token = run.tokens[step];
  const forced = isForced(run, step);
  const key = token ? `${token.id} ${token.logprob} ${where} ${forced}` : "";
  if (cell.dataset.key === key) return;
  cell.dataset.key = key;
  cell.className = token ? `um-decoding-${where}` : "";
  cell.style.setProperty("--shade", token ? shadeOf(token).toFixed(3) : "0");
  cell.replaceChildren();
  if (!token) return;
  cell.append(shownToken(token));
  if (where === "parts") cell.append(fork(t("decoding.parts_here")));
  if (forced)
    cell.append(el("span", { class: "um-decoding-pin", role: "img", "aria-label": t("decoding.forced") }, "◆"));
  else if (run.places) cell.append(el("small", { class: "um-decoding-order" }, number(token.order + 1)));
}

/** The mark of a parting; `label` is what it says to those who do not see it. */
function fork(label) {
  const told = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return el("svg", { class: "um-decoding-fork", viewBox: "0 0 8 11", ...told }, el("path", { d: FORK }));
}

/** The first step at which any two columns part, or undefined. */
function firstParting(partings) {
  const steps = partings.flat().filter((step) => step !== null);
  return steps.length > 0 ? Math.min(...steps) : undefined;
}

/** What the shades and the marks mean; column `reference` is the one that all are compared with. */
export function legend(reference) {
  const column = { n: reference + 1 };
  const entry = (mark, meaning) => el("span", {}, mark, meaning);
  return [
    entry(el("span", { class: "um-decoding-scale", "aria-hidden": "true" }), t("decoding.scale", { n: DARKEST_BITS })),
    entry(el("span", { class: "um-decoding-thread", "aria-hidden": "true" }), t("decoding.thread", column)),
    entry(fork(), t("decoding.fork", column)),
  ];
}

/** How every run ended, below its column. */
export function sums(runs, halted) {
  const most = Math.max(...runs.map((run) => run.mean_surprisal_bits ?? 0));
  const head = el("th", { scope: "row", "aria-label": t("decoding.ended") }, "Σ");
  return el(
    "tfoot",
    {},
    el(
      "tr",
      {},
      head,
      runs.map((run) => el("td", {}, sumOf(run, most, halted))),
    ),
  );
}

function sumOf(run, most, halted) {
  const mean = run.mean_surprisal_bits;
  const state = run.stopped ?? (halted ? "halted" : "writing");
  const { distinct_1, distinct_2, longest_repeat } = run.metrics ?? {};
  const share = (value) => (value === null || value === undefined ? "–" : number(value, 2));
  const lines = [
    [t(run.places ? "decoding.pseudo_logprob" : "decoding.sum_logprob"), signed(run.sum_logprob, 2)],
    [t("decoding.mean_surprisal"), mean === null ? "–" : number(mean, 2)],
    [t("decoding.distinct"), `${share(distinct_1)} · ${share(distinct_2)}`, t("decoding.distinct_is")],
    [
      t("decoding.longest_repeat"),
      longest_repeat === undefined ? "–" : number(longest_repeat),
      t("decoding.longest_repeat_is"),
    ],
  ];
  return el(
    "dl",
    {},
    el("dd", { class: "um-decoding-bar", style: { "--share": most > 0 ? (mean ?? 0) / most : 0 } }),
    lines.map(([name, value, title]) => [el("dt", { title }, name), el("dd", {}, value)]),
    el("dd", { class: `um-decoding-state um-decoding-${state}` }, t(`decoding.state_${state}`, { n: run.nWritten })),
  );
}
