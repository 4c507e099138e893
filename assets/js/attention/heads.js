// What the heads do: a table to sort, each row a link to its head; and heads silenced, alone or together.

import { decodeArray, downloadCsv, el, setting, t } from "../common.js";
import { surprisalChange } from "./consequence.js";
import { predictions } from "./predictions.js";
import { asker } from "./request.js";
import { follow } from "./section.js";

const SHARES = ["previous_token", "first_token", "same_token", "induction"];
const MEASURES = ["entropy_bits", "mean_distance"];
const TESTS = ["test_previous_token", "test_induction"];
const CLEARLY = 0.4; // of the weight: from here on a head is called by what it does
const FIRST_SHOWN = 12;

class HeadsSection {
  constructor(server) {
    this.link = setting("attention.silenced");
    this.note = el("p", { class: "um-attention-note", role: "status" });
    this.silencing = el("div", { class: "um-attention-silencing" });
    this.follows = el("div", { class: "um-attention-follows" });
    this.place = el("div", {});
    this.element = el("div", {}, this.note, this.silencing, this.follows, this.place);
    this.sortedBy = { name: "induction", falling: true };
    this.all = false;
    this.expected = el("div", {});
    this.surprisal = el("div", {});
    this.scoresNote = el("p", { class: "um-attention-hint", role: "status" });
    this.silencedNote = el("p", { class: "um-attention-hint", role: "status" });
    this.follows.append(
      el("div", {}, this.silencedNote, this.expected),
      el("div", {}, this.scoresNote, this.surprisal),
    );
    this.follows.hidden = true;
    this.ask = asker(
      (question) => server.head_table(question),
      (answer) => this.answered(answer),
      this.note,
    );
    this.askSilenced = asker(
      (question) => server.compare_silenced(question),
      (answer) => this.predicted(answer),
      this.silencedNote,
    );
    this.askScores = asker(
      (question) => server.compare_scores(question),
      (answer) => this.scored(answer),
      this.scoresNote,
    );
  }

  show(panel) {
    const changed = this.panel !== panel || this.stackName !== panel.stackName;
    this.panel = panel;
    this.stackName = panel.stackName;
    if (panel.stackName === "cross") {
      this.note.textContent = t("attention.no_cross_table");
      this.place.replaceChildren();
      return;
    }
    if (changed) this.table = null;
    this.ask({ ...panel.data.request, stack: panel.stackName });
    if (this.table) this.draw();
    this.drawSilencing();
    this.listen();
  }

  /** The silenced heads that this model has, as links write them: `3.2 4.1`. */
  get silenced() {
    const { n_layers, n_heads } = this.panel.stack;
    const names = (this.link.get() ?? "").split(" ").filter((name) => /^\d{1,4}\.\d{1,4}$/.test(name));
    return names
      .map((name) => name.split(".").map(Number))
      .filter(([layer, head]) => layer < n_layers && head < n_heads);
  }

  toggle(layer, head) {
    const others = this.silenced.filter(([l, h]) => l !== layer || h !== head);
    const now = others.length < this.silenced.length ? others : [...others, [layer, head]];
    this.silence(now);
  }

  silence(heads) {
    this.link.set(heads.map((head) => head.join(".")).join(" "));
    this.draw();
    this.drawSilencing();
    this.listen();
  }

  drawSilencing() {
    const { layer, head } = this.panel.place;
    const heads = this.silenced;
    const button = (label, onclick) => el("button", { type: "button", class: "um-attention-chip", onclick }, label);
    this.silencing.replaceChildren(
      el("h4", {}, t("attention.silence")),
      el("p", { class: "um-attention-explains" }, t("attention.silence_lead")),
      el(
        "div",
        { class: "um-attention-choices" },
        button(
          t(this.isSilent(this.panel.place) ? "attention.wake_this" : "attention.silence_this", { layer, head }),
          () => this.toggle(layer, head),
        ),
        button(t("attention.silence_layer", { layer }), () => this.silence(this.wholeLayer(layer, heads))),
        heads.length > 0 && button(t("attention.wake_all"), () => this.silence([])),
      ),
      el(
        "p",
        { class: "um-attention-silent" },
        heads.length
          ? `${t("attention.silenced", { n: heads.length })} ${heads.map(([l, h]) => `L${l}H${h}`).join(" ")}`
          : "",
      ),
    );
  }

  wholeLayer(layer, heads) {
    const all = Array.from({ length: this.panel.stack.n_heads }, (_, head) => [layer, head]);
    return [...heads.filter(([l]) => l !== layer), ...all];
  }

  /** Runs the model without the silenced heads. */
  listen() {
    const silenced = this.silenced;
    this.follows.hidden = silenced.length === 0 || this.panel.stackName === "encoder";
    if (this.follows.hidden) return;
    this.follows.className = `um-attention-follows um-of-${this.panel.data.family}`;
    const { text, model, mask } = this.panel.data.request;
    this.askSilenced({ text, model, mask, silenced });
    this.askScores({ text, model, mask, silenced });
  }

  predicted({ predictions: found }) {
    this.expected.replaceChildren(predictions(found, this.panel.data.family, sides()));
  }

  scored(scores) {
    this.surprisal.replaceChildren(surprisalChange(scores, sides()));
  }

  answered({ columns, n_repeated }) {
    this.table = new Map(Object.entries(columns).map(([name, payload]) => [name, decodeArray(payload)]));
    this.n_repeated = n_repeated;
    if (!this.sorts)
      this.sortedBy.name = this.hasRepeats || !this.table.has("test_induction") ? "induction" : "test_induction";
    this.draw();
  }

