// What the heads do: a table to sort, each row a link to its head; and heads silenced, alone or together.

import { asking } from "../lib/ask.js";
import { el, link, one } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { number } from "../lib/numbers.js";
import { saveMenu } from "../lib/save.js";
import { table } from "../lib/table.js";
import { t } from "../lib/words.js";
import { consequences } from "./consequence.js";
import { columnsOf, deedsOf, isAmong, readHeads, sorted, spellHeads, toggled, withLayer } from "./head_list.js";
import { follow, noteLine } from "./section.js";

/** @import { ScoreServer } from "./consequence.js" */
/** @import { At, Column } from "./head_list.js" */
/** @import { HeadTable, SilenceQuestion, SilencedPayload, StackQuestion } from "./payloads.js" */
/** @import { Panel } from "./panel.js" */

/** @typedef {(question: StackQuestion) => Promise<HeadTable>} AskTable */
/** @typedef {(question: SilenceQuestion) => Promise<SilencedPayload>} AskSilenced */
/** @typedef {ScoreServer & { head_table: AskTable, compare_silenced: AskSilenced }} Server */

const FIRST_SHOWN = 12;
const UNKNOWN = "–";
const CHIP = { class: "um-attention-chip" };

class HeadsSection {
  note = noteLine();
  silencing = el("div", { class: "um-attention-silencing" });
  place = el("div", {});
  kept = setting("attention.silenced");
  /** The column that sorts the table; empty until a person chooses. */
  order = { name: "", isFalling: true };
  showsAll = false;
  /** @type {{ asked: string, columns: Column[], nRepeated: number } | null} */
  found = null;

  /** @param {Server} server @param {Panel} panel */
  constructor(server, panel) {
    this.panel = panel;
    this.follows = consequences(server, () => this.panel.about());
    this.element = el("div", {}, this.note, this.silencing, this.follows.element, this.place);
    this.kept.watch(() => this.show(this.panel));
    this.ask = asking(server.head_table, (found, question) => this.answered(found, question), this);
    this.askSilenced = asking(
      server.compare_silenced,
      ({ predictions }) => this.follows.predict(predictions, this.panel.data),
      { place: this.follows.expected },
    );
  }

  /** @param {Panel} panel */
  show(panel) {
    this.panel = panel;
    const hasTable = panel.stack.shared;
    this.follows.element.hidden = this.place.hidden = !hasTable;
    this.silencing.hidden = !hasTable || this.panel.data.read_only;
    this.note.textContent = hasTable ? "" : t("attention.no_cross_table");
    if (!hasTable) return this.ask.forget();
    this.draw();
    this.ask(this.question);
  }

  /** @returns {StackQuestion} */
  get question() {
    return { ...this.panel.data.request, stack: this.panel.stackName };
  }

  /** @returns {At} */
  get opened() {
    return [this.panel.place.layer, this.panel.place.head];
  }

  /** The silenced heads that this model has. */
  get silenced() {
    return readHeads(this.kept.get(), this.panel.stack);
  }

  /** @param {HeadTable} found @param {StackQuestion} question */
  answered(found, question) {
    this.found = { asked: JSON.stringify(question), columns: columnsOf(found), nRepeated: found.n_repeated };
    this.drawTable();
  }

  /** @param {At[]} heads */
  silence(heads) {
    this.kept.set(spellHeads(heads));
    this.draw();
  }

  draw() {
    this.drawTable();
    this.drawSilencing();
    const { data, stackName } = this.panel;
    const question = { ...data.request, silenced: this.silenced };
    this.follows.element.hidden = question.silenced.length === 0 || !data.edited.includes(stackName);
    if (this.follows.element.hidden) return;
    this.follows.score(question, data.family, [t("attention.all_heads"), t("attention.without")]);
    this.askSilenced(question);
  }

  drawSilencing() {
    const { silenced, opened } = this;
    const [layer, head] = opened;
    const verb = isAmong(silenced, opened) ? "wake" : "silence";
    const names = silenced.map((at) => `L${at[0]}H${at[1]}`).join(" ");
    const { stack } = this.panel;
    const all = () => this.silence(withLayer(silenced, layer, stack));
    this.silencing.replaceChildren(
      el("h4", {}, t("attention.silence")),
      el("p", { class: "um-attention-explains" }, t("attention.silence_lead")),
      el(
        "div",
        { class: "um-attention-chipline" },
        link(t(`attention.${verb}_this`, { layer, head }), () => this.silence(toggled(silenced, opened)), CHIP),
        link(t("attention.silence_layer", { layer }), all, CHIP),
        silenced.length > 0 && link(t("attention.wake_all"), () => this.silence([]), CHIP),
      ),
      el(
        "p",
        { class: "um-attention-silent" },
        silenced.length > 0 && `${t("attention.silenced", { n: silenced.length })} ${names}`,
      ),
    );
  }

