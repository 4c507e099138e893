import assert from "node:assert/strict";
import { test } from "node:test";
import {
  besides,
  competing,
  linkTo,
  NODE,
  readTree,
  sizeOf,
  textTo,
  xOf,
  yOf,
} from "../../../assets/js/decoding/tree_layout.js";
import { fixture, page } from "../page.js";

page();
/** @type {import("../../../assets/js/decoding/payloads.js").TreePayload} */
const sent = fixture("beam_tree");
const tree = readTree(sent);
const { candidates } = tree;
const ranked = candidates.filter(({ outcome }) => outcome !== "outside");

test("a path leads from the prompt to its candidate, a step at a time", () => {
  for (const node of candidates) {
    assert.equal(node.path.at(-1), node);
    assert.equal(node.path[0].parent, -1);
    assert.deepEqual(
      node.path.map(({ step }) => step),
      node.path.map((_, i) => i),
    );
  }
});

test("a sum is that of its path", () => {
  for (const node of ranked) {
    const sum = node.path.reduce((total, { logprob }) => total + logprob, 0);
    assert.ok(Math.abs(sum - node.sum_logprob) < 1e-4);
  }
});

test("the winner's path is the text that was found", () => {
  const winner = candidates[Number(sent.winner.at(-1))];
  assert.deepEqual(
    winner.path.map(({ i }) => i),
    sent.winner,
  );
  assert.ok(winner.path.every(({ isWinner }) => isWinner));
  assert.equal(competing(tree)[0], winner);
  assert.equal(textTo(winner), winner.path.map(({ shown }) => shown.replace("·", " ")).join(""));
});

test("texts compete in the order of their scores", () => {
  const scores = competing(tree).map(({ score }) => score);
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
  assert.ok(scores.length > 1);
});

test("greedy's way goes on below the tree from where the search dropped it", () => {
  const way = candidates.filter(({ isGreedy }) => isGreedy);
  assert.equal(way.length, sent.greedy.length + sent.greedy_left.length);
  assert.deepEqual(way.at(-1)?.path, way);
  for (const node of way.slice(sent.greedy.length)) assert.ok(node.row > tree.nRanks);
});

test("no two candidates lie on each other, and all lie within the picture", () => {
  const { width, height, nSteps } = sizeOf(tree);
  const places = candidates.map(({ step, row }) => `${step} ${row}`);
  assert.equal(new Set(places).size, places.length);
  assert.equal(nSteps, 1 + Math.max(...candidates.map(({ step }) => step)));
  for (const { step, row } of candidates)
    assert.ok(xOf(step) + NODE.width <= width && yOf(row) + NODE.height <= height && yOf(row) >= 0);
});

test("a line begins where the parent ends and ends where the candidate begins", () => {
  for (const node of candidates) {
    const { source, target } = linkTo(tree, node);
    const parent = candidates[node.parent];
    assert.equal(target[0], xOf(node.step));
    assert.ok(source[0] < target[0]);
    if (parent) assert.deepEqual(source, [xOf(parent.step) + NODE.width, yOf(parent.row) + NODE.height / 2]);
    assert.equal(linkTo(tree, node, 5).source[1] - source[1], 5);
  }
});

test("the arrow keys lead to the neighbours, and back", () => {
  for (const node of ranked) {
    const below = besides(tree, node, "ArrowDown");
    if (below) assert.equal(besides(tree, below, "ArrowUp"), node);
    const parent = besides(tree, node, "ArrowLeft");
    assert.equal(parent?.i ?? -1, node.parent);
    const child = besides(tree, node, "ArrowRight");
    if (child) assert.equal(child.step, node.step + 1);
    assert.equal(besides(tree, node, "x"), undefined);
  }
  assert.equal(besides(tree, ranked[0], "ArrowUp"), undefined);
});
