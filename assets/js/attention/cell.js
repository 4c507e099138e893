// One cell of attention from the model's own numbers: query times key, scale, mask, softmax, values, output.

import { asking } from "../lib/ask.js";
import { list } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { bracketed, largestSize, number } from "../lib/numbers.js";
import { decodeArray, rowOf } from "../lib/payload.js";
import { saveMenu } from "../lib/save.js";
import { table, tableOf } from "../lib/table.js";
import { named, t } from "../lib/words.js";
import { byWeight, products, shownKeys, softmax, sum } from "./row.js";
import { follow, noteLine } from "./section.js";
import { strip } from "./strip.js";

/** @import { Label } from "../payloads.js" */
/** @import { CellPayload, CellQuestion } from "./payloads.js" */
/** @import { Panel } from "./panel.js" */

/** @typedef {ReturnType<typeof decodeRow>} Row */
/** @typedef {import("../lib/dom.js").Child} Child */

const FEW_KEYS = 40; // rows of the softmax that are written out; of a longer text the strongest
const FEW_PARTS = 6; // values that are written into the output's sum
const MINUS_INFINITY = "−∞";

/** @typedef {{ cell_row: (question: CellQuestion) => Promise<CellPayload> }} Server */

/** @param {Server} server @param {unknown} _props @param {Panel} panel */
function cellSection(server, _props, panel) {
  const note = noteLine();
  const picks = el("p", { class: "um-attention-cellpicks" });
  const steps = el("ol", { class: "um-attention-steps" });
  const files = el("div");
  const element = el("div", {}, picks, note, steps, files);
  /** @type {{ asked: string, row: Row } | null} */
  let answered = null;
  let chosen = panel;
  let component = 0; // of the output that is summed up

  const receive = (/** @type {CellPayload} */ answer, /** @type {CellQuestion} */ question) => {
    answered = { asked: JSON.stringify(question), row: decodeRow(answer) };
    draw();
  };
  const ask = asking(server.cell_row, receive, { place: steps, note });

  /** Nothing is drawn while the row at hand is still on its way. */
  function draw() {
    if (answered?.asked !== JSON.stringify(questionOf(chosen))) return;
    const { row } = answered;
    const { query, key } = chosen.cell;
    const { queries, keys } = chosen.stack;
    const pickKey = (/** @type {number} */ other) => chosen.pick({ query, key: other });
    element.className = `um-attention-cellwork um-of-${chosen.data.family}`;
    steps.replaceChildren(
      step("product", productStep(row, key, queries[query].label, keys[key].label)),
      step("scale", scaleStep(row, key)),
      step("mask", maskStep(row, key)),
      step("softmax", softmaxStep(row, key, keys, pickKey)),
      step("output", outputStep(row, keys, Math.min(component, row.dHead - 1), choose)),
    );
    files.replaceChildren(
      saveMenu("attention-cell", { picture: steps, about: chosen.about(t("attention.section_cell")) }),
    );
  }
  /** @param {number} other */
  function choose(other) {
    component = other;
    draw();
    /** @type {HTMLElement | null} */ (steps.querySelector(".um-attention-step-output [aria-pressed=true]"))?.focus();
  }
  return {
    element,
    /** @param {Panel} next */
    show(next) {
      chosen = next;
      const { stack, cell } = next;
      picks.replaceChildren(
        pick("query", stack.queries, cell.query, (query) => next.pick({ ...cell, query })),
        pick("key", stack.keys, cell.key, (key) => next.pick({ ...cell, key })),
      );
      draw();
      ask(questionOf(next));
    },
  };
}

export const mount = follow(cellSection);

/** @param {Panel} panel @returns {CellQuestion} */
const questionOf = ({ data, stackName, place, cell }) => ({
  ...data.request,
  stack: stackName,
  layer: place.layer,
  head: place.head,
  query: cell.query,
});

/** @param {string} axis @param {Label[]} tokens @param {number} value @param {(position: number) => void} onPick */
function pick(axis, tokens, value, onPick) {
  /** @type {[number, string][]} */
  const options = tokens.map(({ label }, i) => [i, `${i} · ${label}`]);
  const chooser = list({ options, value, onChoose: (position) => onPick(Number(position)) });
  return el("label", {}, t(`attention.axis_${axis}`), chooser);
}

/** @param {CellPayload} payload */
function decodeRow({ keys, values, query, scores, allowed, pattern, output, scaling }) {
  const [keyRows, valueRows] = [decodeArray(keys), decodeArray(values)];
  return {
    scaling,
    dHead: keys.shape[1],
    query: decodeArray(query).data,
    scores: decodeArray(scores).data,
    allowed: decodeArray(allowed).data,
    pattern: decodeArray(pattern).data,
    output: decodeArray(output).data,
    keyAt: (/** @type {number} */ key) => rowOf(keyRows, key),
    valueAt: (/** @type {number} */ key) => rowOf(valueRows, key),
  };
}

const digits = (/** @type {number} */ value) => number(value, 4);
const inSum = (/** @type {number} */ value) => bracketed(digits(value));
const rounded = (/** @type {number} */ value) => Number(value.toFixed(6));
/** @param {Child[]} parts */
const line = (...parts) => el("p", { class: "um-attention-sum" }, parts);
const cell = (/** @type {Child} */ content) => el("td", {}, content);
const result = (/** @type {number} */ value) => el("strong", {}, digits(value));
const aside = (/** @type {string} */ text) => el("span", { class: "um-attention-aside" }, text);

/** @param {string} name @param {Child} content */
const step = (name, content) =>
  el("li", { class: `um-attention-step-${name}` }, el("h4", {}, t(`attention.step_${name}`)), content);

