// What the model expects at one target, beside what it is asked to expect.

import { el } from "../lib/dom.js";
import { number, percent, short } from "../lib/numbers.js";
import { table } from "../lib/table.js";
import { t } from "../lib/words.js";
import { distributionLines, spreadNats } from "./losses.js";

/** @typedef {import("./payloads.js").TermPayload} Term */

/**
 * @param {Term} term
 * @param {import("./payloads.js").TargetsPayload} targets
 * @param {number} smoothing
 */
export function distribution(term, targets, smoothing) {
  const lines = distributionLines(term, targets, (n) => t("side_by_side.others", { n: number(n) }));
  const cell = (/** @type {string} */ kind, /** @type {number} */ share) =>
    el(
      "td",
      { class: kind },
      el("span", { class: "bar" }, el("i", { style: { width: `${100 * share}%` } })),
      el("span", { class: "share" }, percent(share)),
    );
  const rows = lines.map(({ token, prob, wanted, isTrue }) =>
    el(
      "tr",
      { class: isTrue && "true" },
      el("th", { scope: "row" }, token),
      cell("model", prob),
      cell("wanted", wanted),
    ),
  );
  return el(
    "div",
    { class: "distribution" },
    table(["", t("side_by_side.expects"), t("side_by_side.target")], rows),
    el("p", { class: "formula" }, formula(term, smoothing)),
  );
}

/**
 * The same as rows, the first being the head.
 *
 * @param {Term} term
 * @param {import("./payloads.js").TargetsPayload} targets
 * @returns {import("../lib/table.js").Rows}
 */
export const distributionRows = (term, targets) => [
  [t("side_by_side.column_token"), t("side_by_side.expects"), t("side_by_side.target")],
  ...distributionLines(term, targets, (n) => t("side_by_side.others", { n })).map(({ token, prob, wanted }) => [
    token,
    prob,
    wanted,
  ]),
];

/**
 * The loss in numbers.
 *
 * @param {Term} term
 * @param {number} smoothing
 */
function formula(term, smoothing) {
  const prob = term.top.find(({ true: isTrue }) => isTrue)?.prob ?? 0;
  const [plain, n] = [term.plain_nats, term.smoothed_nats].map((nats) => number(nats, 2));
  return [
    `−ln ${short(prob, 3)} = `,
    el("strong", {}, t("side_by_side.nats", { n: plain })),
    smoothing > 0 && [
      el("br", {}),
      t("side_by_side.smoothed_formula", {
        keep: number(1 - smoothing, 2),
        smoothing: number(smoothing, 2),
        plain,
        mean: number(spreadNats(term, smoothing), 2),
        n,
      }),
    ],
  ];
}
