// The tree of a beam search: every candidate of every step, what became of it, and what other widths find.

import { bar } from "../lib/bars.js";
import { el, link, scaleOf } from "../lib/dom.js";
import { number, short } from "../lib/numbers.js";
import { savable, saveMenu } from "../lib/save.js";
import { table, tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { aboutOf, columnChoice, div, heading, mountLook, titleBar } from "./parts.js";
import { kindOf } from "./strategies.js";
import { competing, readTree, textTo } from "./tree_layout.js";
import { treePicture } from "./tree_picture.js";

/** @import { LookAtTree, LookRefused } from "./payloads.js" */
/** @import { Tree } from "./tree_layout.js" */
/** @import { Props, Reach } from "./parts.js" */
/** @import { Rows } from "../lib/table.js" */

const ZOOM = { least: 0.25, most: 2, by: 1.25 };
const EQUAL = 1e-4; // nats, of float32 sums that went different ways

/** @param {Host<LookAtTree | LookRefused | null, Props, unknown>} host */
export const mount = (host) => mountLook(host, draw);

/** @param {LookAtTree} payload @param {Reach} reach */
function draw(payload, { look, kinds }) {
  const tree = readTree(payload);
  const column = columnChoice(
    payload,
    (one) => kindOf(kinds, one).grows_tree,
    (some) => look(`tree.${some}`),
  );
  const cut = payload.cut_short && el("span", { class: "um-caption" }, t("decoding.tree_cut", { n: payload.n_steps }));
  return [
    titleBar(column, cut),
    el("p", { class: "um-decoding-tells" }, found(payload)),
    zoomed(treePicture(tree), payload),
    savable("decoding-texts", aboutOf(payload, t("decoding.competing")), competingTexts(tree, payload), {
      table: () => competingRows(tree),
    }),
    savable("decoding-widths", aboutOf(payload, t("decoding.widths")), widths(payload), {
      table: () => widthRows(payload),
    }),
    tableOf("decoding-tree", () => tableRows(tree)),
  ];
}

/** Whether the search found what greedy search does not. @param {LookAtTree} payload */
function found({ widths: all, shown }) {
  const [greedy, beam] = [all[0], all[shown]];
  const gain = beam.sum_logprob - greedy.sum_logprob;
  const kind = gain > EQUAL ? "likelier" : gain < -EQUAL ? "less_likely" : "same";
  return t(`decoding.beam_${kind}`, {
    beam: number(beam.sum_logprob, 2),
    greedy: number(greedy.sum_logprob, 2),
    times: short(Math.exp(Math.abs(gain)), 3),
  });
}

/** A picture that can be made larger and smaller. @param {SVGSVGElement} picture @param {LookAtTree} payload */
function zoomed(picture, payload) {
  const name = t("decoding.section_tree");
  const box = el("div", { class: "um-decoding-tree", tabindex: "0", role: "group", "aria-label": name }, picture);
  const { width, height } = picture.viewBox.baseVal;
  let scale = 1;
  /** @param {number} asked @param {number} [x] of the box, what lies there stays */
  function zoom(asked, x = 0) {
    const next = Math.min(ZOOM.most, Math.max(ZOOM.least, asked));
    const middle = (box.scrollLeft + x) / scale;
    picture.setAttribute("width", String(width * next));
    picture.setAttribute("height", String(height * next));
    box.scrollLeft = middle * next - x;
    scale = next;
  }
  /** @param {WheelEvent} event */
  function onWheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const by = event.deltaY < 0 ? ZOOM.by : 1 / ZOOM.by;
    zoom(scale * by, (event.clientX - box.getBoundingClientRect().left) / scaleOf(box));
  }
  box.addEventListener("wheel", onWheel, { passive: false });
  const button = (/** @type {string} */ label, /** @type {string} */ says, /** @type {() => number} */ next) =>
    link(label, () => zoom(next()), { "aria-label": says, title: says });
  const saved = saveMenu("decoding-tree", { picture, about: aboutOf(payload, name) });
  saved.prepend(
    button("−", t("decoding.smaller"), () => scale / ZOOM.by),
    button("+", t("decoding.larger"), () => scale * ZOOM.by),
    button(t("decoding.fit"), t("decoding.fit"), () => box.clientWidth / width),
    button("1:1", t("decoding.full_size"), () => 1),
  );
  return [div("tree-top", treeKey(), saved), box];
}

