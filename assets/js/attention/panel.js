// One model's panel: the grid of all heads beside what the model expects, and under them the opened head.

import { el, t, tooltip } from "../common.js";
import { scale, SCALES } from "./colours.js";
import { exactHead, strongestCell } from "./data.js";
import { saveCsv, savePng, saveSvg } from "./export.js";
import { headGrid } from "./grid.js";
import { headMap } from "./map.js";
import { predictions } from "./predictions.js";
import { cellLine, cellReadout, rankedTable } from "./readout.js";

const PATIENCE_MS = 60; // an arrow key held down passes many heads and cells; the slow work is done where it rests
const GRID_WIDTH = 340;
const MANY_KEYS = 24;
// The ranking stands beside the map where there is room for it, and keys are few.
const WIDE = 520;
const RANKED_WIDTH = 186;

/** Draws one decoded payload and lets a person walk through its heads and cells. */
export class Panel {
  /**
   * @param data of data.js
   * @param opened the setting that names the opened head in the link
   * @param cellInMind a cell that a person chose in the panel before this one, kept if it is still there
   */
  constructor(data, server, opened, cellInMind = null) {
    this.data = data;
    this.server = server;
    this.opened = opened;
    [[this.stackName, this.stack]] = data.stacks;
    this.chosen = cellInMind && this.stack.holds(cellInMind) ? cellInMind : null;
    this.build();
    const place = readPlace(opened.get(), this.stack) ?? this.stack.first;
    this.grid.select(place);
    this.open(place);
  }

  build() {
    this.grid = headGrid(this.stack, this.data.family, (place) => {
      this.opened.set(`${place.layer}.${place.head}`);
      this.open(place);
    });
    this.map = headMap(this.stack, this.data.family, {
      onFocus: (cell) => this.point(cell),
      onLeave: () => tooltip.hide(),
    });
    this.name = el("h4", {});
    this.note = el("p", { class: "um-attention-note", role: "status" });
    this.ranked = el("div", { class: "um-attention-ranked" });
    this.readout = el("div", { class: "um-attention-readout", "aria-live": "polite" });
    this.legend = el("div", { class: "um-attention-legend" });
    this.pictures = el("div", { class: "um-attention-pictures" }, this.map.element, this.ranked);
    this.element = layout(this);
  }

  /** The cell that a person chose; null while the panel chooses by itself. */
  get cellInMind() {
    return this.chosen;
  }

  /** Opens a head: at once from the grid, then exactly, when its values have come. */
  open(place) {
    this.place = place;
    this.show(this.stack.head(place));
    clearTimeout(this.waiting);
    if (!this.head.exact) this.waiting = setTimeout(() => this.refine(place), PATIENCE_MS);
  }

  async refine(place) {
    const head = await this.exactly(place);
    if (head && this.place === place) this.show(head);
  }

  /** The exact head, from memory or from the server; null, with a message, when it cannot be had. */
  async exactly(place) {
    const known = this.stack.head(place);
    if (known.exact) return known;
    try {
      const answer = await this.server.exact_head({ ...this.data.request, stack: this.stackName, ...place });
      return this.stack.remember(exactHead(answer));
    } catch (error) {
      this.note.textContent = error.message;
      return null;
    }
  }

  show(head) {
    this.head = head;
    this.name.textContent = t("attention.head", head);
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

  /** Moves the focus to a cell: its marks, its numbers, and the ranking of its query. */
  look(cell) {
    this.map.focus(cell);
    this.readout.replaceChildren(...cellReadout(this.stackName, this.stack, this.head, cell));
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
    if (head) await write(fileName(this.data, head), this.stack, head, this.data);
  }

  drawLegend() {
    this.legend.replaceChildren(...legend(this.head));
  }

  repaint() {
    this.grid.draw();
    this.map.draw();
    this.drawLegend();
  }

  resize(width) {
    if (!width) return;
    this.grid.resize(Math.min(width, GRID_WIDTH));
    const beside = width >= WIDE && this.stack.n_keys <= MANY_KEYS;
    this.pictures.classList.toggle("um-attention-beside", beside);
    this.map.resize(beside ? width - RANKED_WIDTH : width);
  }
}

function layout(panel) {
  const { data, stack } = panel;
  const button = (kind, write) =>
    el("button", { type: "button", class: "um-link", onclick: () => panel.save(write) }, kind);
  return el(
    "section",
    { class: `um-attention-panel um-of-${data.family}`, "aria-label": data.title },
    el("header", {}, el("h3", {}, data.title), el("p", {}, sightText(data, stack))),
    el("div", { class: "um-attention-overview" }, panel.grid.element, predictions(data)),
    el(
      "figure",
      { class: "um-attention-opened" },
      el("figcaption", {}, panel.name, panel.note),
      panel.pictures,
      panel.readout,
      panel.legend,
      el("div", { class: "um-actions" }, button("PNG", savePng), button("SVG", saveSvg), button("CSV", saveCsv)),
    ),
  );
}

/** What the tokens may see: as the mask of the pass itself says, and after the name of a changed mask. */
function sightText(data, stack) {
  const [kind, size] = data.mask.split(":");
  const sight = t(`attention.sight_${stack.sight}`);
  if (kind === "native") return sight;
  return `${t("attention.mask")}: ${t(`attention.mask_${kind}`)}${size ? ` ${size}` : ""} · ${sight}`;
}

function noteOn({ exact, block: [down, across] }) {
  if (exact) return "";
  return down * across > 1 ? t("attention.pooled", { down, across }) : t("attention.arriving");
}

function legend(head) {
  const chosen = scale.get();
  const most = { head: head.max.toFixed(2), row: t("attention.row_most"), one: "1" }[chosen];
  const scaleButton = (name) =>
    el(
      "button",
      { type: "button", class: "um-link", "aria-pressed": String(name === chosen), onclick: () => scale.set(name) },
      t(`attention.scale_${name}`),
    );
  return [
    el("span", { class: "um-attention-ramp" }, "0", el("i", { "aria-hidden": "true" }), most),
    el("span", { class: "um-attention-hatched" }, el("i", { "aria-hidden": "true" }), t("attention.forbidden")),
    el(
      "span",
      { class: "um-attention-scales", role: "group", "aria-label": t("attention.scale") },
      el("span", {}, t("attention.scale")),
      SCALES.map(scaleButton),
    ),
  ];
}

/** A head as links write it, `3.2`; null for anything else, and for heads that are not there. */
function readPlace(written, stack) {
  const match = /^(\d{1,4})\.(\d{1,4})$/.exec(written ?? "");
  const place = match && { layer: Number(match[1]), head: Number(match[2]) };
  return place && stack.has(place) ? place : null;
}

const fileName = ({ model, mask }, { layer, head }) =>
  `attention-${model}-L${layer}H${head}-${mask}`.replaceAll(/[^\w.-]+/g, "-");
