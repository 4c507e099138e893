// The picture of a beam tree: steps from left to right, at each step the best candidate on top.

import { el, number, t, tooltip } from "../common.js";
import { shownToken, signed } from "./facts.js";

const NODE = { width: 112, height: 32, across: 140, down: 36 };
const LEFT = 52;
const TOP = 26;
const OUTSIDE = 1.4; // rows below the tree: what greedy writes outside of it
const LETTERS = 14; // of a token that fit into a node
const KEYS = { ArrowUp: "above", ArrowDown: "below", ArrowLeft: "before", ArrowRight: "after" };

const xOf = (step) => LEFT + step * NODE.across;
const yOf = (rank) => TOP + (rank - 1) * NODE.down;
const brief = (text) => ([...text].length > LETTERS ? `${[...text].slice(0, LETTERS - 1).join("")}…` : text);

/** All candidates of `tree` as an svg element; pointing at one lights its way back to the prompt. */
export function treePicture(tree, { greedy, greedy_left }) {
  const nRanks = Math.max(...tree.map(({ rank }) => rank));
  const nSteps = Math.max(tree.at(-1).step + 1, greedy_left.length > 0 ? greedy.length + greedy_left.length : 0);
  const size = {
    width: xOf(nSteps),
    height: yOf(greedy_left.length > 0 ? nRanks + OUTSIDE : nRanks) + NODE.height + 10,
  };
  const edges = new Map(tree.map((node) => [node.i, edge(tree, node)]));
  const nodes = new Map(tree.map((node) => [node.i, drawn(node)]));
  const svg = el(
    "svg",
    { ...size, viewBox: `0 0 ${size.width} ${size.height}`, class: "um-decoding-tree-picture" },
    Array.from({ length: nSteps }, (_, step) =>
      el("text", { x: xOf(step) + NODE.width / 2, y: 14, "text-anchor": "middle", class: "quiet" }, String(step + 1)),
    ),
    Array.from({ length: nRanks }, (_, i) =>
      el("text", { x: LEFT - 24, y: yOf(i + 1) + 20, "text-anchor": "end", class: "quiet" }, `#${i + 1}`),
    ),
    inOrder(tree).map(({ i }) => edges.get(i)),
    greedyWay(tree, greedy, greedy_left, nRanks + OUTSIDE),
    tree.map(({ i }) => nodes.get(i)),
  );
  answer(svg, tree, nodes, edges);
  return svg;
}

/** What is important is drawn last, over the others. */
const inOrder = (tree) => tree.toSorted((a, b) => a.kept + 2 * a.isWinner - b.kept - 2 * b.isWinner);
const kindOf = (node) =>
  [node.isWinner && "winner", node.finished ? "finished" : node.kept ? "kept" : "dropped"].filter(Boolean).join(" ");

function edge(tree, node) {
  const parent = tree[node.parent];
  const [x0, y0] = parent
    ? [xOf(parent.step) + NODE.width, yOf(parent.rank) + NODE.height / 2]
    : [LEFT - 14, yOf(1) + NODE.height / 2];
  return el("path", {
    class: `edge ${kindOf(node)}`,
    d: curve(x0, y0, xOf(node.step), yOf(node.rank) + NODE.height / 2),
  });
}

function curve(x0, y0, x1, y1) {
  const bend = Math.max(10, (x1 - x0) / 2);
  return `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`;
}

function drawn(node) {
  const [x, y] = [xOf(node.step), yOf(node.rank)];
  const numbers = `${signed(node.logprob, 2)} · Σ ${signed(node.sum_logprob, 2)}`;
  return el(
    "g",
    {
      class: `node ${kindOf(node)}`,
      tabindex: node.i === 0 ? "0" : "-1",
      "data-i": node.i,
      "aria-label": `${node.shown} ${numbers}`,
    },
    el("rect", { x, y, width: NODE.width, height: NODE.height, rx: 4 }),
    el("text", { x: x + 7, y: y + 14, class: "token" }, brief(node.shown), node.finished ? " ■" : ""),
    el("text", { x: x + 7, y: y + 27, class: "numbers" }, numbers),
  );
}