const treeKey = () =>
  div(
    "tree-key",
    ["winner", "kept", "dropped", "finished", "greedy"].map((kind) =>
      el("span", { class: `key ${kind}` }, t(`decoding.tree_${kind}`)),
    ),
  );

/** The texts that competed at the end, best first. @param {Tree} tree @param {LookAtTree} payload */
function competingTexts(tree, { winner }) {
  const head = ["place", "texts", "n_tokens", "sum_logprob", "score"].map((key) => t(`decoding.${key}`));
  const rows = competing(tree).map((node, i) =>
    el(
      "tr",
      { class: node.i === winner.at(-1) ? "um-decoding-chosen" : null },
      [
        i + 1,
        el("bdi", { class: "um-decoding-text" }, textTo(node)),
        node.path.length,
        number(node.sum_logprob, 2),
        number(node.score, 3),
      ].map((cell) => el("td", {}, cell)),
    ),
  );
  return el(
    "section",
    { class: "um-decoding-competing" },
    heading(t("decoding.competing"), t("decoding.score_is")),
    el("div", { class: "um-table-scroll" }, table(head, rows)),
  );
}

/** @param {Tree} tree @returns {Rows} */
const competingRows = (tree) => [
  ["place", "texts", "n_tokens", "sum_logprob", "score"].map((key) => t(`decoding.${key}`)),
  ...competing(tree).map((node, i) => [i + 1, textTo(node), node.path.length, node.sum_logprob, node.score]),
];

/** @param {LookAtTree} payload @returns {Rows} */
const widthRows = ({ widths: all }) => [
  ["num_beams", "n_scored", "sum_logprob"].map((key) => t(`decoding.${key}`)),
  ...all.map(({ num_beams, n_scored, sum_logprob }) => [num_beams, n_scored, sum_logprob]),
];

/** What other widths would have found, and what they cost. @param {LookAtTree} payload */
function widths(payload) {
  const { widths: all, shown } = payload;
  const most = Math.max(...all.map(({ n_scored }) => n_scored));
  const rows = all.map(({ num_beams, n_scored, sum_logprob }, i) => [
    el("span", {}, num_beams === 1 ? t("decoding.one_beam") : number(num_beams)),
    bar(n_scored / most, number(n_scored), { class: i === shown && "um-decoding-chosen" }),
    el("span", {}, number(sum_logprob, 2)),
  ]);
  const is = t("decoding.widths_is", { d_vocab: number(all[0].d_vocab) });
  const heads = ["num_beams", "n_scored", "sum_logprob"].map((key) => el("b", {}, t(`decoding.${key}`)));
  return el("section", {}, heading(t("decoding.widths"), is), div("widths", heads, rows));
}

/** @param {Tree} tree @returns {Rows} */
function tableRows({ candidates }) {
  const head = ["step", "rank", "token", "logprob", "sum_logprob", "parent", "outcome", "score"];
  const ranked = candidates.filter(({ outcome }) => outcome !== "outside");
  const rows = ranked.map((node) => [
    node.step + 1,
    node.rank,
    node.shown,
    node.logprob.toFixed(4),
    node.sum_logprob.toFixed(4),
    candidates[node.parent]?.rank,
    t(`decoding.tree_${node.outcome}`),
    Number.isNaN(node.score) ? "" : node.score.toFixed(4),
  ]);
  return [head.map((key) => t(`decoding.${key}`)), ...rows];
}
