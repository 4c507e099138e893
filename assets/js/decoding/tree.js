// The tree of a beam search: every candidate of every step, and what became of it.

import { decodeArray, downloadPng, downloadSvg, el, number, t, tableOf } from "../common.js";
import { signed } from "./facts.js";
import { lineChart } from "./chart.js";
import { titleOf } from "./strategies.js";
import { treePicture } from "./treepicture.js";

const ZOOM = { least: 0.25, most: 2, by: 1.25 };

export function drawTree(place, payload, on) {
  const tree = readTree(payload);
  const picture = treePicture(tree, payload);
  place.replaceChildren(
    titleBar(payload, on),
    el("p", { class: "um-decoding-tells" }, found(payload)),
    zoomed(picture),
    texts(tree, payload),
    widths(payload),
    tableOf("decoding-tree", tableRows(tree)),
  );
}

/** The candidates as objects; `path` leads to each from the prompt. */
function readTree({ nodes, tokens, winner, greedy }) {
  const columns = Object.entries(nodes).map(([name, values]) => [name, decodeArray(values).data]);
  const tree = tokens.map((shown, i) => ({
    i,
    shown,
    isWinner: winner.includes(i),
    isGreedy: greedy.includes(i),
    ...Object.fromEntries(columns.map(([name, values]) => [name, values[i]])),
  }));
  for (const node of tree) node.path = [...(node.parent < 0 ? [] : tree[node.parent].path), node.i];
  return tree;
}

function titleBar({ strategy, strategies, cut_short, n_steps }, on) {
  const beams = strategies.map((other, i) => [other, i]).filter(([other]) => other.name === "beam");
  const chosen = beams.find(([other]) => JSON.stringify(other) === JSON.stringify(strategy));
  const choice = el(
    "select",
    { "aria-label": t("decoding.which_column"), onchange: ({ target }) => on.look(`tree.${target.value}`) },
    beams.map(([other, i]) =>
      el("option", { value: String(i), selected: i === chosen?.[1] }, `${i + 1} ${titleOf(other)}`),
    ),
  );
  return el(
    "header",
    { class: "um-decoding-title" },
    el("h4", {}, beams.length > 1 ? choice : titleOf(strategy)),
    cut_short && el("span", { class: "um-caption" }, t("decoding.tree_cut", { n: n_steps })),
  );
}

/** Whether the search found what greedy search does not. */
function found({ widths, strategy }) {
  const [greedy, beam] = [widths[0], widths.find(({ num_beams }) => num_beams === (strategy.num_beams ?? 5))];
  const gain = beam.sum_logprob - greedy.sum_logprob;
  const values = {
    beam: signed(beam.sum_logprob, 2),
    greedy: signed(greedy.sum_logprob, 2),
    times: Number(Math.exp(Math.abs(gain)).toPrecision(3)),
  };
  return t(`decoding.beam_${gain > 1e-4 ? "likelier" : gain < -1e-4 ? "less_likely" : "same"}`, values);
}

/** A picture that can be made larger and smaller. */
function zoomed(picture) {
  const box = el(
    "div",
    { class: "um-decoding-tree", tabindex: "0", role: "group", "aria-label": t("decoding.look_tree") },
    picture,
  );
  const [width, height] = ["width", "height"].map((side) => Number(picture.getAttribute(side)));
  let scale = 1;
  function zoom(next, x = 0) {
    next = Math.min(ZOOM.most, Math.max(ZOOM.least, next));
    const middle = (box.scrollLeft + x) / scale;
    picture.setAttribute("width", width * next);
    picture.setAttribute("height", height * next);
    box.scrollLeft = middle * next - x;
    scale = next;
  }
  const wheel = (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(scale * (event.deltaY < 0 ? ZOOM.by : 1 / ZOOM.by), event.clientX - box.getBoundingClientRect().left);
  };
  box.addEventListener("wheel", wheel, { passive: false });
  const button = (label, name, press) =>
    el("button", { type: "button", class: "um-link", "aria-label": name, title: name, onclick: press }, label);
  const save = (kind, how) =>
    el(
      "button",
      { type: "button", class: "um-link", onclick: () => how("decoding-tree", picture) },
      t(`shell.${kind}`),
    );
  const actions = el(
    "div",
    { class: "um-actions" },
    button("−", t("decoding.smaller"), () => zoom(scale / ZOOM.by)),
    button("+", t("decoding.larger"), () => zoom(scale * ZOOM.by)),
    button(t("decoding.fit"), t("decoding.fit"), () => zoom(box.clientWidth / width)),
    button("1:1", t("decoding.full_size"), () => zoom(1)),
    save("png", downloadPng),
    save("svg", downloadSvg),
  );
  return el("div", {}, el("div", { class: "um-decoding-tree-top" }, treeKey(), actions), box);
}