  /** Nothing is drawn while the table of the pass at hand is still on its way. */
  drawTable() {
    if (this.found?.asked !== JSON.stringify(this.question)) return;
    const { columns, nRepeated } = this.found;
    const { nLayers, nHeads } = this.panel.stack;
    const atOf = (/** @type {number} */ i) => /** @type {At} */ ([Math.floor(i / nHeads), i % nHeads]);
    const name = this.sortedBy(columns);
    const heads = sorted(
      nLayers * nHeads,
      columns.find((column) => column.name === name),
      this.order.isFalling,
    );
    const always = [this.opened, ...this.silenced];
    const shown = heads.filter((i, rank) => this.showsAll || rank < FIRST_SHOWN || isAmong(always, atOf(i)));
    const rows = () => heads.map((i) => [...atOf(i), ...columns.map(({ values }) => values[i])]);
    const title = t("attention.heads_title");
    const lines = shown.map((i) => this.line(i, atOf(i), columns));
    const written = table(this.titles(columns, name), lines);
    const showAll = () => {
      this.showsAll = true;
      this.drawTable();
    };
    this.place.className = `um-attention-headtable um-of-${this.panel.data.family}`;
    this.place.replaceChildren(
      el("h4", {}, title),
      el("p", { class: "um-attention-explains" }, t("attention.heads_lead", { n: nRepeated })),
      el("p", { class: "um-attention-hint" }, !hasRepeats(columns) && t("attention.no_repeats")),
      el("div", { class: "um-attention-wide", tabindex: "0", role: "region", "aria-label": title }, written),
      el(
        "div",
        { class: "um-actions" },
        shown.length < heads.length && link(t("attention.all_rows", { n: heads.length }), showAll),
      ),
      saveMenu("heads", {
        picture: written,
        about: { ...this.panel.about(title), setting: "" },
        table: () => [["layer", "head", ...columns.map((column) => column.name)], ...rows()],
      }),
    );
  }

  /** What a person chose, else induction: on the text where something is repeated in it. @param {Column[]} columns */
  sortedBy(columns) {
    const hasTest = columns.some(({ name }) => name === "test_induction");
    return this.order.name || (hasTest && !hasRepeats(columns) ? "test_induction" : "induction");
  }

  /** @param {Column[]} columns @param {string} sortedBy */
  titles(columns, sortedBy) {
    const way = this.order.isFalling ? "descending" : "ascending";
    const sort = (/** @type {string} */ name) => {
      this.order = { name, isFalling: name !== sortedBy || !this.order.isFalling };
      this.drawTable();
      one(this.place, `[data-column="${name}"]`).focus();
    };
    /** @param {string} name @param {string} label @param {string} [hint] */
    const title = (name, label, hint = "") =>
      el(
        "th",
        { scope: "col", "aria-sort": name === sortedBy ? way : "none" },
        el("button", { type: "button", "data-column": name, title: hint, onclick: () => sort(name) }, label),
      );
    return [
      title("place", t("attention.a_head")),
      t("attention.silent"),
      t("attention.does"),
      ...columns.map(({ name }) => title(name, t(`attention.score_${name}`), t(`attention.hint_${name}`))),
    ];
  }

  /** @param {number} i @param {At} at @param {Column[]} columns */
  line(i, at, columns) {
    const [layer, head] = at;
    const { silenced } = this;
    const checked = isAmong(silenced, at);
    const label = t("attention.silence_this", { layer, head });
    const onchange = () => this.silence(toggled(silenced, at));
    const deeds = deedsOf(columns, i).map((name) => t(`attention.score_${name}`));
    return el(
      "tr",
      { class: isAmong([this.opened], at) && "um-attention-here" },
      el(
        "th",
        { scope: "row" },
        link(`L${layer} H${head}`, () => this.panel.openByHand({ layer, head })),
      ),
      el("td", {}, el("input", { type: "checkbox", checked, onchange, "aria-label": label })),
      el("td", {}, deeds.join(t("shell.list_comma")) || UNKNOWN),
      columns.map(({ isShare, values }) => {
        const style = isShare ? { "--share": `${(values[i] || 0) * 100}%` } : null;
        return el("td", { style }, Number.isNaN(values[i]) ? UNKNOWN : number(values[i], isShare ? 3 : 2));
      }),
    );
  }
}

/** @param {Column[]} columns */
const hasRepeats = (columns) => !Number.isNaN(columns.find(({ name }) => name === "induction")?.values[0]);

/** @param {Server} server @param {unknown} _props @param {Panel} panel */
const build = (server, _props, panel) => new HeadsSection(server, panel);
export const mount = follow(build);
