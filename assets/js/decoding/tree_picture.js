// The picture of a beam tree: pointing at a candidate lights its way back to the prompt.

import { el } from "../lib/dom.js";
import { shortened } from "../lib/graphemes.js";
import { roving } from "../lib/keys.js";
import { number } from "../lib/numbers.js";
import { tooltip } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { facts } from "./parts.js";
import { spaceAndWord } from "./runs.js";
import { besides, LEFT, linkTo, NODE, sizeOf, textTo, xOf, yOf } from "./tree_layout.js";

/** @import { Candidate, Tree } from "./tree_layout.js" */

/** @typedef {Map<number, SVGElement>} Parts by the candidate's number */

const LETTERS = 14; // of a token that fit into a node
const LOWER = NODE.height / 2 - 5; // greedy's way runs below the others
const AROUND = 2; // pixels from a node to the frame that greedy's way puts around it

/** @param {ReturnType<typeof linkTo>} ends */
function curve({ source: [x0, y0], target: [x1, y1] }) {
  const middle = (x0 + x1) / 2;
  return `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/** @param {Tree} tree @returns {SVGSVGElement} */
export function treePicture(tree) {
  const { nSteps, width, height } = sizeOf(tree);
  const ranked = tree.candidates.filter(({ outcome }) => outcome !== "outside");
  const edges = new Map(ranked.map((node) => [node.i, edge(tree, node)]));
  const nodes = new Map(ranked.map((node) => [node.i, drawn(node)]));
  const weight = (/** @type {Candidate} */ { isWinner, outcome }) => Number(outcome === "kept") + 2 * Number(isWinner);
  const svg = el(
    "svg",
    { width, height, viewBox: `0 0 ${width} ${height}`, class: "um-decoding-tree-picture" },
    axes(nSteps, tree.nRanks),
    ranked.toSorted((a, b) => weight(a) - weight(b)).map(({ i }) => edges.get(i)), // what is important over the others
    greedyWay(tree),
    [...nodes.values()],
  );
  answer(svg, tree, nodes, edges);
  return svg;
}

/** @param {number} nSteps @param {number} nRanks */
function axes(nSteps, nRanks) {
  const quiet = { class: "quiet" };
  return [
    Array.from({ length: nSteps }, (_, step) =>
      el("text", { x: xOf(step) + NODE.width / 2, y: 14, "text-anchor": "middle", ...quiet }, String(step + 1)),
    ),
    Array.from({ length: nRanks }, (_, i) =>
      el("text", { x: LEFT - 24, y: yOf(i + 1) + 20, "text-anchor": "end", ...quiet }, `#${i + 1}`),
    ),
  ];
}

/** @param {Candidate} node */
const kindOf = ({ isWinner, outcome }) => (isWinner ? `winner ${outcome}` : outcome);

/** @param {Tree} tree @param {Candidate} node */
const edge = (tree, node) => el("path", { class: `edge ${kindOf(node)}`, d: curve(linkTo(tree, node)) });

/** @param {Candidate} node */
function drawn(node) {
  const [x, y] = [xOf(node.step), yOf(node.row)];
  const numbers = `${number(node.logprob, 2)} · Σ ${number(node.sum_logprob, 2)}`;
  const attrs = { tabindex: "-1", "data-i": node.i, "aria-label": `${node.shown} ${numbers}` };
  return el(
    "g",
    { class: `node ${kindOf(node)}`, ...attrs },
    el("rect", { x, y, width: NODE.width, height: NODE.height, rx: 4 }),
    el("text", { x: x + 7, y: y + 14, class: "token" }, spelled(node), node.outcome === "finished" && " ■"),
    el("text", { x: x + 7, y: y + 27, class: "numbers" }, numbers),
  );
}

/** A token that fits, the space before its word faint. @param {Candidate} node */
function spelled({ shown, n_spaces }) {
  const { space, word } = spaceAndWord({ shown: shortened(shown, LETTERS), n_spaces });
  return [space && el("tspan", { class: "quiet" }, space), word];
}

/** Dashed through the tree, and below it from where the search dropped it. @param {Tree} tree */
function greedyWay(tree) {
  const way = tree.candidates.filter(({ isGreedy }) => isGreedy);
  return el(
    "g",
    {},
    way.map((node) => {
      const [x, y] = [xOf(node.step) - AROUND, yOf(node.row) - AROUND];
      const size = { width: NODE.width + 2 * AROUND, height: NODE.height + 2 * AROUND, rx: 6 };
      const token = el("text", { x: x + 9, y: y + 22, class: "token" }, spelled(node));
      return [
        el("path", { class: "greedy", d: curve(linkTo(tree, node, LOWER)) }),
        el("rect", { class: "greedy", x, y, ...size }),
        node.outcome === "outside" && token,
      ];
    }),
  );
}

/** Pointing, focus, keys. @param {SVGSVGElement} svg @param {Tree} tree @param {Parts} nodes @param {Parts} edges */
function answer(svg, tree, nodes, edges) {
  const nodeAt = (/** @type {Element} */ element) =>
    tree.candidates[Number(/** @type {SVGElement | null} */ (element.closest("[data-i]"))?.dataset.i)];
  /** @param {Candidate | undefined} node */
  function light(node) {
    for (const lit of svg.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const { i } of node?.path ?? []) for (const part of [nodes.get(i), edges.get(i)]) part?.classList.add("lit");
    const part = node && nodes.get(node.i);
    if (part) tooltip.show(part, factsOf(tree, node));
    else tooltip.hide();
  }
  const lightTarget = (/** @type {Event} */ { target }) => light(nodeAt(/** @type {Element} */ (target)));
  const stop = roving(svg, (event, from) => {
    const next = besides(tree, nodeAt(from), event.key);
    return next && nodes.get(next.i);
  });
  const first = nodes.get(0);
  if (first) stop(first);
  svg.addEventListener("pointerover", lightTarget);
  svg.addEventListener("focusin", lightTarget);
  svg.addEventListener("pointerleave", () => light(undefined));
  svg.addEventListener("focusout", () => light(undefined));
  svg.addEventListener("keydown", ({ key }) => key === "Escape" && light(undefined));
}

/** The numbers of a candidate, with the sum written out. @param {Tree} tree @param {Candidate} node */
function factsOf({ candidates }, node) {
  const before = candidates[node.parent];
  const sign = node.logprob < 0 ? "−" : "+";
  const sum = before && `${number(before.sum_logprob, 3)} ${sign} ${number(Math.abs(node.logprob), 3)} = `;
  /** @type {[string, string][]} */
  const lines = [
    [t("decoding.logprob"), number(node.logprob, 3)],
    [t("decoding.sum_logprob"), `${sum ?? ""}${number(node.sum_logprob, 3)}`],
    [t("decoding.rank_of_step"), `#${node.rank}`],
    [t("decoding.outcome"), t(`decoding.tree_${node.outcome}`)],
  ];
  if (!Number.isNaN(node.score)) lines.push([t("decoding.score"), number(node.score, 4)]);
  return facts({ token: node, beside: t("decoding.step_n", { n: node.step + 1 }), lines, note: textTo(node) });
}
