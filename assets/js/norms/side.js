// Two kinds of norm side by side on the batch that enters a norm of the model. What is pointed at
// lights up everywhere; nothing here asks the server.

import { el, onColours, setting, t, tooltip } from "../common.js";
import { NORMS } from "./activations.js";
import { cellAt, colourStrip, sheetPictures } from "./drawing.js";
import { createPanel } from "./panel.js";
import { ofBatch } from "./section.js";
import { drawStack } from "./stack.js";
import { short, sizeBelow } from "./numbers.js";

const SIDES = { left: "layer", right: "batch" };
const SATURATED_ABOVE = 0.99; // the few outlier features would leave all others pale

function createSide({ trigger }) {
  let activations = null;
  let pinned = null;
  let stack = null;
  let pictures = null;
  const stackHolder = el("div", {
    class: "stack",
    role: "application",
    tabindex: 0,
    "aria-label": t("norms.stack_alt"),
    onkeydown: onKey,
  });
  const readout = el("p", { class: "readout", "aria-live": "polite" });
  const panels = Object.keys(SIDES).map((side) => ({
    side,
    panel: createPanel({
      label: t(`norms.${side}_panel`),
      onPoint: pointing,
      onGroups: (choice) => trigger("groups_choice", { choice }),
      onNorm(name) {
        setting(`norms.${side}`).set(name);
        drawPanel(side);
        light(pinned, false);
      },
    }),
  }));
  const cut = el("div", { class: "cut" });
  const node = el(
    "div",
    { class: "side" },
    cut,
    stackHolder,
    readout,
    el(
      "div",
      { class: "panels" },
      panels.map(({ panel }) => panel.node),
    ),
  );

  function show(shown) {
    if (shown === activations) return;
    activations = shown;
    pinned = isCell(pinned, activations) ? pinned : largestCell(activations);
    cut.replaceChildren(...bilingualCut(activations));
    draw();
  }

  function draw() {
    if (!activations || !node.clientWidth) return;
    const limit = sizeBelow(activations.data, SATURATED_ABOVE);
    pictures = sheetPictures(activations, activations.data, limit);
    stack = drawStack(activations, pictures, stackHolder.clientWidth);
    pointing(stack.svg, stack.places);
    stackHolder.replaceChildren(stack.svg, legend(limit));
    for (const { side } of panels) drawPanel(side);
    light(pinned, false);
  }

  function drawPanel(side) {
    const { panel } = panels.find((entry) => entry.side === side);
    panel.show(activations, pictures, normOf(side), panelWidth(panel.node));
  }

  /** Everything that belongs to a cell: its slices, its numbers. */
  function light(cell, isHovered) {
    stack.light(
      cell,
      panels.map(({ side }) => activations.norms[normOf(side)].sliceOf(cell)),
    );
    for (const { panel } of panels) panel.light(cell, isHovered);
    readout.replaceChildren(...describe(cell, activations));
  }

  function pointing(svg, places) {
    const cellOf = (event) => {
      const box = svg.getBoundingClientRect();
      return cellAt(activations, places, event.clientX - box.left, event.clientY - box.top);
    };
    const move = oncePerFrame((event) => pointAt(cellOf(event), { x: event.clientX, y: event.clientY - 6 }));
    svg.addEventListener("pointermove", move.call);
    svg.addEventListener("pointerleave", () => {
      move.cancel();
      leave();
    });
    svg.addEventListener("click", (event) => pin(cellOf(event)));
  }

  function pointAt(cell, place) {
    if (!cell) leave();
    else if (activations.isPadding(cell.b, cell.p)) tooltip.show(place, t("norms.padding"));
    else {
      tooltip.show(place, `${activations.token(cell).text} · ${cell.d} · ${short(activations.at(cell))}`);
      light(cell, true);
    }
  }

  function leave() {
    tooltip.hide();
    light(pinned, false);
  }

  function pin(cell) {
    if (!cell || !isCell(cell, activations)) return;
    pinned = cell;
    light(pinned, true);
  }

  function onKey(event) {
    const moved = activations && step(event.key, pinned, activations);
    if (!moved) return;
    event.preventDefault();
    pin(moved);
  }

  stackHolder.addEventListener("blur", () => stack && light(pinned, false));
  onColours(draw);
  onWidth(node, draw);
  return { node, show };
}

