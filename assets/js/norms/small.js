// What is left of each norm when there is little to average over.

import { el } from "../lib/dom.js";
import { number, short } from "../lib/numbers.js";
import { table, tableOf } from "../lib/table.js";
import { t } from "../lib/words.js";

/** @import { SmallBatches, SmallPayload } from "./payloads.js" */

/** @type {(keyof SmallPayload)[]} */
const FIELDS = ["n_values", "least_variance", "output_size"];

/** @param {SmallBatches} found */
export function drawSmall({ cases }) {
  const names = Object.keys(cases);
  const norms = Object.keys(cases[names[0]]);
  const caseName = (/** @type {string} */ name) => t(`norms.case_${name}`);
  const normName = (/** @type {string} */ norm) => t(`norms.${norm}_name`);
  const rows = norms.map((norm) => [normName(norm), ...names.map((name) => cell(cases[name][norm]))]);
  const columns = names.flatMap((name) => FIELDS.map((field) => `${caseName(name)} · ${t(`norms.${field}`)}`));
  const numbers = norms.map((norm) => [
    normName(norm),
    ...names.flatMap((name) => FIELDS.map((field) => cases[name][norm][field])),
  ]);
  const head = ["", ...names.map((name) => el("span", {}, caseName(name)))];
  const look = { class: "moves small", caption: t("norms.small_caption") };
  const refusals = names.flatMap((name) =>
    norms.flatMap((norm) => {
      const { error } = cases[name][norm];
      const said = () => t("norms.torch_refuses", { norm: normName(norm), case: caseName(name) });
      return error ? [el("p", { class: "quiet" }, said(), " ", el("code", {}, error))] : []; // in torch's own words
    }),
  );
  return [
    el(
      "figure",
      {},
      el("div", { class: "scroll", tabindex: "0" }, table(head, rows, look)),
      tableOf("norms-small", [["", ...columns], ...numbers]),
    ),
    ...refusals,
  ];
}

/** @param {SmallPayload} left */
function cell({ n_values, least_variance, output_size }) {
  const isLost = output_size === 0;
  return el(
    "td",
    { class: isLost && "lost" },
    el("strong", {}, t(isLost ? "norms.all_zero" : "norms.size_left", { size: short(output_size, 3) })),
    el("span", {}, t("norms.from_values", { n: number(n_values), variance: short(least_variance, 2) })),
  );
}
