// Two kinds of norm side by side on the batch that enters a norm of the model. What is pointed at
// lights up everywhere; nothing here asks the server.

import { onColours } from "../lib/colours.js";
import { el, scaleOf } from "../lib/dom.js";
import { rampLegend } from "../lib/heatmap.js";
import { inside } from "../lib/keys.js";
import { oneOf, setting } from "../lib/link.js";
import { short, usualSize } from "../lib/numbers.js";
import { saveMenu } from "../lib/save.js";
import { tooltip } from "../lib/tooltip.js";
import { oncePerFrame, onWidth } from "../lib/watch.js";
import { t } from "../lib/words.js";
import { isCell, largestCell, nextPosition } from "./activations.js";
import { cellAt, sheetPictures } from "./drawing.js";
import { createPanel } from "./panel.js";
import { aboutBatch, ofBatch } from "./section.js";
import { drawStack } from "./stack.js";

/** @import { Activations, Cell } from "./activations.js" */
/** @import { Place } from "./drawing.js" */
/** @import { Stack } from "./stack.js" */

const SATURATED_ABOVE = 0.99; // the few outlier features would leave all others pale
const FEATURE_STEPS = new Map([
  ["ArrowUp", -1],
  ["ArrowDown", 1],
  ["PageUp", -10],
  ["PageDown", 10],
]);

/** @typedef {Host<null, { norms: string[], sides: Record<string, string> }>} SideHost */