  get hasRepeats() {
    return !Number.isNaN(this.table.get("induction").data[0]);
  }

  rows() {
    const { n_layers, n_heads } = this.panel.stack;
    const { name, falling } = this.sortedBy;
    const places = Array.from({ length: n_layers * n_heads }, (_, i) => ({
      i,
      layer: Math.floor(i / n_heads),
      head: i % n_heads,
    }));
    const value = ({ i }) => (name === "place" ? -i : (this.table.get(name)?.data[i] ?? 0));
    const known = (number) => (Number.isNaN(number) ? -Infinity : number);
    return places.sort((a, b) => (known(value(b)) - known(value(a)) || a.i - b.i) * (falling ? 1 : -1));
  }

  draw() {
    if (!this.table) return;
    const columns = [...SHARES, ...MEASURES, ...TESTS].filter((name) => this.table.has(name));
    const rows = this.rows();
    const shown = this.all
      ? rows
      : rows.filter((row, rank) => rank < FIRST_SHOWN || this.isOpen(row) || this.isSilent(row));
    const hidden = rows.length - shown.length;
    this.place.className = `um-attention-headtable um-of-${this.panel.data.family}`;
    this.place.replaceChildren(
      el("h4", {}, t("attention.heads_title")),
      el("p", { class: "um-attention-explains" }, t("attention.heads_lead", { n: this.n_repeated })),
      !this.hasRepeats ? el("p", { class: "um-attention-hint" }, t("attention.no_repeats")) : "",
      el(
        "div",
        { class: "um-attention-wide", tabindex: "0", role: "region", "aria-label": t("attention.heads_title") },
        el(
          "table",
          {},
          this.head(columns),
          el(
            "tbody",
            {},
            shown.map((row) => this.line(row, columns)),
          ),
        ),
      ),
      el(
        "div",
        { class: "um-actions" },
        hidden > 0
          ? el(
              "button",
              { type: "button", class: "um-link", onclick: () => this.showAll() },
              t("attention.all_rows", { n: rows.length }),
            )
          : "",
        el("button", { type: "button", class: "um-link", onclick: () => this.save(columns) }, "CSV"),
      ),
    );
  }

  isOpen({ layer, head }) {
    return this.panel.place.layer === layer && this.panel.place.head === head;
  }

  isSilent({ layer, head }) {
    return this.silenced.some(([l, h]) => l === layer && h === head);
  }

  showAll() {
    this.all = true;
    this.draw();
  }

  head(columns) {
    const sort = (name) => {
      this.sorts = true;
      this.sortedBy = { name, falling: this.sortedBy.name === name ? !this.sortedBy.falling : true };
      this.draw();
      this.place.querySelector(`[data-column="${name}"]`).focus();
    };
    const title = (name, label, hint) =>
      el(
        "th",
        {
          scope: "col",
          "aria-sort": this.sortedBy.name === name ? (this.sortedBy.falling ? "descending" : "ascending") : "none",
          class: TESTS.includes(name) ? "um-attention-test" : null,
        },
        el("button", { type: "button", "data-column": name, title: hint, onclick: () => sort(name) }, label),
      );
    return el(
      "thead",
      {},
      el(
        "tr",
        {},
        title("place", t("attention.a_head"), ""),
        el("th", { scope: "col" }, t("attention.silent")),
        el("th", { scope: "col" }, t("attention.does")),
        columns.map((name) => title(name, t(`attention.score_${name}`), t(`attention.hint_${name}`))),
      ),
    );
  }

  line(row, columns) {
    const { i, layer, head } = row;
    const value = (name) => this.table.get(name).data[i];
    const silencer = { type: "checkbox", checked: this.isSilent(row), onchange: () => this.toggle(layer, head) };
    return el(
      "tr",
      { class: this.isOpen(row) ? "um-attention-here" : null },
      el(
        "th",
        { scope: "row" },
        el(
          "button",
          { type: "button", class: "um-link", onclick: () => this.panel.openByHand({ layer, head }) },
          `L${layer} H${head}`,
        ),
      ),
      el("td", {}, el("input", { ...silencer, "aria-label": t("attention.silence_this", { layer, head }) })),
      el("td", {}, this.deed(value)),
      columns.map((name) =>
        el(
          "td",
          { style: isShare(name) ? { "--share": `${(value(name) || 0) * 100}%` } : null },
          numberText(value(name), isShare(name)),
        ),
      ),
    );
  }

  /** A name for what a head clearly does, on this text or on the repeated tokens. */
  deed(value) {
    const scores = [...SHARES, ...TESTS]
      .filter((name) => this.table.has(name))
      .map((name) => [name.replace("test_", ""), value(name)]);
    const clear = scores.filter(([, score]) => score >= CLEARLY).sort((a, b) => b[1] - a[1]);
    const names = [...new Set(clear.map(([name]) => name))];
    return names.length ? names.map((name) => t(`attention.score_${name}`)).join(", ") : "–";
  }

  save(columns) {
    const rows = this.rows().map(({ i, layer, head }) => [
      layer,
      head,
      ...columns.map((name) => this.table.get(name).data[i]),
    ]);
    downloadCsv("heads", [["layer", "head", ...columns], ...rows]);
  }
}

export const mount = follow(HeadsSection);

const sides = () => [t("attention.all_heads"), t("attention.without")];
const isShare = (name) => !MEASURES.includes(name);
const numberText = (value, share) => (Number.isNaN(value) ? "–" : value.toFixed(share ? 3 : 2));
