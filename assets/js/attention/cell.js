// One cell of attention from the model's own numbers: query times key, scale, mask, softmax, values, output.

import { decodeArray, el, t, tableOf } from "../common.js";
import { asker } from "./request.js";
import { follow } from "./section.js";
import { largest, strip } from "./strip.js";

const FEW_KEYS = 40; // rows of the softmax that are written out; of a longer text the strongest
const FEW_PARTS = 6; // values that are written into the output's sum

class CellSection {
  constructor(server) {
    this.note = el("p", { class: "um-attention-note", role: "status" });
    this.picks = el("p", { class: "um-attention-cellpicks" });
    this.steps = el("ol", { class: "um-attention-steps" });
    this.element = el("div", {}, this.picks, this.note, this.steps);
    this.ask = asker(
      (question) => server.cell_row(question),
      (answer) => this.answered(answer),
      this.note,
    );
    this.dimension = 0;
  }

  show(panel) {
    this.panel = panel;
    const { cell, place, stackName, data } = panel;
    this.key = cell.key;
    this.drawPicks();
    this.draw();
    this.ask({ ...data.request, stack: stackName, layer: place.layer, head: place.head, query: cell.query });
  }

  answered(answer) {
    this.row = { asked: questionKey(this.panel), ...decodeRow(answer) };
    this.draw();
  }

  drawPicks() {
    const { stack, cell } = this.panel;
    const select = (tokens, chosen, name, pick) =>
      el(
        "label",
        {},
        t(`attention.${name}`),
        el(
          "select",
          { onchange: ({ currentTarget }) => this.panel.pick(pick(Number(currentTarget.value))) },
          tokens.map((token, i) => el("option", { value: i, selected: i === chosen }, `${i} · ${token.label}`)),
        ),
      );
    this.picks.replaceChildren(
      select(stack.queries, cell.query, "axis_query", (query) => ({ ...cell, query })),
      select(stack.keys, cell.key, "axis_key", (key) => ({ ...cell, key })),
    );
  }

  draw() {
    const { row, panel, key } = this;
    if (row?.asked !== questionKey(panel)) return;
    this.element.className = `um-attention-cellwork um-of-${panel.data.family}`;
    const names = { query: panel.stack.queries[row.query_pos].label, key: panel.stack.keys[key].label };
    const steps = [
      ["product", productStep(row, key, names)],
      ["scale", scaleStep(row, key)],
      ["mask", maskStep(row, key)],
      ["softmax", softmaxStep(row, key, panel, (other) => panel.pick({ query: row.query_pos, key: other }))],
      ["output", outputStep(row, panel, this.dimension, (dimension) => this.choose(dimension))],
    ];
    this.steps.replaceChildren(
      ...steps.map(([name, content]) =>
        el("li", { class: `um-attention-step-${name}` }, el("h4", {}, t(`attention.step_${name}`)), content),
      ),
    );
  }

  /** Another component of the output is summed up. */
  choose(dimension) {
    this.dimension = dimension;
    this.draw();
    this.steps.querySelector(".um-attention-step-output [aria-pressed=true]")?.focus();
  }
}

export const mount = follow(CellSection);

const questionKey = ({ data, stackName, place, cell }) =>
  JSON.stringify([data.request, stackName, place.layer, place.head, cell.query]);

function decodeRow(answer) {
  const decoded = Object.fromEntries(
    ["query", "keys", "values", "scores", "allowed", "pattern", "output"].map((name) => [
      name,
      decodeArray(answer[name]).data,
    ]),
  );
  const [n_keys, d_head] = answer.keys.shape;
  const part = (matrix, key) => matrix.subarray(key * d_head, (key + 1) * d_head);
  return {
    ...answer,
    ...decoded,
    n_keys,
    d_head,
    key: (i) => part(decoded.keys, i),
    value: (i) => part(decoded.values, i),
  };
}

const signed = (value, digits = 4) => value.toFixed(digits).replace("-", "−");
const sum = (values) => values.reduce((total, value) => total + value, 0);
const line = (...parts) => el("p", { class: "um-attention-sum" }, parts);
const result = (text) => el("strong", {}, text);

function productStep(row, key, names) {
  const [q, k] = [row.query, row.key(key)];
  const products = q.map((value, i) => value * k[i]);
  const rows = [
    [t("attention.vector_q"), names.query, q],
    [t("attention.vector_k"), names.key, k],
    [t("attention.products"), "", products],
  ];
  return [
    el(
      "div",
      { class: "um-attention-vectors" },
      rows.map(([name, token, values]) => strip({ name, token, values })),
    ),
    line(t("attention.sum_of", { n: row.d_head }), " = ", result(signed(sum(products)))),
    tableOf("query-key", [
      ["d", `q · ${names.query}`, `k · ${names.key}`, "q × k"],
      ...[...q].map((value, i) => [i, signed(value, 6), signed(k[i], 6), signed(products[i], 6)]),
    ]),
  ];
}

function scaleStep(row, key) {
  const dot = sum(row.query.map((value, i) => value * row.key(key)[i]));
  const root = Math.sqrt(row.d_head);
  const isRoot = Math.abs(row.scaling * root - 1) < 1e-6;
  const scaled = dot * row.scaling;
  const how = isRoot ? `÷ √${row.d_head} (${root.toFixed(4)})` : `× ${row.scaling.toFixed(4)}`;
  const bias = row.scores[key] - scaled;
  const isBiased = Math.abs(bias) > 1e-3 * Math.max(1, Math.abs(scaled)); // beyond rounding: T5 adds one
  return line(
    `${signed(dot)} ${how} = `,
    isBiased ? `${signed(scaled)} ${t("attention.bias", { bias: signed(bias) })} = ` : "",
    result(signed(row.scores[key])),
    el("span", { class: "um-attention-aside" }, t("attention.model_score")),
  );
}

