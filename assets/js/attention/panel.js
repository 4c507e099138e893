// One model's panel: the grid of all heads beside what the model expects, and under them the opened map.

import { el, setting, t, tooltip } from "../common.js";
import { headArcs } from "./arcs.js";
import { exactHead, KINDS, strongestCell, strongestKey } from "./data.js";
import { focus } from "./focus.js";
import { headGrid } from "./grid.js";
import { legend } from "./legend.js";
import { headMap } from "./map.js";
import { mapName } from "./names.js";
import { layout, leads, noteOn, viewButtons } from "./panel_parts.js";
import { cellLine, cellReadout, rankedTable } from "./readout.js";
import { sightStrip } from "./sight.js";

const PATIENCE_MS = 60; // an arrow key held down passes many heads and cells; the slow work is done where it rests
const GRID_WIDTH = 340;
const MANY_KEYS = 24;
// The ranking stands beside the map where there is room for it, and keys are few.
const WIDE = 520;
const RANKED_WIDTH = 186;
const SHAPES = { map: headMap, arcs: headArcs };

/** Draws one decoded payload and lets a person walk through its heads and cells. */
export class Panel {
  /**
   * @param side "left" or "right": which settings of the link are its own
   * @param data of data.js
   * @param before the panel that stood here; what a person chose in it is kept if it is still there
   */
  constructor(side, data, server, before = null) {
    Object.assign(this, { side, data, server });
    this.opened = setting(`attention.${side}_head`);
    this.looks = setting(`attention.${side}_view`);
    this.cellInLink = setting(`attention.${side}_cell`);
    [this.shape, this.kind] = readView(this.looks.get());
    const stackName = data.stacks.has(before?.stackName) ? before.stackName : [...data.stacks.keys()][0];
    this.element = el("section", { class: `um-attention-panel um-of-${data.family}`, "aria-label": data.title });
    this.enter(stackName, before ? before.chosen : readPair(this.cellInLink.get(), "query", "key"));
  }

  /** Shows one of the kinds of attention that the model has: most have one. */
  enter(stackName, cellInMind = null) {
    this.stackName = stackName;
    this.stack = this.data.stacks.get(stackName);
    this.chosen = cellInMind && this.stack.holds(cellInMind) ? cellInMind : null;
    if (this.kind === "rollout" && !this.stack.shared) this.kind = "head";
    this.build();
    const written = readPair(this.opened.get(), "layer", "head");
    const place = written && this.stack.has(written) ? written : this.stack.first;
    this.grid.select(place);
    this.open(place);
    if (this.width) this.resize(this.width);
  }

  build() {
    this.grid = headGrid(this.stack, this.data.family, (place) => this.openByHand(place));
    this.sight = sightStrip(this.stack, (query) =>
      this.pick({ query, key: strongestKey(this.stack, this.head, query) }),
    );
    this.name = el("h4", {});
    this.note = el("p", { class: "um-attention-note", role: "status" });
    this.ranked = el("div", { class: "um-attention-ranked" });
    this.readout = el("div", { class: "um-attention-readout", "aria-live": "polite" });
    this.legend = el("div", { class: "um-attention-legend" });
    this.views = el("div", { class: "um-attention-views" });
    this.pictures = el("div", { class: "um-attention-pictures" });
    this.element.replaceChildren(...layout(this));
    this.reshape();
  }

  /** Draws as cells or as arcs. */
  reshape() {
    this.map = SHAPES[this.shape](this.stack, this.data.family, {
      onFocus: (cell) => this.point(cell),
      onLeave: () => tooltip.hide(),
      onPick: (cell) => this.pick(cell),
    });
    this.pictures.replaceChildren(this.map.element, this.ranked);
    this.drawViews();
  }

  /** A person chooses what is drawn, and how. */
  view(shape, kind) {
    this.looks.set(shape === "map" && kind === "head" ? "" : `${shape}.${kind}`);
    const reshaped = shape !== this.shape;
    Object.assign(this, { shape, kind });
    if (reshaped) this.reshape();
    if (reshaped && this.width) this.resize(this.width);
    this.drawViews();
    this.open(this.place);
  }

  drawViews() {
    this.views.replaceChildren(...viewButtons(this));
  }

  openByHand(place) {
    this.opened.set(`${place.layer}.${place.head}`);
    this.grid.select(place);
    this.open(place);
    focus.choose(this);
  }

  /** Opens a head: at once from the grid, then exactly, when its values have come. */
  open({ layer, head }) {
    const place = { layer, head, kind: this.kind };
    this.place = place;
    const known = this.stack.map(place);
    this.name.textContent = mapName(place, this.stack);
    this.note.textContent = known ? "" : t("attention.computing");
    if (known) this.show(known);
    clearTimeout(this.waiting);
    if (!known?.exact) this.waiting = setTimeout(() => this.refine(place), PATIENCE_MS);
  }

