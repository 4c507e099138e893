// The tensors a model gets: BERT's three for a batch of unequal sentences, GPT's ids.

import { decodeArray, el, setting, t, tableOf } from "../common.js";
import { asking, debounced, fieldOf } from "./asking.js";
import { ofText } from "./section.js";

function create({ holder, server }) {
  const batch = setting("tokens.batch");
  const out = el("div", { class: "um-inputs" });
  const ask = asking(out, server.batch_inputs, draw);
  let value = null;
  holder.append(
    el("p", { class: "um-section-lead" }, t("tokens.inputs_lead")),
    el("div", { class: "um-bar" }, fieldOf("tokens.batch_label", batch, debounced(request), { lines: 3 })),
    out,
  );

  function request() {
    if (value) ask({ texts: value.texts, batch: batch.get(), models: value.models });
  }

  function show(next) {
    value = next;
    request();
  }

  function draw({ bert, gpt }) {
    out.replaceChildren(...modelOf("BERT", bert, true), ...modelOf("GPT", gpt, false));
  }
  return { show };
}

export const mount = ofText(create);

function modelOf(name, { family, tensors, pieces }, isBatch) {
  const decoded = Object.entries(tensors).map(([tensor, payload]) => [tensor, decodeArray(payload)]);
  const mask = tensors.attention_mask ? decodeArray(tensors.attention_mask) : null;
  const ids = decodeArray(tensors.input_ids);
  const spellingAt = (b, p) => pieces[ids.at(b, p)].slice(1, 3).join("");
  const shown = isBatch ? decoded : decoded.filter(([tensor]) => tensor === "input_ids");
  return [
    el("h3", { class: `um-of-${family}` }, name),
    el("p", { class: "um-section-lead" }, t(isBatch ? "tokens.inputs_bert" : "tokens.inputs_gpt")),
    ...shown.map(([tensor, { shape, at }]) => tensorFigure(tensor, shape, at, mask, spellingAt, family)),
    el(
      "code",
      { class: "um-code" },
      isBatch ? 'tokenizer(sentences, padding=True, return_tensors="pt")' : 'tokenizer(text, return_tensors="pt")',
    ),
    tableOf(`tokens-${family}-inputs`, tableRows(decoded, pieces)),
  ];
}

const EXPLAINED = ["input_ids", "token_type_ids", "attention_mask"];

function tensorFigure(name, [nRows, nColumns], at, mask, spellingAt, family) {
  const isIds = name === "input_ids";
  const isPadding = (b, p) => mask !== null && mask.at(b, p) === 0;
  const cell = (b, p) => {
    const id = at(b, p);
    const classes = [isPadding(b, p) && "um-padding", !isIds && id === 1 && "um-one"].filter(Boolean).join(" ");
    const spelled = el("span", isIds ? {} : { class: "um-ghost", "aria-hidden": "true" }, spellingAt(b, p)); // equal widths
    return el("td", { class: classes || null }, spelled, el("b", {}, id));
  };
  const rows = Array.from({ length: nRows }, (_, b) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, b),
      Array.from({ length: nColumns }, (_, p) => cell(b, p)),
    ),
  );
  const head = el(
    "tr",
    {},
    el("th", {}),
    Array.from({ length: nColumns }, (_, p) => el("th", { scope: "col" }, p)),
  );
  return el(
    "figure",
    { class: `um-tensor um-of-${family}` },
    el(
      "figcaption",
      {},
      el("code", {}, name),
      el("span", { class: "um-shape" }, `int64 [${nRows}, ${nColumns}]`),
      el("span", {}, EXPLAINED.includes(name) ? t(`tokens.explain_${name}`) : ""),
    ),
    el(
      "div",
      { class: "um-scroll", tabindex: "0", "aria-label": name },
      el("table", {}, el("thead", {}, head), el("tbody", {}, rows)),
    ),
  );
}

function tableRows(decoded, pieces) {
  const [
    ,
    {
      shape: [nRows, nColumns],
    },
  ] = decoded[0];
  const head = [t("tokens.col_row"), t("tokens.col_position"), t("tokens.col_piece"), ...decoded.map(([name]) => name)];
  const body = [];
  const ids = decoded.find(([name]) => name === "input_ids")[1];
  for (let b = 0; b < nRows; b++)
    for (let p = 0; p < nColumns; p++)
      body.push([b, p, pieces[ids.at(b, p)][0], ...decoded.map(([, { at }]) => at(b, p))]);
  return [head, ...body];
}
