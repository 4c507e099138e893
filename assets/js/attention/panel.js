// One stack of one model's attention: the grid of all heads beside what the model expects, and the opened map.

import { choices } from "../lib/controls.js";
import { el, link } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { saveCsv, savePng, saveSvg } from "../lib/save.js";
import { tooltip } from "../lib/tooltip.js";
import { named, t } from "../lib/words.js";
import { headArcs } from "./arcs.js";
import { labelsOf } from "./data.js";
import { focus } from "./focus.js";
import { headGrid } from "./grid.js";
import { headMap, mapPicture } from "./map.js";
import { isPainted, maskName } from "./mask_spec.js";
import { predictions } from "./predictions.js";
import { cellLine, cellReadout, cellText, rankedTable } from "./readout.js";
import { cellRows, strongestKey } from "./row.js";
import { cellThere, counterpart, survivor } from "./same_word.js";
import { mapName, noteLine, reasonOf } from "./section.js";
import { legend } from "./shades.js";
import { sightStrip } from "./sight.js";

/** @import { About } from "../lib/save.js" */
/** @import { At, Cell, Head, Place, Stack, Traced } from "./data.js" */
/** @import { AttentionPanel, MapKind, MapPayload, MapQuestion } from "./payloads.js" */
/** @import { Picture } from "./pointing.js" */
/** @import { Line } from "./same_word.js" */

/** @typedef {{ exact_map: (question: MapQuestion) => Promise<MapPayload> }} MapServer */
/** @typedef {Traced & Pick<AttentionPanel, "title" | "tells" | "predictions">} Model */
/** @typedef {keyof typeof SHAPES} Shape */
/** @typedef {{ stackName: string, chosen: Cell | null, panel?: Panel }} Before with the panel of another pass */

const PATIENCE_MS = 60; // an arrow key held down passes many heads and cells; the slow work is done where it rests
const GRID_WIDTH = 340;
const MANY_KEYS = 24;
// The ranking stands beside the map where there is room for it, and keys are few.
const WIDE = 520;
const RANKED_WIDTH = 186;
const SHAPES = { map: headMap, arcs: headArcs };

/** Lets a person walk through the heads and cells of a stack. */
export class Panel {
  note = noteLine();
  name = el("h4", {});
  ranked = el("div", { class: "um-attention-ranked" });
  readout = el("div", { "aria-live": "polite" });
  leads = el("p", { class: "um-attention-leads" });
  pictures = el("div", { class: "um-attention-pictures" });
  legend = legend();
  width = 0;
  /** @type {Head | null} the map on screen */
  head = null;
  rankedQuery = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  waiting;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  ranking;

  /**
   * @param {string} side "left" or "right": which settings of the link are its own
   * @param {Model} data
   * @param {MapServer} server
   * @param {(stackName: string) => void} onStack called when a person wants to see another kind of attention
   * @param {Before | null} before what a person chose here; kept if still there
   */
  constructor(side, data, server, onStack, before) {
    this.side = side;
    this.data = data;
    this.server = server;
    this.kept = {
      head: keptPair(`${side}_head`),
      cell: keptPair(`${side}_cell`),
      view: setting(`attention.${side}_view`),
    };
    const names = [...data.stacks.keys()];
    this.stackName = names.find((name) => name === before?.stackName) ?? names[0];
    this.stack = /** @type {Stack} */ (data.stacks.get(this.stackName));
    const { stack } = this;
    const isStart = data.tells && before?.panel !== undefined && !isSamePass(before.panel, this);
    if (isStart) this.forget();
    /** The cell that a person chose, or that the lab's own text is about; null where each map's strongest is shown. */
    this.chosen = (isStart ? null : this.inMind(before)) ?? (data.tells ? stack.firstCell : null);
    this.cell = this.chosen ?? { query: 0, key: 0 };
    const [shape, kind] = readView(this.kept.view.get(), stack);
    this.shape = shape;
    this.kind = kind;
    const [layer, n] = this.kept.head.get() ?? [Infinity, Infinity];
    /** @type {Place} */
    this.place = stack.has({ layer, head: n }) ? { layer, head: n, kind: "head" } : stack.first;
    this.grid = headGrid(stack, data.family, (at) => this.openByHand(at), this.openedId);
    this.sight = sightStrip(stack, data.request.mask, (position) =>
      this.pick({ query: position, key: this.strongestKey(position) }),
    );
    this.map = this.picture();
    const attrs = { class: `um-attention-panel um-of-${data.family}`, "aria-label": data.title };
    /** @type {HTMLElement} */
    this.element = el(
      "section",
      attrs,
      this.header(names, onStack),
      this.sight.element,
      this.overview(),
      this.figure(),
    );
    this.grid.select(this.place);
    this.open(this.place);
  }