  async refine(place) {
    const map = await this.exactly(place);
    if (map && this.place === place) this.show(map);
  }

  /** The exact map, from memory or from the server; null, with a message, when it cannot be had. */
  async exactly(place) {
    const known = this.stack.map(place);
    if (known?.exact) return known;
    try {
      const answer = await this.server.exact_map({ ...this.data.request, stack: this.stackName, ...place });
      return this.stack.remember(exactHead(answer));
    } catch (error) {
      this.note.textContent = error.message;
      return null;
    }
  }

  show(head) {
    this.head = head;
    this.note.textContent = noteOn(head);
    this.map.show(head);
    this.drawLegend();
    this.rankedQuery = null;
    this.look(this.chosen ?? strongestCell(this.stack, head));
  }

  /** A person points at a cell. */
  point(cell) {
    this.chosen = cell;
    this.look(cell);
    tooltip.show(this.map.middle(cell), cellLine(this.stack, this.head, cell));
  }

  /** A person presses on a cell: the sections below speak of it. */
  pick(cell) {
    this.chosen = cell;
    this.keepCell();
    this.look(cell);
    focus.choose(this);
  }

  /** Looks at the last query that reads `word`, or its end where it is cut in pieces, if there is one. */
  seek(word) {
    const query = this.stack.queries.findLastIndex(({ label }) => label && word.endsWith(label));
    if (query < 0) return;
    this.chosen = { query, key: this.head ? strongestKey(this.stack, this.head, query) : 0 };
    this.keepCell();
    if (this.head) this.look(this.chosen); // else it is looked at when the map has come
  }

  keepCell() {
    this.cellInLink.set(`${this.chosen.query}.${this.chosen.key}`);
  }

  /** Moves the focus to a cell: its marks, its numbers, and the ranking of its query. */
  look(cell) {
    this.cell = cell;
    this.map.focus(cell);
    this.sight.show(this.head, cell.query);
    this.readout.replaceChildren(...cellReadout(this.stackName, this.stack, this.head, cell), leads(this));
    clearTimeout(this.ranking);
    if (this.rankedQuery === cell.query) this.markRow(cell.key);
    else if (this.stack.n_keys <= MANY_KEYS) this.rank(cell);
    else this.ranking = setTimeout(() => this.rank(cell), PATIENCE_MS);
  }

  rank({ query, key }) {
    this.rankedQuery = query;
    const onKey = (other) => this.look((this.chosen = { query, key: other }));
    this.ranked.replaceChildren(...rankedTable(this.stack, this.head, query, onKey));
    this.markRow(key);
  }

  markRow(key) {
    this.ranked.querySelector("tr.um-attention-here")?.classList.remove("um-attention-here");
    this.ranked.querySelector(`tr[data-key="${key}"]`)?.classList.add("um-attention-here");
  }

  async save(write) {
    const head = await this.exactly(this.place);
    if (head) await write(this.fileName, this.stack, head, this.data, mapName(this.place, this.stack));
  }

  get fileName() {
    const { layer, head, kind } = this.place;
    const mask = this.data.mask.startsWith("[") ? "painted" : this.data.mask;
    return `attention-${this.data.model}-L${layer}H${head}-${kind}-${mask}`.replaceAll(/[^\w.-]+/g, "-");
  }

  drawLegend() {
    this.legend.replaceChildren(...legend(this.head));
  }

  repaint() {
    this.grid.draw();
    this.map.draw();
    if (this.head) this.drawLegend();
  }

  resize(width) {
    if (!width) return;
    this.width = width;
    this.grid.resize(Math.min(width, GRID_WIDTH));
    const beside = width >= WIDE && this.stack.n_keys <= MANY_KEYS;
    this.pictures.classList.toggle("um-attention-beside", beside);
    this.map.resize(beside ? width - RANKED_WIDTH : width);
  }
}

/** A head or a cell as links write it, `3.2`; null for anything else. */
function readPair(written, first, second) {
  const match = /^(\d{1,4})\.(\d{1,4})$/.exec(written ?? "");
  return match && { [first]: Number(match[1]), [second]: Number(match[2]) };
}

/** How a panel draws as links write it, `arcs.average`; anything else is the plain map of the head. */
function readView(written) {
  const [shape, kind] = (written ?? "").split(".");
  return Object.hasOwn(SHAPES, shape) && KINDS.includes(kind) ? [shape, kind] : ["map", "head"];
}