const treeKey = () =>
  el(
    "div",
    { class: "um-decoding-tree-key" },
    ["winner", "kept", "dropped", "finished", "greedy"].map((kind) =>
      el("span", { class: `key ${kind}` }, t(`decoding.tree_${kind}`)),
    ),
  );

/** The texts that competed, best first. */
function texts(tree, { winner }) {
  const competing = tree.filter(({ score }) => !Number.isNaN(score)).sort((a, b) => b.score - a.score || a.i - b.i);
  const textOf = ({ path }) => path.map((i) => tree[i].shown.replace(/^·+(?=.)|^·$/, " ")).join("");
  const head = ["place", "texts", "n_tokens", "sum_logprob", "score"].map((key) =>
    el("th", { scope: "col" }, t(`decoding.${key}`)),
  );
  const rows = competing.map((node, i) =>
    el(
      "tr",
      { class: node.i === winner.at(-1) ? "um-decoding-chosen" : "" },
      [i + 1, el("bdi", {}, textOf(node)), node.path.length, signed(node.sum_logprob, 2), signed(node.score, 3)].map(
        (cell) => el("td", {}, cell instanceof Node ? cell : String(cell)),
      ),
    ),
  );
  return el(
    "section",
    { class: "um-decoding-competing" },
    el("h5", {}, t("decoding.competing")),
    el("p", { class: "um-caption" }, t("decoding.score_is")),
    el(
      "div",
      { class: "um-table-scroll" },
      el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
    ),
  );
}

/** What other widths would have found, and what they cost. */
function widths({ widths: all, strategy }) {
  const most = Math.max(...all.map(({ n_scored }) => n_scored));
  const own = strategy.num_beams ?? 5;
  const { d_vocab } = all[0];
  const rows = all.map(({ num_beams, n_scored, sum_logprob }) => [
    el("span", {}, num_beams === 1 ? t("decoding.one_beam") : t("decoding.n_beams", { n: num_beams })),
    el(
      "span",
      { class: `um-decoding-p${num_beams === own ? " um-decoding-chosen" : ""}`, style: { "--p": n_scored / most } },
      number(n_scored),
    ),
    el("span", {}, signed(sum_logprob, 2)),
  ]);
  const chart = lineChart({
    name: "decoding-work",
    title: t("decoding.work"),
    x: t("decoding.step"),
    y: t("decoding.work_y"),
    nSteps: Math.max(...all.map(({ scored_by_step }) => scored_by_step.length)),
    most,
    lines: all.map(({ num_beams, scored_by_step }) => ({
      label: "",
      colour: num_beams === own ? "family" : "faint",
      values: scored_by_step,
    })),
    show: (value) => number(value / 1000) + "k",
  });
  return el(
    "section",
    { class: "um-decoding-beside" },
    el(
      "div",
      {},
      el("h5", {}, t("decoding.widths")),
      el("p", { class: "um-caption" }, t("decoding.widths_is", { d_vocab: number(d_vocab) })),
      el(
        "div",
        { class: "um-decoding-widths" },
        el("b", {}, t("decoding.num_beams")),
        el("b", {}, t("decoding.n_scored")),
        el("b", {}, t("decoding.sum_logprob")),
        rows,
      ),
    ),
    chart,
  );
}

function tableRows(tree) {
  const head = ["step", "rank", "token", "logprob", "sum_logprob", "parent", "outcome", "score"].map((key) =>
    t(`decoding.${key}`),
  );
  return [
    head,
    ...tree.map((node) => [
      node.step + 1,
      node.rank,
      node.shown,
      node.logprob.toFixed(4),
      node.sum_logprob.toFixed(4),
      node.parent < 0 ? "" : tree[node.parent].rank,
      t(`decoding.tree_${outcomeOf(node)}`),
      Number.isNaN(node.score) ? "" : node.score.toFixed(4),
    ]),
  ];
}

export const outcomeOf = (node) => (node.finished ? "finished" : node.kept ? "kept" : "dropped");