  /** The cell that a person chose: of the link, or of the panel before. @param {Before | null} before */
  inMind(before) {
    const { stack, kept } = this;
    if (!before?.panel) {
      const [query, key] = kept.cell.get() ?? [Infinity, Infinity];
      const said = before ? before.chosen : { query, key };
      return said && stack.holds(said) ? said : null;
    }
    const { panel, chosen } = before;
    const found = chosen && cellThere(chosen, panel.lines, this.lines, survivor);
    const cell = found?.key === null ? null : /** @type {Cell | null} */ (found);
    if (!cell) kept.cell.clear();
    else if (kept.cell.get()) kept.cell.set(cell.query, cell.key);
    return cell;
  }

  /** What a person chose before does not hold any more. */
  forget() {
    this.kept.head.clear();
    this.kept.cell.clear();
  }

  /** Shows what the lab's own text is about, whatever was chosen since. */
  start() {
    const { stack } = this;
    if (!this.data.tells) return;
    this.forget();
    this.chosen = stack.firstCell;
    this.grid.select(stack.first);
    this.open(stack.first);
  }

  /** Queries and keys with the texts that they come from. @returns {[Line, Line]} */
  get lines() {
    const { request, tokens: all } = this.data;
    const { queries, keys } = this.stack;
    const line = (/** @type {Stack["keys"]} */ tokens) => ({
      tokens,
      text: tokens === all.source ? request.text : labelsOf(tokens).join(""),
    });
    return [line(queries), line(keys)];
  }

  /** @param {string[]} names of stacks: most models have one @param {(name: string) => void} onStack */
  header(names, onStack) {
    const { data, stackName, stack } = this;
    const sight = t(`attention.sight_${stack.sight}`);
    const isChanged = data.mask !== "native" && data.edited.includes(stackName);
    const options = names.map((value) => ({ value, label: t(`attention.stack_${value}`) }));
    return el(
      "header",
      {},
      el("h3", {}, data.title),
      el("p", {}, isChanged ? `${named(t("attention.mask"), maskName(data.mask))} · ${sight}` : sight),
      data.read_only && el("p", { class: "um-attention-explains" }, t("attention.read_only", { model: data.title })),
      names.length > 1 &&
        choices({ label: t("attention.stacks"), options, value: stackName, onChoose: onStack }).element,
    );
  }

  get openedId() {
    return `um-attention-opened-${this.side}`;
  }

  overview() {
    const { predictions: found, mask } = this.data;
    const about = { ...this.about(), setting: named(t("attention.mask"), maskName(mask)) };
    const expected = predictions(found, this.data, ["native", mask].map(maskName), about);
    return el("div", { class: "um-attention-overview" }, this.grid.element, expected);
  }

  figure() {
    const shapes = choices({
      label: t("attention.shape"),
      options: Object.keys(SHAPES).map((value) => ({ value, label: t(`attention.shape_${value}`) })),
      value: this.shape,
      onChoose: (shape) => this.view(/** @type {Shape} */ (shape), this.kind),
    });
    const kinds = choices({
      label: t("attention.kinds"),
      options: this.stack.kinds.map((value) => ({ value, label: t(`attention.kind_${value}`) })),
      value: this.kind,
      onChoose: (kind) => this.view(this.shape, /** @type {MapKind} */ (kind)),
    });
    this.pictures.replaceChildren(this.map.element, this.ranked);
    return el(
      "figure",
      { class: "um-attention-opened", id: this.openedId },
      el("figcaption", {}, this.name, this.note),
      el("div", { class: "um-attention-views" }, shapes.element, kinds.element),
      this.pictures,
      el("div", { class: "um-attention-readout" }, this.readout, this.leads),
      this.legend.element,
      this.saveButtons(),
    );
  }

  saveButtons() {
    const picture = (/** @type {typeof savePng | typeof saveSvg} */ save) => () =>
      this.withExact((head) => {
        const { stack, data, map, shape, element } = this;
        const {
          place,
          data: { mask },
        } = this;
        const about = { ...this.about(mapName(place, stack)), setting: named(t("attention.mask"), maskName(mask)) };
        const drawn = shape === "arcs" ? map.svg : () => mapPicture(stack, head, data.family);
        return save(this.fileName, { picture: drawn, place: element, about });
      });
    return el(
      "div",
      { class: "um-actions" },
      link(t("shell.png"), picture(savePng)),
      link(t("shell.svg"), picture(saveSvg)),
      link(t("shell.csv"), () => this.withExact((head) => saveCsv(this.fileName, cellRows(head, this.stack)))),
    );
  }

