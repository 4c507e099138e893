// What a memory of the text saves: time at every step, and what it weighs.

import { decodeArray, el, number, t, tableOf } from "../common.js";
import { lineChart } from "./chart.js";

/** Bytes for people. */
const weight = (bytes) =>
  bytes < 1000 ? `${number(bytes)} B` : bytes < 1e6 ? `${number(bytes / 1000, 1)} kB` : `${number(bytes / 1e6, 2)} MB`;
const middle = (values) => values.toSorted()[Math.floor(values.length / 2)];

export function drawMemory(place, payload) {
  const [withMs, withoutMs, held] = ["with_ms", "without_ms", "held_bytes"].map(
    (name) => decodeArray(payload[name]).data,
  );
  const writing = withMs.length < payload.n_steps;
  place.replaceChildren(
    el("p", { class: "um-decoding-tells" }, timeSaid(payload, withMs, withoutMs)),
    el(
      "div",
      { class: "um-decoding-beside" },
      times(payload, withMs, withoutMs),
      payload.kind === "state" ? state(payload, held) : keysAndValues(payload, held),
    ),
    ...(writing ? [] : [tableOf("decoding-cache", tableRows(withMs, withoutMs, held))]),
  );
}

/** What a step takes in the middle, the first left out: both ways have to read the prompt. */
function timeSaid({ n_read }, withMs, withoutMs) {
  if (withMs.length < 2) return t("decoding.looking");
  const [a, b] = [middle(withMs.slice(1)), middle(withoutMs.slice(1))];
  const values = {
    n: withMs.length,
    first: n_read,
    last: n_read + withMs.length - 1,
    with: number(a, 1),
    without: number(b, 1),
    times: number(b / a, 1),
  };
  return t("decoding.time_said", values);
}

function times({ n_steps }, withMs, withoutMs) {
  return lineChart({
    name: "decoding-cache",
    title: t("decoding.time_per_step"),
    x: t("decoding.step"),
    y: t("decoding.time_y"),
    nSteps: n_steps,
    most: Math.max(...withMs, ...withoutMs),
    lines: [
      { label: t("decoding.with_memory"), colour: "family", values: withMs },
      { label: t("decoding.without_memory"), colour: "other", values: withoutMs },
    ],
    show: (value) => number(value, value < 10 ? 1 : 0),
  });
}

function keysAndValues(payload, held) {
  const { n_layers, n_heads, n_key_value_heads, d_head, n_read, bytes_per_number, sharings } = payload;
  const nTokens = n_read + held.length - 1;
  const all = held.at(-1);
  const most = sharings[0].n_bytes;
  const cells = Array.from({ length: n_layers }, (_, layer) =>
    el(
      "div",
      {},
      el("small", {}, t("decoding.layer", { n: layer })),
      Array.from({ length: n_key_value_heads }, () => el("i")),
    ),
  );
  return el(
    "section",
    { class: "um-decoding-weight" },
    el("h5", {}, t("decoding.weight", { bytes: weight(all) })),
    el(
      "p",
      {},
      `2 × ${n_layers} × ${n_key_value_heads} × ${nTokens} × ${d_head} × ${bytes_per_number} = ${number(all)} B`,
    ),
    el("p", { class: "um-caption" }, t("decoding.weight_is")),
    el(
      "div",
      {
        class: "um-decoding-layers",
        role: "img",
        "aria-label": t("decoding.cells_say", { layers: n_layers, heads: n_key_value_heads }),
      },
      cells,
    ),
    el(
      "p",
      { class: "um-caption" },
      t("decoding.one_cell", { bytes: weight(all / n_layers / n_key_value_heads), n: nTokens }),
    ),
    el("h5", {}, t("decoding.shared_heads")),
    el(
      "div",
      { class: "um-decoding-sharings" },
      sharings.map((sharing) => sharingOf(sharing, n_heads, n_key_value_heads, most)),
    ),
    el("p", { class: "um-caption" }, t("decoding.shared_heads_is")),
  );
}

function sharingOf({ n_key_value_heads: n, n_bytes }, nHeads, own, most) {
  const kind = n === nHeads ? "multi_head" : n === 1 ? "multi_query" : "grouped";
  return [
    el("span", {}, t("decoding.kv_heads", { n }), " ", el("small", {}, t(`decoding.${kind}`))),
    el(
      "span",
      { class: `um-decoding-p${n === own ? " um-decoding-chosen" : ""}`, style: { "--p": n_bytes / most } },
      `${weight(n_bytes)}${n === own ? ` · ${t("decoding.measured")}` : ""}`,
    ),
  ];
}

function state({ n_layers, d_head, bytes_per_number }, held) {
  return el(
    "section",
    { class: "um-decoding-weight" },
    el("h5", {}, t("decoding.state_weight", { bytes: weight(held.at(-1)) })),
    el("p", {}, `2 × ${n_layers} × ${d_head} × ${bytes_per_number} = ${number(held.at(-1))} B`),
    el("p", { class: "um-caption" }, t("decoding.state_weight_is")),
  );
}

function tableRows(withMs, withoutMs, held) {
  const head = [
    t("decoding.step"),
    `${t("decoding.with_memory")} (ms)`,
    `${t("decoding.without_memory")} (ms)`,
    t("decoding.bytes"),
  ];
  return [head, ...[...withMs].map((ms, step) => [step + 1, ms.toFixed(3), withoutMs[step].toFixed(3), held[step]])];
}
