// The tensors a model gets: BERT's three for a batch of unequal sentences, GPT's ids.

import { asking, debounced } from "../lib/ask.js";
import { labelled, textField } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { setting } from "../lib/link.js";
import { decodeArray } from "../lib/payload.js";
import { savable } from "../lib/save.js";
import { table, tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";
import { ofText } from "./section.js";

/** @import { InputsPayload, InputsQuestion } from "./payloads.js" */
/** @import { Rows } from "./columns.js" */
/** @typedef {import("../lib/payload.js").Decoded<"int32">} Tensor */
/** @typedef {Pick<InputsPayload, "pieces" | "parts">} Spelled */
/** @typedef {{ batch_inputs: (question: InputsQuestion) => Promise<InputsPayload[]> }} Server */

const EXPLAINED = ["input_ids", "token_type_ids", "attention_mask"];

/** @param {Host<null, unknown, Server>} host */
function create({ element, server }) {
  const out = el("div");
  const ask = asking(
    server.batch_inputs,
    (models, { texts, batch }) => out.replaceChildren(...models.flatMap((one) => modelOf(one, texts, batch))),
    { place: out },
  );
  /** @type {Rows | null} */
  let rows = null;
  const request = () => rows && ask({ texts: rows.texts, batch: batch.value, models: rows.models });
  const batch = textField({ kept: setting("tokens.batch"), onInput: debounced(request), lines: 3 });
  element.append(
    el("p", { class: "um-section-lead" }, t("tokens.inputs_lead")),
    el("div", { class: "um-bar" }, labelled(t("tokens.batch_label"), batch)),
    out,
  );
  return (/** @type {Rows} */ next) => {
    rows = next;
    request();
  };
}

export const mount = ofText(create);

/** @param {InputsPayload} inputs @param {string[]} texts @param {string} batch */
function modelOf({ family, is_batch, tensors: sent, pieces, parts }, texts, batch) {
  const tensors = Object.entries(sent).map(([name, tensor]) => ({ name, tensor: decodeArray(tensor) }));
  const { input_ids: ids, attention_mask: mask } = Object.fromEntries(
    tensors.map(({ name, tensor }) => [name, tensor]),
  );
  const code = is_batch
    ? 'tokenizer(sentences, padding=True, return_tensors="pt")'
    : 'tokenizer(text, return_tensors="pt")';
  const figures = (is_batch ? tensors : [{ name: "input_ids", tensor: ids }]).map(({ name, tensor }) =>
    tensorFigure(name, tensor, { ids, mask, pieces, parts }),
  );
  const text = is_batch ? [...texts, ...batch.split("\n")].filter(Boolean).join(" / ") : texts[0];
  const about = { title: t("tokens.section_inputs"), model: t(`shell.${family}`), text };
  return [
    el("h3", { class: `um-of-${family}` }, t(`shell.${family}`)),
    el("p", { class: "um-section-lead" }, t(`tokens.inputs_${family}`)),
    savable(`tokens-${family}-inputs`, about, el("div", { class: `um-of-${family}` }, figures)),
    el("code", { class: "um-code" }, code),
    tableOf(`tokens-${family}-inputs`, () => tableRows(tensors, ids, { pieces, parts })),
  ];
}

/**
 * @param {string} name @param {Tensor} tensor
 * @param {Spelled & { ids: Tensor, mask?: Tensor }} batch
 */
function tensorFigure(name, { shape: [nRows, nColumns], at }, { ids, mask, pieces, parts }) {
  const isIds = name === "input_ids";
  const positions = Array.from({ length: nColumns }, (_, p) => p);
  const cell = (/** @type {number} */ b, /** @type {number} */ p) => {
    const isPadding = mask?.at(b, p) === 0;
    const [, mark, label] = pieces[ids.at(b, p)];
    // Unseen, the spellings give all three tensors equal widths.
    const spelled = el(
      "span",
      isIds ? {} : { class: "um-ghost", "aria-hidden": "true" },
      parts[`${b} ${p}`] ?? mark + label,
    );
    const kinds = [isPadding ? "um-padding" : "", !isIds && at(b, p) === 1 ? "um-one" : ""];
    return el("td", { class: kinds.join(" ").trim() || null }, spelled, el("b", {}, at(b, p)));
  };
  const rows = Array.from({ length: nRows }, (_, b) => [b, ...positions.map((p) => cell(b, p))]);
  return el(
    "figure",
    { class: "um-tensor" },
    el(
      "figcaption",
      {},
      el("code", {}, name),
      el("span", { class: "um-shape" }, `int64 [${nRows}, ${nColumns}]`),
      el("span", {}, EXPLAINED.includes(name) ? t(`tokens.explain_${name}`) : ""),
    ),
    el("div", { class: "um-scroll", tabindex: "0", "aria-label": name }, table(["", ...positions], rows)),
  );
}

/**
 * @param {{ name: string, tensor: Tensor }[]} tensors @param {Tensor} ids @param {Spelled} spelled
 * @returns {import("../lib/table.js").Rows}
 */
function tableRows(tensors, ids, { pieces, parts }) {
  const [nRows, nColumns] = ids.shape;
  const cells = Array.from({ length: nRows * nColumns }, (_, i) => [Math.floor(i / nColumns), i % nColumns]);
  return [
    [...["row", "position", "piece"].map((key) => t(`tokens.col_${key}`)), ...tensors.map(({ name }) => name)],
    ...cells.map(([b, p]) => [
      b,
      p,
      parts[`${b} ${p}`] ?? pieces[ids.at(b, p)][0],
      ...tensors.map(({ tensor }) => tensor.at(b, p)),
    ]),
  ];
}
