// What is opened below the lanes: a part, a tensor of it, a number of that. The link keeps which; each is asked of the
// server when it is needed, and anew when the text or the model has changed.

import { asking } from "../lib/ask.js";
import { el } from "../lib/dom.js";
import { setting, whole } from "../lib/link.js";
import { decodeArray } from "../lib/payload.js";
import { drawPart, markOpen } from "./part.js";
import { depthLink } from "./steps.js";
import { drawSum } from "./sum.js";
import { drawTensor } from "./tensor.js";

/** @import { Place } from "../lib/keys.js" */
/** @import { Flow } from "./data.js" */
/** @import { NumberPayload, NumberQuestion, PartPayload } from "./payloads.js" */
/** @import { PartQuestion, TensorPayload, TensorQuestion } from "./payloads.js" */
/** @import { Steps } from "./steps.js" */

/**
 * @typedef {object} Server
 * @property {(asked: PartQuestion) => Promise<PartPayload>} part
 * @property {(asked: TensorQuestion) => Promise<TensorPayload>} tensor
 * @property {(asked: NumberQuestion) => Promise<NumberPayload>} cell
 */

const kept = {
  part: setting("inside.part"),
  tensor: setting("inside.tensor"),
  cell: setting("inside.cell"),
};
const MOST_HEADS = 256;

/** The part that is open, if this model has it. @param {Flow} flow */
export function openPartOf({ n_layers, start, end }) {
  const said = kept.part.get() ?? "";
  if (said === "start") return start.length ? said : null;
  if (said === "end") return end.length ? said : null;
  return /^\d{1,4}$/.test(said) && Number(said) < n_layers ? said : null;
}

/**
 * @typedef {object} Given
 * @property {Server} server
 * @property {Steps} steps
 * @property {() => number} width of the page
 * @property {(flow: Flow) => number} positionOf
 * @property {() => void} redraw draws the lanes anew, when another part is open
 */

export class Opened {
  /** @param {Given} given */
  constructor(given) {
    const place = (/** @type {string} */ name) => el("section", { id: `um-inside-${name}`, class: `opened ${name}` });
    this.given = given;
    this.places = { part: place("part"), tensor: place("tensor"), sum: place("sum") };
    this.elements = Object.values(this.places);
    /** @type {Flow | null} */
    this.flow = null;
    /** @type {PartPayload | null} */
    this.part = null;
    /** @type {TensorPayload | null} */
    this.tensor = null;
    const { server } = given;
    const { part, tensor, sum } = this.places;
    this.ask = {
      part: asking(server.part, (found) => this.showPart(found), { place: part }),
      tensor: asking(server.tensor, (found) => this.showTensor(found), { place: tensor }),
      cell: asking(server.cell, (found) => sum.replaceChildren(...drawSum(found)), { place: sum }),
    };
    const follow = () => this.follow();
    for (const name of ["part", "tensor", "cell", "head"]) setting(`inside.${name}`).watch(follow);
    this.on = {
      onTensor: (/** @type {string} */ name) => this.openTensor(name),
      onHead: (/** @type {number} */ head) => this.chooseHead(head),
      onClose: () => this.openPart(null),
    };
  }

  /** A new pass. @param {Flow} flow */
  read(flow) {
    this.flow = flow;
    if (openPartOf(flow) === null) this.close("part");
    else this.askPart();
  }

  /** Another link was taken: what it opens. */
  follow() {
    if (!this.flow) return;
    this.read(this.flow);
    this.given.redraw();
  }

  /** Opens a part, or closes the one that is open. @param {string | null} part */
  openPart(part) {
    if (part === null || part === kept.part.get()) {
      kept.part.set("");
      this.ask.part.forget();
      this.close("part");
    } else {
      kept.part.set(part);
      this.askPart();
    }
    this.given.redraw();
  }