  /** What pictures made of it say of themselves. @param {string} [title] @returns {About} */
  about(title = "") {
    const { data, stack, place } = this;
    return { title, model: data.title, setting: mapName({ ...place, kind: "head" }, stack), text: data.request.text };
  }

  get fileName() {
    const { layer, head, kind } = this.place;
    const mask = isPainted(this.data.mask) ? "painted" : this.data.mask;
    return `attention-${this.data.model}-L${layer}H${head}-${kind}-${mask}`.replaceAll(/[^\w.-]+/g, "-");
  }

  /** @returns {Picture} */
  picture() {
    return SHAPES[this.shape](this.stack, this.data.family, {
      onFocus: (cell) => this.point(cell),
      onLeave: tooltip.hide,
      onPick: (cell) => this.pick(cell),
    });
  }

  /** A person chooses what is drawn, and how. @param {Shape} shape @param {MapKind} kind */
  view(shape, kind) {
    this.kept.view.set(shape === "map" && kind === "head" ? "" : `${shape}.${kind}`);
    this.kind = kind;
    if (shape !== this.shape) {
      this.shape = shape;
      this.map = this.picture();
      this.pictures.replaceChildren(this.map.element, this.ranked);
      this.resize(this.width);
    }
    this.open(this.place);
  }

  /** @param {At} at */
  openByHand(at) {
    this.kept.head.set(at.layer, at.head);
    this.grid.select(at);
    this.open(at);
    focus.choose(this);
  }

  /** Another link was taken: its head, its cell, and how it draws. */
  follow() {
    const { stack, kept } = this;
    const [layer, head] = kept.head.get() ?? [Infinity, Infinity];
    const [query, key] = kept.cell.get() ?? [Infinity, Infinity];
    const at = stack.has({ layer, head }) ? { layer, head } : stack.first;
    this.chosen = stack.holds({ query, key }) ? { query, key } : stack.firstCell;
    this.place = { ...at, kind: this.kind };
    this.grid.select(at);
    this.view(...readView(kept.view.get(), stack));
    focus.choose(this);
  }

  /** Opens a head: at once from the grid, then exactly, when its values have come. @param {At} at */
  open({ layer, head }) {
    const place = { layer, head, kind: this.kind };
    this.place = place;
    const known = this.stack.map(place);
    this.name.textContent = mapName(place, this.stack);
    this.note.textContent = known ? "" : t("shell.working");
    this.drawLeads();
    if (known) this.show(known);
    clearTimeout(this.waiting);
    if (!known?.exact)
      this.waiting = setTimeout(() => this.withExact((map) => this.place === place && this.show(map)), PATIENCE_MS);
  }

  /** Does something with the exact map, or says why it cannot be had. @param {(head: Head) => unknown} work */
  async withExact(work) {
    const { stack, place } = this;
    const question = { ...this.data.request, stack: this.stackName, ...place };
    try {
      await work(await stack.exactly(place, () => this.server.exact_map(question)));
    } catch (problem) {
      this.note.textContent = reasonOf(problem);
    }
  }

  /** @param {Head} head */
  show(head) {
    this.head = head;
    this.note.textContent = noteOn(head);
    this.map.show(head);
    this.legend.show(head);
    this.rankedQuery = -1;
    this.look(this.chosen ?? focus.askedBeside(this) ?? head.strongest);
  }

  /** From a cell to the sections below, of which one computes heads, not what is made of them. */
  drawLeads() {
    const lead = (/** @type {string} */ section) =>
      link(t(`attention.lead_${section}`), () => {
        focus.choose(this);
        window.unmasked.sections.open("attention", section);
      });
    this.leads.replaceChildren(...(this.kind === "head" ? [lead("cell")] : []), lead("mask"), lead("heads"));
  }

  /** A person points at a cell. @param {Cell} cell */
  point(cell) {
    if (!this.head) return;
    this.chosen = cell;
    this.look(cell);
    focus.look(this, false);
    tooltip.show(this.map.middle(cell), cellLine(this.stack, cell, cellText(this.head, cell)));
  }