class Side {
  /** @type {Activations | null} */
  #activations = null;
  /** @type {Cell | null} */
  #pinned = null;
  /** @type {Stack | null} */
  #stack = null;
  #cut = el("div", { class: "cut" });
  #readout = el("p", { class: "readout", "aria-live": "polite" });
  #stackHolder = el("div", {
    class: "stack",
    role: "application",
    tabindex: 0,
    "aria-label": t("norms.stack_alt"),
    onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
    onblur: () => this.#light(this.#pinned, false),
  });
  #files = el("div");
  #panels;

  /** @param {SideHost} host */
  constructor({ props, trigger }) {
    this.#panels = Object.entries(props.sides).map(([side, norm]) => ({
      normOf: () => oneOf(`norms.${side}`, props.norms, norm),
      panel: createPanel({
        label: t(`norms.${side}_panel`),
        norms: props.norms,
        onPoint: (svg, places) => this.#listen(svg, places),
        onGroups: (choice) => trigger("groups_choice", { choice }),
        onNorm: (name) => {
          setting(`norms.${side}`).set(name);
          this.#draw();
        },
      }),
    }));
    const panels = this.#panels.map(({ panel }) => panel.node);
    const parts = [this.#cut, this.#stackHolder, this.#files, this.#readout, el("div", { class: "panels" }, panels)];
    this.node = el("div", { class: "side" }, parts);
    onColours(() => this.#draw());
    onWidth(this.node, () => this.#draw());
  }

  /** @param {Activations} activations */
  show(activations) {
    if (activations === this.#activations) return;
    this.#activations = activations;
    if (!isCell(this.#pinned, activations)) this.#pinned = largestCell(activations);
    this.#cut.replaceChildren(...bilingualCut(activations));
    this.#draw();
  }

  #draw() {
    const activations = this.#activations;
    if (!activations || !this.node.clientWidth) return;
    const limit = usualSize(activations.data, SATURATED_ABOVE);
    const pictures = sheetPictures(activations, activations.data, limit);
    const width = this.#stackHolder.clientWidth;
    this.#stack = drawStack(activations, pictures, width);
    this.#listen(this.#stack.svg, this.#stack.places);
    this.#stackHolder.replaceChildren(this.#stack.svg, legend(limit));
    const again = () => drawStack(activations, sheetPictures(activations, activations.data, limit), width).svg;
    const about = aboutBatch(activations, t("norms.what_enters"));
    this.#files.replaceChildren(saveMenu("norms-batch", { picture: again, about, place: this.#stackHolder }));
    for (const { panel, normOf } of this.#panels)
      panel.show({ norm: activations.norms[normOf()], activations, pictures, width: innerWidthOf(panel.node) });
    this.#light(this.#pinned, false);
  }

  /**
   * Everything that belongs to a cell: its slices, its numbers.
   *
   * @param {Cell | null} cell
   * @param {boolean} isHovered
   */
  #light(cell, isHovered) {
    const activations = this.#activations;
    if (!activations || !cell) return;
    const slices = this.#panels.map(({ normOf }) => activations.norms[normOf()].sliceOf(cell));
    this.#stack?.light(cell, slices);
    for (const { panel } of this.#panels) panel.light(cell, isHovered);
    this.#readout.replaceChildren(...describe(cell, activations));
  }

  /**
   * @param {SVGSVGElement} svg
   * @param {Place[]} places
   */
  #listen(svg, places) {
    const cellOf = (/** @type {MouseEvent} */ event) => {
      const box = svg.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top].map((at) => at / scaleOf(svg));
      return this.#activations && cellAt(this.#activations, places, x, y);
    };
    const move = oncePerFrame((/** @type {PointerEvent} */ event) =>
      this.#pointAt(cellOf(event), { x: event.clientX, y: event.clientY - 6 }),
    );
    svg.addEventListener("pointermove", move.call);
    svg.addEventListener("pointerleave", () => {
      move.cancel();
      this.#leave();
    });
    svg.addEventListener("click", (event) => this.#pin(cellOf(event)));
  }

  /**
   * @param {Cell | null} cell
   * @param {{ x: number, y: number }} place
   */
  #pointAt(cell, place) {
    const activations = this.#activations;
    if (!cell || !activations) this.#leave();
    else if (activations.isPadding(cell.b, cell.p)) tooltip.show(place, t("norms.padding"));
    else {
      tooltip.show(place, `${activations.token(cell).text} · ${cell.d} · ${short(activations.at(cell))}`);
      this.#light(cell, true);
    }
  }

  #leave() {
    tooltip.hide();
    this.#light(this.#pinned, false);
  }

  /** @param {Cell | null} cell */
  #pin(cell) {
    if (!this.#activations || !isCell(cell, this.#activations)) return;
    this.#pinned = cell;
    this.#light(cell, true);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const moved = this.#activations && this.#pinned && moveOf(event.key, this.#pinned, this.#activations);
    if (!moved) return;
    event.preventDefault();
    this.#pin(moved);
  }
}

export const mount = ofBatch((/** @type {SideHost} */ host) => new Side(host));

/**
 * The cell that a key leads to; null for a key that leads nowhere.
 *
 * @param {string} key
 * @param {Cell} cell
 * @param {Activations} activations
 */
function moveOf(key, cell, activations) {
  const features = FEATURE_STEPS.get(key);
  if (features) return { ...cell, d: inside(cell.d + features, activations.dModel) };
  if (key === "ArrowRight") return nextPosition(cell, 1, activations);
  return key === "ArrowLeft" ? nextPosition(cell, -1, activations) : null;
}

/**
 * Of a batch with Chinese in it: how many tokens it is to the model, and how a tokenizer that has learned Chinese
 * cuts it.
 *
 * @param {Activations} activations
 */
function bilingualCut({ bilingual, n_broken: nBroken, sentences, title }) {
  if (!bilingual || !nBroken) return [];
  const nTokens = sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const chips = (/** @type {string[]} */ pieces) => pieces.map((piece) => el("span", { class: "um-chip" }, piece));
  return [
    el("p", {}, t("norms.cut", { model: title, n: nTokens, k: nBroken, m: bilingual.flat().length })),
    ...bilingual.map((pieces) => el("p", { class: "pieces" }, chips(pieces))),
  ];
}

/** @param {HTMLElement} node */
function innerWidthOf(node) {
  const style = getComputedStyle(node);
  return node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}

const legend = (/** @type {number} */ limit) =>
  el(
    "p",
    { class: "legend" },
    rampLegend(short(-limit), short(limit), "difference"),
    el("span", { class: "quiet" }, t("norms.beyond")),
  );

/**
 * @param {Cell} cell
 * @param {Activations} activations
 */
function describe(cell, activations) {
  const { b, p, d } = cell;
  return [
    el("span", { class: "um-chip" }, activations.token(cell).text),
    t("norms.cell", { position: p, n: b + 1, feature: d }),
    el("strong", {}, `x = ${short(activations.at(cell))}`),
  ].flatMap((part) => [part, " "]);
}
