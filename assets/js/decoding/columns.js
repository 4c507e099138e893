// Decoding strategies side by side: a column for each, a row for every step.

import { el, link, one } from "../lib/dom.js";
import { tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { addMenu, head } from "./heads.js";
import { kindsOf } from "./parts.js";
import { legend, stepRows, sums } from "./rows.js";
import { readRun, tableRows } from "./runs.js";
import { isSame, titleOf } from "./strategies.js";
import { writtenTexts } from "./texts.js";

/** @import { DecodingPayload, Strategy } from "./payloads.js" */
/** @import { Run } from "./runs.js" */
/** @import { Props } from "./parts.js" */

/** @typedef {Omit<DecodingPayload, "runs"> & { runs: Run[] }} Shown */

/** The string that says how the columns came about. @param {Shown} shown */
function noteOf({ fills, n_own_blanks: nOwn }) {
  if (!fills) return "same_luck";
  return nOwn > 0 ? "fills_own" : "fills";
}

class Columns {
  /** @type {Shown | null} */
  #shown = null;
  /** As the heads show them; the columns follow when the server has accepted them. @type {Strategy[]} */
  #strategies = [];
  #reference = 0;
  #longest = 0; // tokens of the longest column
  #halted = false;

  #rows;
  #table;
  #key = el("div", { class: "um-decoding-key" });
  #menu = el("div");
  #said = el("span", { role: "status" });
  #stop = link(t("decoding.stop"), () => this.#halt(), { hidden: true });
  #texts = el("div");
  #numbers = el("div");

  /** @param {Host<DecodingPayload | null, Props, unknown>} host */
  constructor(host) {
    this.host = host;
    this.#rows = stepRows((column, step) => host.trigger("look", { look: `step.${column}.${step}` }));
    this.#table = el("table", {}, this.#rows.body);
    host.element.replaceChildren(
      el("div", { class: "um-decoding-top" }, this.#key, this.#menu),
      el("div", { class: "um-decoding-scroll" }, this.#table),
      el("p", { class: "um-caption um-decoding-said" }, this.#said, this.#stop),
      this.#texts,
      this.#numbers,
    );
    host.watch("value", () => this.#receive());
    this.#receive();
  }

  #receive() {
    const { value } = this.host.props;
    if (!value) return;
    const shown = { ...value, runs: value.runs.map(readRun) };
    const isOther = shown.fills !== this.#shown?.fills || !isSame(shown.settings.strategies, this.#strategies);
    const before = this.#longest;
    this.#shown = shown;
    this.#longest = Math.max(...shown.runs.map((run) => run.tokens.length));
    this.#halted &&= this.#longest > before; // a step that was under way still arrives; a new run begins short
    this.host.element.className = `um-view um-decoding um-of-${shown.family}`;
    if (isOther) {
      this.#strategies = shown.settings.strategies;
      this.#drawHeads(shown);
    }
    this.#drawColumns(shown);
  }

  /** @param {Strategy[]} next */
  #change(next) {
    this.#strategies = next;
    this.#draw();
    this.host.trigger("strategies", { strategies: next });
  }

  #halt() {
    this.#halted = true;
    this.host.trigger("stop");
    this.#draw();
  }

  /** @param {number} column */
  #compareWith(column) {
    this.#reference = column;
    this.#draw();
    one(this.#table, `thead th:nth-child(${column + 2}) [aria-pressed]`).focus();
  }

  #draw() {
    if (!this.#shown) return;
    this.#drawHeads(this.#shown);
    this.#drawColumns(this.#shown);
  }

  /** @param {Shown} shown */
  #drawHeads(shown) {
    const strategies = this.#strategies;
    const kinds = kindsOf(this.host.props, shown);
    const most = this.host.props.max_columns;
    this.#reference = Math.min(this.#reference, strategies.length - 1);
    const heads = strategies.map((strategy, index) =>
      head(
        { strategy, index, isReference: index === this.#reference, kinds },
        {
          change: (next) => this.#change(strategies.with(index, next)),
          remove: strategies.length > 1 ? () => this.#change(strategies.toSpliced(index, 1)) : null,
          compare: () => this.#compareWith(index),
        },
      ),
    );
    this.#table.tHead?.remove();
    this.#table.prepend(el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("decoding.step")), heads)));
    this.#key.replaceChildren(...legend(this.#reference));
    const isFull = strategies.length >= most;
    this.#menu.replaceChildren(addMenu(kinds, { most, isFull }, (added) => this.#change([...strategies, added])));
  }

  /** @param {Shown} shown */
  #drawColumns(shown) {
    const { runs, partings, settings } = shown;
    const isWriting = !this.#halted && runs.some((run) => run.stopped === null);
    this.host.element.classList.toggle("um-decoding-waiting", !isSame(this.#strategies, settings.strategies));
    this.#rows.draw({
      runs,
      partings,
      nRows: isWriting ? settings.n_steps : this.#longest,
      reference: Math.min(this.#reference, runs.length - 1),
    });
    this.#table.tFoot?.remove();
    this.#table.append(sums(runs, this.#halted));
    this.#stop.hidden = !isWriting;
    this.#said.textContent = isWriting
      ? t("decoding.writing", { n: this.#longest, limit: settings.n_steps })
      : t(`decoding.${noteOf(shown)}`, { n: shown.n_own_blanks, seed: settings.seed });
    this.#drawTexts(shown, isWriting);
  }

  /** @param {Shown} shown @param {boolean} isWriting */
  #drawTexts(shown, isWriting) {
    const titles = shown.runs.map((run) => titleOf(run.strategy));
    this.#texts.replaceChildren(writtenTexts(shown, titles));
    this.#numbers.hidden = isWriting;
    if (isWriting) return; // the long table once, when all is written
    const figures = tableOf("decoding", () => tableRows(shown.runs, titles));
    figures.open = this.#numbers.querySelector("details")?.open ?? false;
    this.#numbers.replaceChildren(figures);
  }
}

/** @param {Host<DecodingPayload | null, Props, unknown>} host */
export const mount = (host) => void new Columns(host);
