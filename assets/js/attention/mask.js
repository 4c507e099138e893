// The mask as a tool: the same weights under another mask; before, after, difference, and what follows.

import { asking, debounced } from "../lib/ask.js";
import { onColours } from "../lib/colours.js";
import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { consequences } from "./consequence.js";
import { decodeAttention } from "./data.js";
import { isPainted, maskName, repainted } from "./mask_spec.js";
import { maskTool } from "./mask_tool.js";
import { isBlind } from "./row.js";
import { follow, noteLine, reasonOf } from "./section.js";
import { scale } from "./shades.js";
import { threeMaps } from "./three_maps.js";

/** @import { ScoreServer } from "./consequence.js" */
/** @import { Cell, Head, Stack, Traced } from "./data.js" */
/** @import { Masks } from "./mask_spec.js" */
/** @import { MapServer, Panel } from "./panel.js" */
/** @import { AttentionRequest, MaskComparison } from "./payloads.js" */

/** @typedef {(question: AttentionRequest) => Promise<MaskComparison>} AskMasks */
/** @typedef {ScoreServer & MapServer & { compare_masks: AskMasks }} Server */

const HEAD = /** @type {const} */ ("head"); // the kind of map that is compared
const MANY = 8; // tokens that a note names

class MaskSection {
  note = noteLine();
  row = el("div", {});
  /** @type {{ before: Traced, after: Traced } | null} */
  compared = null;
  /** @type {ReturnType<typeof threeMaps> | null} */
  maps = null;
  width = 0;

  /** @param {Server} server @param {Masks} masks @param {Panel} panel */
  constructor(server, masks, panel) {
    this.server = server;
    this.panel = panel;
    this.opened = panel.place;
    this.cell = panel.cell;
    const runSoon = debounced(() => this.run());
    this.tool = maskTool(masks, (spec) => (isPainted(spec) ? runSoon() : this.run()));
    this.follows = consequences(server, () => this.panel.about());
    this.element = el("div", {}, this.tool.element, this.note, this.row, this.follows.element);
    this.ask = asking(server.compare_masks, (answer) => this.answered(answer), { place: this.row, note: this.note });
    onColours(() => this.maps?.draw());
    scale.watch(() => this.maps?.draw());
  }

  /** @param {Panel} panel */
  show(panel) {
    this.panel = panel;
    this.cell = panel.cell;
    this.run();
    if (this.isOfPanel && this.opened !== panel.place) this.openHead();
  }

  /** True when what was compared is what the panel shows, which may be another model or text by now. */
  get isOfPanel() {
    const { model, text } = this.panel.data.request;
    const ours = this.compared?.before.request;
    return ours?.model === model && ours.text === text;
  }

  /** Asks for the comparison; nothing happens when it is the one on screen. */
  run() {
    const { text, model } = this.panel.data.request;
    this.ask({ text, model, mask: this.tool.spec() });
  }

  /** @param {MaskComparison} answer */
  answered({ before, after, predictions }) {
    this.compared = { before: decodeAttention(before), after: decodeAttention(after) };
    this.openHead();
    const { family, is_masked } = before;
    const { text, model, mask } = after.request;
    const seesAnswer = !is_masked && looksAhead([...this.compared.after.stacks.values()][0]);
    const sides = [t("attention.mask_native"), maskName(mask)];
    this.follows.score({ text, model, mask }, family, sides, seesAnswer ? t("attention.sees_answer") : "");
    this.follows.predict(predictions, before);
  }

  /** Builds the three maps of the head at hand: what is known of it, then its exact values. */
  async openHead() {
    if (!this.compared) return;
    const { place, stackName } = this.panel;
    const { before, after } = this.compared;
    const sides = [before, after].map(({ request, stacks }) => {
      const stack = /** @type {Stack} */ (stacks.get(stackName));
      return { stack, question: { ...request, stack: stackName, ...place, kind: HEAD } };
    });
    const [own, changed] = sides.map(({ stack }) => stack);
    const focused = this.maps?.focused();
    const compared = {
      before: own,
      after: changed,
      family: before.family,
      mask: after.request.mask,
      about: this.panel.about(t("attention.section_mask")),
    };
    const maps = threeMaps(compared, {
      onPoint: (cell) => {
        this.cell = cell;
      },
      onPick: (cell, own) => this.pick(cell, own),
    });
    this.maps = maps;
    this.opened = place;
    this.row.replaceChildren(maps.element);
    maps.resize(this.width);
    const head = { ...place, kind: HEAD };
    const put = (/** @type {(Head | null)[]} */ [was, is]) => was && is && this.put(was, is, changed);
    put([own, changed].map((stack) => stack.coarse(head)));
    if (focused) maps.focus(focused);
    const ask = sides.map(({ stack, question }) => stack.exactly(head, () => this.server.exact_map(question)));
    try {
      const exact = await Promise.all(ask);
      if (this.maps === maps) put(exact);
    } catch (problem) {
      this.note.textContent = reasonOf(problem);
    }
  }

  /** @param {Head} was @param {Head} is @param {Stack} stack that the mask was changed in */
  put(was, is, stack) {
    this.maps?.show(was, is, this.cell);
    const isUntrained = this.compared?.before.is_masked && this.tool.spec() === "causal";
    this.note.textContent = blindNote(stack, is) || (isUntrained ? t("attention.causal_bert") : "");
  }

  /** Forbids a cell by hand, or allows it again. @param {Cell} cell @param {Head} own under the model's own mask */
  pick(cell, own) {
    const spec = this.tool.spec();
    if (!isPainted(spec)) return;
    if (own.isAllowed(cell.query, cell.key)) this.tool.choose(repainted(spec, cell));
    else this.note.textContent = t("attention.paint_native");
  }

  /** @param {number} width */
  resize(width) {
    this.width = width;
    this.maps?.resize(width);
  }
}

/** Queries that the mask leaves nothing to see. @param {Stack} stack @param {Head} head */
function blindNote(stack, head) {
  const blind = stack.queries.flatMap(({ label }, i) => (isBlind(head, stack, i) ? [`${label} (${i})`] : []));
  if (blind.length === 0) return "";
  const tokens = blind.slice(0, MANY).join(t("shell.list_comma")) + (blind.length > MANY ? " …" : "");
  return t("attention.blind_rows", { n: blind.length, tokens });
}

/** True where a token sees one behind it. @param {Stack} stack */
const looksAhead = (stack) => {
  const { nColumns } = stack.grid;
  return stack.allowedIn(0).some((sees, at) => sees && at % nColumns > Math.floor(at / nColumns));
};

/** @typedef {{ masks: Masks }} Props */

/** @param {Server} server @param {Props} props @param {Panel} panel */
const build = (server, { masks }, panel) => new MaskSection(server, masks, panel);
export const mount = follow(build);
