// What a key/value cache or a recurrent state saves and what it weighs. The times of all steps are Plotly's
// figure below.

import { bar } from "../lib/bars.js";
import { el } from "../lib/dom.js";
import { bytes, number } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { t } from "../lib/words.js";
import { aboutOf, caption, div, heading, mountLook } from "./parts.js";

/** @import { LookAtCache, LookRefused, Sharing } from "./payloads.js" */
/** @import { Props } from "./parts.js" */

/** @param {Host<LookAtCache | LookRefused | null, Props, unknown>} host */
export const mount = (host) => mountLook(host, draw);

/** @param {LookAtCache} payload */
const draw = (payload) => [
  el("p", { class: "um-decoding-tells" }, timeSaid(payload)),
  savable(
    "decoding-memory",
    aboutOf(payload, t("decoding.section_cache")),
    div("beside", payload.kind === "state" ? state(payload) : keysAndValues(payload)),
    { table: () => weightRows(payload) },
  ),
];

/** What a step takes in the middle. @param {LookAtCache} payload */
function timeSaid({ n_read, n_tokens, usual_with_ms, usual_without_ms }) {
  if (usual_with_ms === null || usual_without_ms === null) return t("decoding.looking");
  return t("decoding.time_said", {
    n: n_tokens - n_read + 1,
    first: n_read,
    last: n_tokens,
    with: number(usual_with_ms, 1),
    without: number(usual_without_ms, 1),
    times: number(usual_without_ms / usual_with_ms, 1),
  });
}

/** @param {LookAtCache} payload */
function keysAndValues(payload) {
  const { n_layers, n_heads, n_key_value_heads, d_head, n_tokens, bytes_per_number, n_bytes, sharings } = payload;
  const factors = [2, n_layers, n_key_value_heads, n_tokens, d_head, bytes_per_number];
  const says = t("decoding.cells_say", { layers: n_layers, heads: n_key_value_heads });
  const heads = Array.from({ length: n_key_value_heads });
  const layers = Array.from({ length: n_layers }, (_, layer) =>
    el(
      "div",
      {},
      el("small", {}, t("decoding.layer", { n: layer })),
      heads.map(() => el("i")),
    ),
  );
  const cell = { bytes: bytes(n_bytes / n_layers / n_key_value_heads), n: n_tokens };
  const shared = sharings.map((one) => sharingOf(one, n_heads, n_key_value_heads, sharings[0].n_bytes));
  return [
    div(
      "weight",
      heading(t("decoding.weight", { bytes: bytes(n_bytes) })),
      el("p", {}, product(factors, n_bytes)),
      caption(t("decoding.weight_is")),
      el("div", { class: "um-decoding-layers", role: "img", "aria-label": says }, layers),
      caption(t("decoding.one_cell", cell)),
    ),
    div("weight", heading(t("decoding.shared_heads")), div("sharings", shared), caption(t("decoding.shared_heads_is"))),
  ];
}

/** @param {LookAtCache} payload @returns {import("../lib/table.js").Rows} */
const weightRows = (payload) => [
  [t("decoding.column_kept"), t("decoding.column_bytes")],
  ...(payload.kind === "state"
    ? [[t("decoding.section_cache"), payload.n_bytes]]
    : payload.sharings.map(({ n_key_value_heads: n, n_bytes }) => [t("decoding.kv_heads", { n }), n_bytes])),
];

/** @param {number[]} factors @param {number} n bytes */
const product = (factors, n) => `${factors.join(" × ")} = ${number(n)} B`;

/** @param {Sharing} sharing @param {number} nHeads @param {number} own @param {number} most bytes */
function sharingOf({ n_key_value_heads: n, n_bytes }, nHeads, own, most) {
  const kind = n === nHeads ? "multi_head" : n === 1 ? "multi_query" : "grouped";
  const isOwn = n === own;
  const said = isOwn ? `${bytes(n_bytes)} · ${t("decoding.measured")}` : bytes(n_bytes);
  return [
    el("span", {}, t("decoding.kv_heads", { n }), " ", el("small", {}, t(`decoding.${kind}`))),
    bar(n_bytes / most, said, { class: isOwn && "um-decoding-chosen" }),
  ];
}

/** @param {LookAtCache} payload */
const state = ({ n_layers, d_head, bytes_per_number, n_bytes }) =>
  div(
    "weight",
    heading(t("decoding.state_weight", { bytes: bytes(n_bytes) })),
    el("p", {}, product([2, n_layers, d_head, bytes_per_number], n_bytes)),
    caption(t("decoding.state_weight_is")),
  );