  /** A person presses on a cell: the sections below speak of it. @param {Cell} cell */
  pick(cell) {
    this.choose(cell);
    focus.choose(this);
  }

  /** @param {number} query */
  strongestKey(query) {
    return this.head ? strongestKey(this.head, this.stack, query) : 0;
  }

  /** @param {Cell} cell */
  choose(cell) {
    this.hold(cell, true);
    focus.look(this, true);
  }

  /** The other panel looks at a cell: this one looks at the same words. @param {Panel} other @param {boolean} isKept */
  answer(other, isKept) {
    const cell = this.sameCell(other);
    if (cell) this.hold(cell, isKept);
  }

  /** The same query as another panel's, and the same key where it may be seen. @param {Panel} other */
  sameCell(other) {
    const found = cellThere(other.cell, other.lines, this.lines, counterpart);
    if (!found) return null;
    const { query, key } = found;
    const isSeen = key !== null && this.head?.isAllowed(query, key);
    return { query, key: isSeen ? key : this.strongestKey(query) };
  }

  /** @param {Cell} cell @param {boolean} isKept in the link */
  hold(cell, isKept) {
    this.chosen = cell;
    if (isKept) this.kept.cell.set(cell.query, cell.key);
    this.look(cell);
  }

  /** Moves the focus to a cell: its marks, its numbers, and the ranking of its query. @param {Cell} cell */
  look(cell) {
    this.cell = cell;
    const { head, stack } = this;
    if (!head) return; // it is looked at when the map has come
    this.map.focus(cell);
    this.sight.show(head, cell.query);
    this.readout.replaceChildren(cellReadout(this.stackName, stack, head, cell));
    clearTimeout(this.ranking);
    if (this.rankedQuery === cell.query) this.markRow(cell.key);
    else if (stack.nKeys <= MANY_KEYS) this.rank(head, cell);
    else this.ranking = setTimeout(() => this.rank(head, cell), PATIENCE_MS);
  }

  /** @param {Head} head @param {Cell} cell */
  rank(head, { query, key }) {
    this.rankedQuery = query;
    const onKey = (/** @type {number} */ other) => {
      this.hold({ query, key: other }, false);
      focus.look(this, false);
    };
    this.ranked.replaceChildren(...rankedTable(this.stack, head, query, onKey));
    this.markRow(key);
  }

  /** @param {number} key */
  markRow(key) {
    for (const row of this.ranked.querySelectorAll("tr"))
      row.classList.toggle("um-attention-here", row.dataset.key === String(key));
  }

  /** The colours have changed, or what they stand for. */
  repaint() {
    this.grid.draw();
    this.map.draw();
    if (this.head) this.legend.show(this.head);
  }

  /** @param {number} width */
  resize(width) {
    if (!width) return;
    this.width = width;
    this.grid.resize(Math.min(width, GRID_WIDTH));
    const isBeside = width >= WIDE && this.stack.nKeys <= MANY_KEYS;
    this.pictures.classList.toggle("um-attention-beside", isBeside);
    this.map.resize(isBeside ? width - RANKED_WIDTH : width);
  }
}

/** Two whole numbers, kept in the link as `3.2`. @param {string} name */
function keptPair(name) {
  const kept = setting(`attention.${name}`);
  return {
    get() {
      const [, ...pair] = /^(\d{1,4})\.(\d{1,4})$/.exec(kept.get() ?? "") ?? [];
      return pair.length ? pair.map(Number) : null;
    },
    /** @param {number} first @param {number} second */
    set: (first, second) => kept.set(`${first}.${second}`),
    clear: () => kept.set(""),
  };
}

/** The same text read by the same model, perhaps under another mask. @param {Panel} one @param {Panel} other */
const isSamePass = ({ data: { request: one } }, { data: { request: other } }) =>
  one.text === other.text && one.model === other.model;

/**
 * How a panel draws as links write it, `arcs.average`; anything else is the plain map of the head.
 *
 * @param {string | undefined} written @param {Stack} stack @returns {[Shape, MapKind]}
 */
function readView(written, { kinds }) {
  const [shape, kind] = (written ?? "").split(".");
  return [shape === "arcs" ? "arcs" : "map", kinds.find((known) => known === kind) ?? "head"];
}

/** What a person has to know of a map that is not exact yet. @param {Head} head */
function noteOn({ exact, block: [down, across] }) {
  if (exact) return "";
  return down * across > 1 ? t("attention.pooled", { down, across }) : t("attention.arriving");
}
