// What is left of each norm when there is little to average over.

import { el, t, tableOf } from "../common.js";
import { short } from "./numbers.js";

const CASES = ["batch", "one_sentence", "one_token"];

export function drawSmall({ cases }) {
  const norms = Object.keys(cases.batch);
  const head = el(
    "tr",
    {},
    el("th", {}),
    CASES.map((name) => el("th", { scope: "col" }, el("span", {}, t(`norms.case_${name}`)))),
  );
  const rows = norms.map((norm) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, t(`norms.${norm}_name`)),
      CASES.map((name) => cell(cases[name][norm])),
    ),
  );
  const table = [
    [
      "",
      ...CASES.flatMap((name) =>
        ["n_values", "least_variance", "output_size"].map(
          (field) => `${t(`norms.case_${name}`)} · ${t(`norms.${field}`)}`,
        ),
      ),
    ],
    ...norms.map((norm) => [
      t(`norms.${norm}_name`),
      ...CASES.flatMap((name) => Object.values(cases[name][norm]).slice(0, 3)),
    ]),
  ];
  return [
    el(
      "figure",
      {},
      el(
        "div",
        { class: "scroll", tabindex: "0" },
        el(
          "table",
          { class: "moves small" },
          el("caption", {}, t("norms.small_caption")),
          el("thead", {}, head),
          el("tbody", {}, rows),
        ),
      ),
      tableOf("norms-small", table),
    ),
    ...refusals(cases, norms),
  ];
}

function cell({ n_values, least_variance, output_size }) {
  const isLost = output_size === 0;
  return el(
    "td",
    { class: isLost && "lost" },
    el("strong", {}, t(isLost ? "norms.all_zero" : "norms.size_left", { size: short(output_size, 3) })),
    el("span", {}, t("norms.from_values", { n: n_values.toLocaleString("en-US"), variance: short(least_variance, 2) })),
  );
}

/** What torch's own modules say to it in training, in their words. */
const refusals = (cases, norms) =>
  CASES.flatMap((name) => norms.map((norm) => ({ name, norm, error: cases[name][norm].error })))
    .filter(({ error }) => error)
    .map(({ name, norm, error }) =>
      el(
        "p",
        { class: "quiet" },
        t("norms.torch_refuses", { norm: t(`norms.${norm}_name`), case: t(`norms.case_${name}`) }),
        " ",
        el("code", {}, error),
      ),
    );