export const mount = ofBatch(createSide);

/** Of a batch with Chinese in it: how many tokens it is to the model, and how a tokenizer that has learned Chinese cuts it. */
function bilingualCut({ bilingual, sentences, title }) {
  if (!bilingual) return [];
  const nTokens = sentences.reduce((sum, { tokens }) => sum + tokens.length, 0);
  return [
    el("p", {}, t("norms.cut", { model: title, n: nTokens, m: bilingual.flat().length })),
    ...bilingual.map((pieces) =>
      el(
        "p",
        { class: "pieces" },
        pieces.map((piece) => el("span", { class: "um-chip" }, piece)),
      ),
    ),
  ];
}

/** The norm that a side shows: from the link, if the link names one. */
function normOf(side) {
  const named = setting(`norms.${side}`).get();
  return NORMS.includes(named) ? named : SIDES[side];
}

function panelWidth(node) {
  const style = getComputedStyle(node);
  return node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
}

function onWidth(element, draw) {
  let width = 0;
  new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    draw();
  }).observe(element);
}

/** Calls back with the last argument, when the next frame is drawn. */
function oncePerFrame(callback) {
  let frame = 0;
  const cancel = () => cancelAnimationFrame(frame);
  const call = (argument) => {
    cancel();
    frame = requestAnimationFrame(() => callback(argument));
  };
  return { call, cancel };
}

const legend = (limit) =>
  el(
    "p",
    { class: "legend" },
    el("span", {}, short(-limit)),
    el("img", { src: colourStrip(), alt: "" }),
    el("span", {}, short(limit)),
    el("span", { class: "quiet" }, t("norms.beyond")),
  );

const isCell = (cell, { nSentences, nPositions, dModel, isPadding }) =>
  Boolean(cell) && cell.b < nSentences && cell.p < nPositions && cell.d < dModel && !isPadding(cell.b, cell.p);

/** Where the eye goes first: the first sentence's largest number past its start token. */
function largestCell(activations) {
  const [start, end] = activations.spans[0];
  let best = { b: 0, p: start, d: 0 };
  for (let p = Math.min(start + 1, end - 1); p < end; p++)
    for (let d = 0; d < activations.dModel; d++)
      if (Math.abs(activations.at({ b: 0, p, d })) > Math.abs(activations.at(best))) best = { b: 0, p, d };
  return best;
}

/** The cell that an arrow key leads to; positions run on from one sentence into the next. */
function step(key, cell, activations) {
  const { dModel, spans } = activations;
  const feature = (by) => ({ ...cell, d: Math.max(0, Math.min(dModel - 1, cell.d + by)) });
  const moves = {
    ArrowUp: () => feature(-1),
    ArrowDown: () => feature(1),
    PageUp: () => feature(-10),
    PageDown: () => feature(10),
    ArrowRight: () => position(1),
    ArrowLeft: () => position(-1),
  };
  function position(by) {
    const [start, end] = spans[cell.b];
    const p = cell.p + by;
    if (p >= start && p < end) return { ...cell, p };
    const b = cell.b + by;
    return spans[b] ? { ...cell, b, p: by > 0 ? spans[b][0] : spans[b][1] - 1 } : cell;
  }
  return moves[key]?.();
}

function describe(cell, activations) {
  const { b, p, d } = cell;
  return [
    el("span", { class: "um-chip" }, activations.token(cell).text),
    t("norms.cell", { position: p, n: b + 1, feature: d }),
    el("strong", {}, `x = ${short(activations.at(cell))}`),
  ].flatMap((part) => [part, " "]);
}