const maskStep = (row, key) =>
  row.allowed[key]
    ? line(t("attention.mask_passes"), " ", result(signed(row.scores[key])))
    : line(
        el("i", { class: "um-attention-infinity", "aria-hidden": "true" }),
        result("−∞"),
        " ",
        t("attention.mask_stops"),
      );

function softmaxStep(row, key, panel, onKey) {
  const open = [...row.scores.keys()].filter((other) => row.allowed[other]);
  if (open.length === 0) return line(t("attention.blind"));
  const highest = Math.max(...open.map((other) => row.scores[other]));
  const exponent = (other) => (row.allowed[other] ? Math.exp(row.scores[other] - highest) : 0);
  const total = sum(open.map(exponent));
  const tokens = panel.stack.keys;
  const shown = shownKeys(row, key);
  const cellsOf = (other) => [
    other,
    tokens[other].label,
    row.allowed[other] ? signed(row.scores[other]) : "−∞",
    exponent(other).toFixed(4),
    row.pattern[other].toFixed(4),
  ];
  const head = [
    t("attention.position"),
    t("attention.key"),
    t("attention.score"),
    "e^(s − max)",
    t("attention.weight"),
  ];
  const most = Math.max(...row.pattern);
  return [
    line(
      `e^(${row.allowed[key] ? signed(row.scores[key]) : "−∞"} − ${bracketed(highest)}) ÷ ${total.toFixed(4)} = `,
      result((exponent(key) / total).toFixed(4)),
    ),
    el(
      "div",
      { class: "um-attention-softmax", tabindex: "0", role: "region", "aria-label": t("attention.step_softmax") },
      el(
        "table",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            head.map((name) => el("th", { scope: "col" }, name)),
          ),
        ),
        el(
          "tbody",
          {},
          shown.map((other) =>
            el(
              "tr",
              {
                class: [other === key && "um-attention-here", !row.allowed[other] && "um-attention-shut"]
                  .filter(Boolean)
                  .join(" "),
                style: { "--share": `${(row.pattern[other] / (most || 1)) * 100}%` },
                onclick: () => onKey(other),
              },
              cellsOf(other).map((text, i) => el("td", {}, i === 1 ? el("bdi", {}, text) : String(text))),
            ),
          ),
        ),
        el(
          "tfoot",
          {},
          el(
            "tr",
            {},
            ["", t("attention.sum"), "", total.toFixed(4), sum([...row.pattern]).toFixed(4)].map((text) =>
              el("td", {}, text),
            ),
          ),
        ),
      ),
    ),
    shown.length < row.n_keys &&
      el("p", { class: "um-attention-hint" }, t("attention.strongest_of", { n: shown.length, total: row.n_keys })),
    tableOf("softmax", [head, ...[...row.scores.keys()].map(cellsOf)]),
  ];
}

/** All keys of a short text; of a long one the strongest, in reading order, and the one at hand. */
function shownKeys(row, key) {
  const all = [...row.pattern.keys()];
  if (all.length <= FEW_KEYS) return all;
  const strongest = all.sort((a, b) => row.pattern[b] - row.pattern[a]).slice(0, FEW_KEYS);
  return [...new Set([...strongest, key])].sort((a, b) => a - b);
}

function outputStep(row, panel, asked, onDimension) {
  const dimension = Math.min(asked, row.d_head - 1);
  const keys = [...row.pattern.keys()]
    .filter((key) => row.pattern[key] > 0)
    .sort((a, b) => row.pattern[b] - row.pattern[a]);
  const first = keys.slice(0, FEW_PARTS);
  const part = (key) => row.pattern[key] * row.value(key)[dimension];
  const rest = sum(keys.slice(FEW_PARTS).map(part));
  const summands = first.map((key) => `${row.pattern[key].toFixed(4)} × ${bracketed(row.value(key)[dimension])}`);
  const total = sum(keys.map(part));
  const carried = first.map((key) => row.value(key).map((value) => value * row.pattern[key]));
  const most = Math.max(...[...carried, row.output].map(largest));
  return [
    el(
      "div",
      { class: "um-attention-vectors" },
      carried.map((values, i) =>
        strip({
          name: `${row.pattern[first[i]].toFixed(4)} × v`,
          token: panel.stack.keys[first[i]].label,
          values,
          most,
        }),
      ),
      strip({
        name: t("attention.output"),
        token: "",
        values: row.output,
        most,
        chosen: dimension,
        onChoose: onDimension,
      }),
    ),
    line(
      t("attention.component", { d: dimension }),
      `: ${summands.join(" + ") || "0"}${keys.length > FEW_PARTS ? ` + ${t("attention.rest_keys", { n: keys.length - FEW_PARTS })} ${bracketed(rest)}` : ""} = `,
      result(signed(total)),
      el(
        "span",
        { class: "um-attention-aside" },
        t("attention.model_output", { value: signed(row.output[dimension]) }),
      ),
    ),
  ];
}

const bracketed = (value) => (value < 0 ? `(${signed(value)})` : signed(value));