  /** @param {string} name */
  openTensor(name) {
    const isOpen = kept.tensor.get() === name;
    this.close("tensor");
    if (!isOpen) {
      kept.tensor.set(name);
      this.askTensor();
    }
    markOpen(this.places.part, isOpen ? null : name);
  }

  /** @param {number} head */
  chooseHead(head) {
    setting("inside.head").set(head);
    if (typeof this.tensor?.head === "number") this.askTensor();
    this.draw();
  }

  /** @param {Place} cell */
  openCell({ row, column }) {
    kept.cell.set(`${row}.${column}`);
    this.drawTensor();
    this.askCell();
  }

  /** @param {"part" | "tensor" | "sum"} from and all that is opened within it */
  close(from) {
    const names = /** @type {const} */ (["part", "tensor", "sum"]);
    for (const name of names.slice(names.indexOf(from))) this.places[name].replaceChildren();
    if (from === "part") this.part = null;
    if (from !== "sum") {
      this.tensor = null;
      kept.tensor.set("");
      this.ask.tensor.forget();
    }
    kept.cell.set("");
    this.ask.cell.forget();
  }

  askPart() {
    const part = this.flow && openPartOf(this.flow);
    if (!this.flow || !part) return;
    this.ask.part({ ...this.flow.request, part: part === "start" || part === "end" ? part : Number(part) });
  }

  askTensor() {
    const name = kept.tensor.get();
    if (!this.flow || !name) return;
    this.ask.tensor({ ...this.flow.request, name, head: headOf(), position: this.given.positionOf(this.flow) });
  }

  askCell() {
    const { flow, tensor } = this;
    const cell = tensor && cellOf(tensor);
    if (!flow || !tensor || !cell) return;
    const index = [...(tensor.head === null ? [] : [tensor.head]), cell.row, cell.column];
    this.ask.cell({ ...flow.request, name: tensor.name, index });
  }

  /** @param {PartPayload} found */
  showPart(found) {
    this.part = found;
    if (found.tensors.some(({ name }) => name === kept.tensor.get())) this.askTensor();
    else this.close("tensor");
    this.draw();
  }

  /** @param {TensorPayload} found */
  showTensor(found) {
    this.tensor = found;
    this.drawTensor();
    this.askCell();
  }

  draw() {
    if (!this.part) return;
    const { steps, width } = this.given;
    const shown = { steps, tensor: kept.tensor.get() || null, head: headOf(), width: width() };
    this.places.part.replaceChildren(...drawPart(this.part, shown, this.on));
    this.drawTensor();
  }

  drawTensor() {
    const { flow, tensor } = this;
    if (!flow || !tensor) return;
    const { steps, width } = this.given;
    const cell = cellOf(tensor);
    const shown = { flow, steps, cell, width: width(), link: this.linkOf(flow, tensor, cell) };
    const on = { onCell: (/** @type {Place} */ place) => this.openCell(place) };
    this.places.tensor.replaceChildren(...drawTensor(tensor, shown, on));
  }

  /** @param {Flow} flow @param {TensorPayload} tensor @param {Place | null} cell */
  linkOf(flow, { name, head, site }, cell) {
    const { steps, positionOf } = this.given;
    const position = cell?.row ?? positionOf(flow);
    const place = { name, head: head ?? headOf(), position, key: cell?.column ?? 0, site };
    return depthLink(steps.of(name), { ...place, model: flow.request.model, search: location.search });
  }
}

const headOf = () => whole("inside.head", MOST_HEADS, 0);

/** The cell that is open, if this matrix has it. @param {TensorPayload} tensor @returns {Place | null} */
function cellOf({ values, columns }) {
  const [, row, column] = (/^(\d{1,6})\.(\d{1,6})$/.exec(kept.cell.get() ?? "") ?? []).map(Number);
  if (row === undefined) return null;
  if (columns) return { row, column };
  const [nRows, nColumns] = decodeArray(values).shape;
  return row < nRows && column < nColumns ? { row, column } : null;
}
