// An opened part: every tensor of a block as a small picture, wired as the model computes it.

import { choices } from "../lib/controls.js";
import { el, link } from "../lib/dom.js";
import { cellCanvas } from "../lib/heatmap.js";
import { short } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";
import { difference, diverging } from "../lib/ramp.js";
import { tells } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { shortName } from "./steps.js";
import { layOutPart, wire } from "./wiring.js";

/** @import { PartPayload, TensorPicture } from "./payloads.js" */
/** @import { Steps } from "./steps.js" */

/**
 * @typedef {object} PartEvents
 * @property {(name: string) => void} onTensor
 * @property {(head: number) => void} onHead
 * @property {() => void} onClose
 */

/**
 * @param {PartPayload} part
 * @param {{ steps: Steps, tensor: string | null, head: number, width: number }} shown
 * @param {PartEvents} on
 */
export function drawPart({ part, tensors }, { steps, tensor, head, width }, on) {
  const nHeads = Math.max(0, ...tensors.map(({ shape }) => (shape.length === 3 ? shape[0] : 0)));
  const title = typeof part === "number" ? t("inside.part_block", { n: part }) : t(`inside.part_${part}`);
  return [
    el(
      "header",
      { class: "part-head" },
      el("h3", {}, title),
      nHeads > 1 && headChoice(nHeads, head, on.onHead),
      link(t("inside.close"), on.onClose, { class: "um-link close" }),
    ),
    el("p", { class: "um-caption" }, t(saysOf(part, tensors))),
    el("div", { class: "scroll" }, wiring(tensors, steps, { tensor, head, width }, on)),
  ];
}

/** @param {PartPayload["part"]} part @param {TensorPicture[]} tensors */
function saysOf(part, tensors) {
  if (typeof part !== "number") return `inside.${part}_says`;
  return tensors.some(({ name }) => name.endsWith("attn.z")) ? "inside.block_says" : "inside.layer_says";
}

/** @param {number} nHeads @param {number} head @param {(head: number) => void} onHead */
function headChoice(nHeads, head, onHead) {
  const options = Array.from({ length: nHeads }, (_, n) => ({ value: String(n), label: String(n) }));
  const given = {
    label: t("inside.head"),
    options,
    value: String(head),
    onChoose: (/** @type {string} */ n) => onHead(+n),
  };
  return el("span", { class: "um-in-row" }, t("inside.head"), choices({ ...given, look: "pills" }).element);
}

/**
 * @param {TensorPicture[]} tensors
 * @param {Steps} steps
 * @param {{ tensor: string | null, head: number, width: number }} shown
 * @param {PartEvents} on
 */
function wiring(tensors, steps, { tensor, head, width }, on) {
  const made = tensors.map(({ name, reads }) => ({ name, reads, part: steps.of(name).part }));
  const layout = layOutPart(wire(made), width);
  const cards = tensors.map((one) => {
    const { x, y } = layout.boxes.get(one.name) ?? { x: 0, y: 0 };
    const style = { left: `${x}px`, top: `${y}px`, width: `${layout.card}px`, height: `${layout.height}px` };
    return card(one, { head, isOpen: one.name === tensor, style, says: steps.says(one.name) }, on);
  });
  return el(
    "div",
    { class: "wiring", style: { width: `${layout.width}px`, height: `${layout.tall}px` } },
    el(
      "svg",
      { width: layout.width, height: layout.tall, "aria-hidden": "true" },
      layout.paths.map(({ d, isStream }) => el("path", { class: isStream ? "wire stream" : "wire", d })),
    ),
    cards,
  );
}

/**
 * @param {TensorPicture} tensor
 * @param {{ head: number, isOpen: boolean, style: Record<string, string>, says: string }} look
 * @param {PartEvents} on
 */
function card(tensor, { head, isOpen, style, says }, on) {
  const { name, shape, mean, std, low, high } = tensor;
  const told = () =>
    el(
      "div",
      { class: "um-inside-told" },
      el("strong", {}, name),
      el("p", {}, says),
      el("p", { class: "quiet" }, t("inside.statistics", numbersOf({ mean, std, low, high }))),
    );
  return el(
    "button",
    {
      type: "button",
      class: `tensor${isOpen ? " open" : ""}`,
      style,
      "data-tensor": name,
      "aria-expanded": String(isOpen),
      "aria-controls": "um-inside-tensor",
      "aria-label": t("inside.open_tensor", { name, shape: shape.join(" × ") }),
      onclick: () => on.onTensor(name),
      ...tells(told),
    },
    picture(tensor, head),
    el("b", {}, shortName(name)),
    el("small", {}, shape.join(" × ")),
  );
}

/** @param {Record<string, number>} values */
const numbersOf = (values) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, short(value, 3)]));

/** @param {TensorPicture} tensor @param {number} head */
function picture({ picture: encoded, shape }, head) {
  const {
    at,
    shape: [nHeads, nRows, nColumns],
  } = decodeArray(encoded);
  const pixelOf = difference(diverging(), 127);
  const shown = shape.length === 3 ? Math.min(nHeads - 1, Math.floor((head * nHeads) / shape[0])) : 0;
  return cellCanvas({ nRows, nColumns }, (row, column) => pixelOf(at(shown, row, column) - 128));
}

/**
 * Shows another tensor as the open one, without painting any anew.
 *
 * @param {HTMLElement} place where the part is drawn
 * @param {string | null} name
 */
export function markOpen(place, name) {
  for (const card of /** @type {NodeListOf<HTMLElement>} */ (place.querySelectorAll("button.tensor"))) {
    const isOpen = card.dataset.tensor === name;
    card.classList.toggle("open", isOpen);
    card.setAttribute("aria-expanded", String(isOpen));
  }
}
