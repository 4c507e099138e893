// The mask as a tool: the same weights under another mask; before, after, difference, and what follows.

import { downloadCsv, el, onColours, setting, t, tooltip } from "../common.js";
import { scale } from "./colours.js";
import { surprisalChange } from "./consequence.js";
import { decodeAttention, exactHead, strongestCell } from "./data.js";
import { changeImage, changeLegend, difference } from "./difference.js";
import { headMap } from "./map.js";
import { firstSpec, isPainted, KINDS, readSpec, SIZED } from "./mask_spec.js";
import { maskName } from "./names.js";
import { predictions } from "./predictions.js";
import { weightText } from "./readout.js";
import { asker } from "./request.js";
import { follow } from "./section.js";

const MAX_SIZE = 64;
const PAUSE_MS = 250; // between two painted cells
const MAPS = ["before", "after", "change"];

class MaskSection {
  constructor(server) {
    this.server = server;
    this.link = setting("attention.mask");
    this.spec = readSpec(this.link.get());
    this.controls = el("div", { class: "um-attention-tool" });
    this.note = el("p", { class: "um-attention-note", role: "status" });
    this.row = el("div", { class: "um-attention-three" });
    this.follows = el("div", { class: "um-attention-follows" });
    this.element = el("div", {}, this.controls, this.note, this.row, this.follows);
    this.surprisal = el("div", {});
    this.surprisalNote = el("p", { class: "um-attention-hint", role: "status" });
    this.ask = asker(
      (question) => server.compare_masks(question),
      (answer) => this.answered(answer),
      this.note,
    );
    this.askScores = asker(
      (question) => server.compare_scores(question),
      (answer) => this.scored(answer),
      this.surprisalNote,
    );
    onColours(() => this.redraw());
    scale.watch(() => this.redraw());
    this.drawControls();
  }

  show(panel) {
    this.panel = panel;
    this.cell = panel.cell;
    this.run();
    if (this.isOfPanel && (this.place !== panel.place || this.stackName !== panel.stackName)) this.openHead();
  }

  /** True when what was compared is what the panel shows, which may be another model or text by now. */
  get isOfPanel() {
    const [ours, theirs] = [this.compared?.before.request, this.panel.data.request];
    return ours !== undefined && ours.model === theirs.model && ours.text === theirs.text;
  }

  /** Asks for the comparison; nothing happens when it is the one on screen. */
  run() {
    const { text, model } = this.panel.data.request;
    this.ask({ text, model, mask: this.spec });
  }