/** @param {Row} row @param {number} key @param {string} queryName @param {string} keyName */
function productStep({ query, keyAt, dHead }, key, queryName, keyName) {
  const k = keyAt(key);
  const multiplied = products(query, k);
  return [
    el(
      "div",
      { class: "um-attention-vectors" },
      strip({ name: t("attention.vector_q"), token: queryName, values: query }),
      strip({ name: t("attention.vector_k"), token: keyName, values: k }),
      strip({ name: t("attention.products"), values: multiplied }),
    ),
    line(t("attention.sum_of", { n: dHead }), " = ", result(sum(multiplied))),
    tableOf("query-key", () => [
      ["d", `q · ${queryName}`, `k · ${keyName}`, "q × k"],
      ...multiplied.map((value, i) => [i, ...[query[i], k[i], value].map(rounded)]),
    ]),
  ];
}

/** @param {Row} row @param {number} key */
function scaleStep({ query, keyAt, scores, scaling, dHead }, key) {
  const dot = sum(products(query, keyAt(key)));
  const root = Math.sqrt(dHead);
  const isRoot = Math.abs(scaling * root - 1) < 1e-6;
  const how = isRoot ? `÷ √${dHead} (${digits(root)})` : `× ${digits(scaling)}`;
  const scaled = dot * scaling;
  const bias = scores[key] - scaled;
  const isBiased = Math.abs(bias) > 1e-3 * Math.max(1, Math.abs(scaled)); // beyond rounding: T5 adds one
  return line(
    `${digits(dot)} ${how} = `,
    isBiased && `${digits(scaled)} ${t("attention.bias", { bias: digits(bias) })} = `,
    result(scores[key]),
    aside(t("attention.model_score")),
  );
}

/** @param {Row} row @param {number} key */
function maskStep({ allowed, scores }, key) {
  if (allowed[key]) return line(t("attention.mask_passes"), " ", result(scores[key]));
  const hatched = el("i", { class: "um-attention-infinity", "aria-hidden": "true" });
  return line(hatched, el("strong", {}, MINUS_INFINITY), " ", t("attention.mask_stops"));
}

/** @param {Row} row @param {number} key @param {Label[]} tokens @param {(key: number) => void} onKey */
function softmaxStep({ scores, allowed, pattern }, key, tokens, onKey) {
  const { highest, exponentials, total } = softmax(scores, allowed);
  if (total === 0) return line(t("attention.blind"));
  const scoreText = (/** @type {number} */ i) => (allowed[i] ? digits(scores[i]) : MINUS_INFINITY);
  const names = ["position", "key", "score"].map((name) => t(`attention.${name}`));
  const head = [...names, "e^(s − max)", t("attention.weight")];
  const shown = shownKeys(pattern, FEW_KEYS, key);
  const most = largestSize(pattern);
  const tableRow = (/** @type {number} */ i) => {
    const kind = [i === key && "um-attention-here", !allowed[i] && "um-attention-shut"].filter(Boolean).join(" ");
    const style = { "--share": `${(pattern[i] / (most || 1)) * 100}%` };
    const texts = [scoreText(i), digits(exponentials[i]), digits(pattern[i])];
    const contents = [i, el("bdi", {}, tokens[i].label), ...texts];
    return el("tr", { class: kind, style, onclick: () => onKey(i) }, contents.map(cell));
  };
  const written = table(head, shown.map(tableRow));
  const sums = ["", t("attention.sum"), "", digits(total), digits(sum(pattern))];
  written.append(el("tfoot", {}, el("tr", {}, sums.map(cell))));
  const region = { tabindex: "0", role: "region", "aria-label": t("attention.step_softmax") };
  const isPart = shown.length < pattern.length;
  return [
    line(`e^(${scoreText(key)} − ${inSum(highest)}) ÷ ${digits(total)} = `, result(exponentials[key] / total)),
    el("div", { class: "um-attention-softmax", ...region }, written),
    isPart &&
      el("p", { class: "um-attention-hint" }, t("attention.strongest_of", { n: shown.length, total: pattern.length })),
    tableOf("softmax", () => [
      head,
      ...tokens.map(({ label }, i) => [i, label, scoreText(i), ...[exponentials[i], pattern[i]].map(rounded)]),
    ]),
  ];
}

/** @param {Row} row @param {Label[]} tokens @param {number} component @param {(component: number) => void} onChoose */
function outputStep({ pattern, valueAt, output }, tokens, component, onChoose) {
  const keys = byWeight(pattern).filter((key) => pattern[key] > 0);
  const first = keys.slice(0, FEW_PARTS);
  const others = keys.slice(FEW_PARTS);
  const part = (/** @type {number} */ key) => pattern[key] * valueAt(key)[component];
  const summands = first.map((key) => `${digits(pattern[key])} × ${inSum(valueAt(key)[component])}`);
  if (others.length) summands.push(`${t("attention.rest_keys", { n: others.length })} ${inSum(sum(others.map(part)))}`);
  const carried = first.map((key) => valueAt(key).map((value) => value * pattern[key]));
  const most = Math.max(...[...carried, output].map(largestSize));
  return [
    el(
      "div",
      { class: "um-attention-vectors" },
      carried.map((values, i) =>
        strip({ name: `${digits(pattern[first[i]])} × v`, token: tokens[first[i]].label, values, most }),
      ),
      strip({ name: t("attention.output"), values: output, most, chosen: component, onChoose }),
    ),
    line(
      named(t("attention.component", { d: component }), `${summands.join(" + ") || "0"} = `),
      result(sum(keys.map(part))),
      aside(t("attention.model_output", { value: digits(output[component]) })),
    ),
  ];
}
