// Decoding strategies side by side: a column for each, a row for every step.

import { el, t, tableOf } from "./common.js";
import { readRun, tableRows } from "./decoding/facts.js";
import { pictureButtons } from "./decoding/picture.js";
import { legend, stepRows, sums } from "./decoding/steps.js";
import { addMenu, head, titleOf } from "./decoding/strategies.js";
import { writtenTexts } from "./decoding/texts.js";

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export function mount({ element, props, watch, trigger }) {
  const rows = stepRows((column, step) => trigger("look", { look: `step.${column}.${step}` }));
  const table = el("table", {}, rows.body);
  const key = el("div", { class: "um-decoding-key" });
  const menu = el("div");
  const said = el("span", { role: "status" });
  const stop = el("button", { type: "button", class: "um-link", hidden: true, onclick: halt }, t("decoding.stop"));
  const texts = el("div");
  const numbers = el("div");
  let shown = null; // the payload, its runs read
  let family = null;
  let strategies = []; // as the heads show them; the columns follow when the server has accepted them
  let reference = 0;
  let longest = 0; // tokens of the longest column
  let halted = false;

  function receive() {
    if (!props.value) return;
    shown = { ...props.value, runs: props.value.runs.map(readRun) };
    const given = shown.settings.strategies;
    const before = longest;
    longest = Math.max(...shown.runs.map((run) => run.tokens.length));
    halted &&= longest > before; // a step that was under way still arrives; a new run begins short
    if (!same(given, strategies) || shown.family !== family) {
      ({ family } = shown);
      strategies = given;
      drawHeads();
    }
    drawColumns();
  }

  function change(next) {
    strategies = next;
    drawHeads();
    drawColumns();
    trigger("strategies", { strategies });
  }

  function halt() {
    halted = true;
    trigger("stop");
    drawColumns();
  }

  function compareWith(column) {
    reference = column;
    drawHeads();
    drawColumns();
    table.tHead.querySelectorAll("button[aria-pressed]")[column].focus();
  }

  function drawHeads() {
    reference = Math.min(reference, strategies.length - 1);
    table.tHead?.remove();
    table.prepend(
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("decoding.step")), strategies.map(headOf))),
    );
    key.replaceChildren(...legend(reference));
    menu.replaceChildren(addMenu(strategies, shown.family, (strategy) => change([...strategies, strategy])));
  }

  const headOf = (strategy, column) =>
    head(strategy, column, column === reference, shown.family, {
      change: (next) => change(strategies.with(column, next)),
      remove: strategies.length > 1 && (() => change(strategies.toSpliced(column, 1))),
      compare: () => compareWith(column),
    });

  function drawColumns() {
    const { runs, partings, settings } = shown;
    const writing = !halted && runs.some((run) => run.stopped === null);
    element.className = `um-view um-decoding um-of-${family}`;
    element.classList.toggle("um-decoding-waiting", !same(strategies, settings.strategies));
    numbers.hidden = writing;
    rows.draw({
      runs,
      partings,
      nRows: writing ? settings.n_steps : longest,
      reference: Math.min(reference, runs.length - 1),
    });
    table.tFoot?.remove();
    table.append(sums(runs, halted));
    stop.hidden = !writing;
    said.textContent = writing
      ? t("decoding.writing", { n: longest, limit: settings.n_steps })
      : t(family === "bert" ? "decoding.fills" : "decoding.same_luck", { seed: settings.seed });
    drawTexts(writing);
  }

  function drawTexts(writing) {
    const titles = shown.runs.map((run) => titleOf(run.strategy));
    texts.replaceChildren(writtenTexts(shown, titles, pictureButtons(shown, titles)));
    if (writing) return; // the long table once, when all is written
    const figures = tableOf("decoding", tableRows(shown.runs, titles));
    figures.open = numbers.querySelector("details")?.open ?? false;
    numbers.replaceChildren(figures);
  }

  element.replaceChildren(
    el("div", { class: "um-decoding-top" }, key, menu),
    el("div", { class: "um-decoding-scroll" }, table),
    el("p", { class: "um-caption um-decoding-said" }, said, stop),
    texts,
    numbers,
  );
  watch("value", receive);
  receive();
}