  /** A person chooses another mask. */
  choose(spec) {
    this.spec = spec;
    this.link.set(spec);
    this.drawControls();
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.run(), isPainted(spec) ? PAUSE_MS : 0);
  }

  get kind() {
    return isPainted(this.spec) ? "paint" : this.spec.split(":")[0];
  }

  drawControls() {
    const size = Number(this.spec.split(":")[1]);
    const hadFocus = this.controls.contains(document.activeElement);
    const choice = (kind) =>
      el(
        "button",
        {
          type: "button",
          class: "um-attention-chip",
          "aria-pressed": String(kind === this.kind),
          onclick: () => this.choose(firstSpec(kind)),
        },
        t(`attention.mask_${kind}`),
      );
    this.controls.replaceChildren(
      el("div", { role: "group", "aria-label": t("attention.mask"), class: "um-attention-choices" }, KINDS.map(choice)),
      ...(SIZED.includes(this.kind) ? [this.sizeInput(size)] : []),
      ...(this.kind === "paint"
        ? [el("button", { type: "button", class: "um-link", onclick: () => this.choose("[]") }, t("attention.clear"))]
        : []),
      el("p", { class: "um-attention-explains" }, t(`attention.explain_${this.kind}`)),
    );
    if (hadFocus) this.controls.querySelector("[aria-pressed=true]").focus();
  }

  sizeInput(size) {
    const onchange = ({ currentTarget }) => {
      const asked = Math.round(Number(currentTarget.value));
      this.choose(`${this.kind}:${Math.min(MAX_SIZE, Math.max(1, asked || 1))}`);
    };
    return el(
      "label",
      { class: "um-attention-size" },
      t("attention.size"),
      el("input", { type: "number", min: 1, max: MAX_SIZE, step: 1, value: size, onchange }),
    );
  }

  answered(answer) {
    this.compared = { before: decodeAttention(answer.before), after: decodeAttention(answer.after) };
    this.found = answer.predictions;
    this.openHead();
    this.follow();
  }

  /** Builds the three maps of the head at hand. */
  openHead() {
    const { panel } = this;
    this.place = panel.place;
    this.stackName = panel.stackName;
    const [before, after] = ["before", "after"].map((side) => this.compared[side].stacks.get(this.stackName));
    this.stacks = { before, after, change: after };
    const family = this.compared.before.family;
    const handlers = (which) => ({
      onFocus: (cell) => this.look(cell, which),
      onLeave: () => tooltip.hide(),
      onPick: (cell) => this.pick(cell),
      label: t(`attention.three_${which}`),
    });
    this.maps = {
      before: headMap(before, family, handlers("before")),
      after: headMap(after, family, handlers("after")),
      change: headMap(after, family, { ...handlers("change"), image: changeImage }),
    };
    const focused = this.row.contains(document.activeElement)
      ? [...this.row.querySelectorAll(".um-attention-map")].indexOf(document.activeElement)
      : -1;
    const captions = {
      before: t("attention.three_before"),
      after: maskName(this.spec),
      change: t("attention.three_change"),
    };
    this.row.className = `um-attention-three um-of-${family}`;
    this.row.replaceChildren(
      ...MAPS.map((which) => el("figure", {}, el("figcaption", {}, captions[which]), this.maps[which].element)),
    );
    const csv = el("button", { type: "button", class: "um-link", onclick: () => this.save() }, "CSV");
    this.row.append(el("div", { class: "um-attention-legend" }, changeLegend(), csv));
    this.fill();
    this.resize(this.width ?? this.row.clientWidth);
    this.maps[MAPS[focused]]?.element.focus({ preventScroll: true });
  }

  /** Draws what is known of the head, then its exact values. */
  async fill() {
    const place = { layer: this.place.layer, head: this.place.head, kind: "head" };
    const { stacks, compared, stackName } = this;
    this.put(stacks.before.map(place), stacks.after.map(place));
    const exact = await Promise.all(
      ["before", "after"].map(async (side) => {
        const known = stacks[side].map(place);
        if (known.exact) return known;
        const answer = await this.server.exact_map({ ...compared[side].request, stack: stackName, ...place });
        return stacks[side].remember(exactHead(answer));
      }),
    ).catch((error) => void (this.note.textContent = error.message));
    if (exact && stacks === this.stacks) this.put(...exact);
  }

  put(before, after) {
    this.heads = { before, after, change: difference(before, after) };
    for (const which of MAPS) this.maps[which].show(this.heads[which]);
    if (!this.stacks.before.holds(this.cell)) this.cell = strongestCell(this.stacks.before, before);
    for (const which of MAPS) this.maps[which].focus(this.cell);
    this.note.textContent = blindNote(this.stacks.after, after) || untrainedNote(this.compared.before, this.spec);
  }

  /** Every cell before and after, one a line; empty where the mask forbids it. */
  save() {
    const { before, after } = this.heads;
    const stack = this.stacks.before;
    const rows = [["query_pos", "query", "key_pos", "key", "before", "after"]];
    const weight = (head, query, key) => (head.isAllowed(query, key) ? head.weight(query, key) : "");
    for (let query = 0; query < stack.n_queries; query++)
      for (let key = 0; key < stack.n_keys; key++)
        rows.push([
          query,
          stack.queries[query].label,
          key,
          stack.keys[key].label,
          weight(before, query, key),
          weight(after, query, key),
        ]);
    downloadCsv(`masks-L${before.layer}H${before.head}`, rows);
  }

  look(cell, which) {
    this.cell = cell;
    for (const other of MAPS) this.maps[other].focus(cell);
    tooltip.show(this.maps[which].middle(cell), this.words(cell));
  }

  words({ query, key }) {
    const { before, after } = this.heads;
    const text = (head) =>
      head.isAllowed(query, key) ? weightText(head, head.weight(query, key)) : t("attention.forbidden");
    const stack = this.stacks.before;
    return el(
      "span",
      { class: "um-attention-pair" },
      el("bdi", {}, stack.queries[query].label),
      " → ",
      el("bdi", {}, stack.keys[key].label),
      el("strong", {}, `${text(before)} → ${text(after)}`),
    );
  }

  /** Forbids a cell by hand, or allows it again. */
  pick({ query, key }) {
    if (this.kind !== "paint") return;
    if (!this.heads.before.isAllowed(query, key)) {
      this.note.textContent = t("attention.paint_native");
      return;
    }
    const cells = JSON.parse(this.spec);
    const rest = cells.filter(([q, k]) => q !== query || k !== key);
    this.choose(JSON.stringify(rest.length < cells.length ? rest : [...cells, [query, key]]));
  }

  /** What follows for the text: the prediction at once, surprisal when it has come. */
  follow() {
    const { family, request } = this.compared.before;
    this.sides = [t("attention.mask_native"), maskName(this.spec)];
    this.surprisal.replaceChildren();
    this.follows.className = `um-attention-follows um-of-${family}`;
    this.follows.replaceChildren(
      predictions(this.found, family, this.sides),
      el("div", {}, this.surprisalNote, this.surprisal),
    );
    this.askScores.forget();
    this.askScores({ text: request.text, model: request.model, mask: this.spec });
  }

  scored(scores) {
    this.surprisal.replaceChildren(surprisalChange(scores, this.sides));
    const seesAhead = this.compared.before.family === "gpt" && looksAhead(this.stacks.after);
    if (seesAhead && !scores.missing)
      this.surprisal.append(el("p", { class: "um-attention-hint" }, t("attention.sees_answer")));
  }

  resize(width) {
    this.width = width;
    if (!this.maps || !width) return;
    const each = width >= 900 ? (width - 2 * 32) / 3 : width >= 600 ? (width - 32) / 2 : width;
    for (const which of MAPS) this.maps[which].resize(each);
  }

  redraw() {
    for (const which of this.maps ? MAPS : []) this.maps[which].draw();
  }
}

export const mount = follow(MaskSection);

/** Queries that the mask leaves nothing to see. */
function blindNote(stack, head) {
  const blind = stack.queries.flatMap((token, query) =>
    stack.keys.some((_, key) => head.isAllowed(query, key)) ? [] : [`${token.label} (${query})`],
  );
  if (blind.length === 0) return "";
  const shown = blind.slice(0, 8).join(", ") + (blind.length > 8 ? " …" : "");
  return t("attention.blind_rows", { n: blind.length, tokens: shown });
}

/** Models are used to their own mask: another is a question to them that training never asked. */
const untrainedNote = ({ family }, spec) => (family === "bert" && spec === "causal" ? t("attention.causal_bert") : "");

const looksAhead = (stack) =>
  stack.sight === "full" ||
  stack.allowedIn(0).some((sees, cell) => sees && cell % stack.n_columns > Math.floor(cell / stack.n_columns));