/** Greedy's way: dashed through the tree, and on a line of its own from where the search dropped it. */
function greedyWay(tree, path, left, row) {
  const points = path.map((i) => tree[i]);
  const through = points.map((node, at) => {
    const before = points[at - 1];
    const [x0, y0] = before
      ? [xOf(before.step) + NODE.width, yOf(before.rank) + NODE.height - 5]
      : [LEFT - 14, yOf(1) + NODE.height - 5];
    const y = yOf(node.rank) + NODE.height - 5;
    return [
      el("path", { class: "greedy", d: curve(x0, y0, xOf(node.step), y) }),
      el("rect", {
        class: "greedy",
        x: xOf(node.step) - 2,
        y: yOf(node.rank) - 2,
        width: NODE.width + 4,
        height: NODE.height + 4,
        rx: 6,
      }),
    ];
  });
  const last = points.at(-1);
  const start =
    last &&
    left.length > 0 &&
    el("path", {
      class: "greedy",
      d: curve(
        xOf(last.step) + NODE.width,
        yOf(last.rank) + NODE.height - 5,
        xOf(last.step + 1),
        yOf(row) + NODE.height / 2,
      ),
    });
  const outside = left.map((token, at) => {
    const step = path.length + at;
    return [
      el("rect", { class: "greedy", x: xOf(step), y: yOf(row), width: NODE.width, height: NODE.height - 6, rx: 6 }),
      at > 0 &&
        el("path", {
          class: "greedy",
          d: `M${xOf(step - 1) + NODE.width} ${yOf(row) + NODE.height / 2 - 3}H${xOf(step)}`,
        }),
      el("text", { x: xOf(step) + 7, y: yOf(row) + 17, class: "token" }, brief(token)),
    ];
  });
  return el("g", {}, through, start, outside);
}

/** Pointing, focus and the arrow keys. */
function answer(svg, tree, nodes, edges) {
  const nodeAt = (event) => tree[event.target.closest("[data-i]")?.dataset.i];
  function light(node) {
    for (const lit of svg.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const i of node?.path ?? []) [nodes.get(i), edges.get(i)].forEach((part) => part.classList.add("lit"));
    if (node) tooltip.show(nodes.get(node.i), facts(tree, node));
    else tooltip.hide();
  }
  function move(event) {
    const node = nodeAt(event);
    if (event.key === "Escape") light(null);
    if (!node || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    const next = beside(tree, node)[KEYS[event.key]];
    if (next) nodes.get(next.i).focus();
  }
  svg.addEventListener("pointerover", (event) => light(nodeAt(event)));
  svg.addEventListener("pointerleave", () => light(null));
  svg.addEventListener("focusin", (event) => light(nodeAt(event)));
  svg.addEventListener("focusout", () => light(null));
  svg.addEventListener("keydown", move);
}

/** The nodes that the arrow keys lead to. */
const beside = (tree, node) => ({
  above: tree.find(({ step, rank }) => step === node.step && rank === node.rank - 1),
  below: tree.find(({ step, rank }) => step === node.step && rank === node.rank + 1),
  before: tree[node.parent],
  after: tree.find(({ parent }) => parent === node.i) ?? tree.find(({ step }) => step === node.step + 1),
});

function facts(tree, node) {
  const before = tree[node.parent];
  const sum = before
    ? `${signed(before.sum_logprob, 3)} ${signed(node.logprob, 3).startsWith("−") ? "−" : "+"} ${number(Math.abs(node.logprob), 3)} = `
    : "";
  const lines = [
    [t("decoding.logprob"), signed(node.logprob, 3)],
    [t("decoding.sum_logprob"), `${sum}${signed(node.sum_logprob, 3)}`],
    [t("decoding.rank_of_step"), `#${node.rank}`],
    [t("decoding.outcome"), t(`decoding.tree_${node.finished ? "finished" : node.kept ? "kept" : "dropped"}`)],
  ];
  if (!Number.isNaN(node.score)) lines.push([t("decoding.score"), signed(node.score, 4)]);
  return el(
    "div",
    { class: "um-decoding-facts" },
    el("div", {}, shownToken(node), el("span", {}, t("decoding.step_n", { n: node.step + 1 }))),
    el(
      "dl",
      {},
      lines.map(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
    ),
    el("p", {}, node.path.map((i) => tree[i].shown.replace(/^·+(?=.)|^·$/, " ")).join("")),
  );
}
