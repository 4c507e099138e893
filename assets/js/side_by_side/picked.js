// One token of a person's choice as a target of the masked objective, under each of its three fates.

import { el } from "../lib/dom.js";
import { number, percent } from "../lib/numbers.js";
import { t } from "../lib/words.js";
import { distribution } from "./distribution.js";

/** @typedef {import("./payloads.js").ObjectivesPayload} Objectives */
/** @typedef {import("./payloads.js").TargetsPayload} Targets */

/** How often each fate comes, of the tokens that are chosen. @type {Record<string, number>} */
const SHARES = { mask: 0.8, random: 0.1, kept: 0.1 };

/**
 * @param {Objectives} found
 * @param {(target: string) => void} onPick called with the token's place and what it reads
 * @returns {HTMLElement[]} none where no token can be a target
 */
export function pickedToken({ picked, smoothing }, onPick) {
  if (!picked) return [];
  const [{ position }] = picked.terms;
  const chip = (/** @type {Targets["tokens"][number]} */ { label, special }, /** @type {number} */ i) =>
    special
      ? el("span", { class: "um-chip special" }, label)
      : el(
          "button",
          {
            type: "button",
            class: `um-chip${i === position ? " here" : ""}`,
            "aria-pressed": String(i === position),
            onclick: () => onPick(`${i}.${label}`),
          },
          label,
        );
  const section = el(
    "section",
    { class: `objective um-of-${picked.family}` },
    el(
      "h4",
      {},
      el("span", { class: "title" }, picked.title),
      el("span", { class: "quiet" }, t("side_by_side.picked")),
    ),
    el("div", { class: "picks", role: "group", "aria-label": t("side_by_side.picked") }, picked.tokens.map(chip)),
    picked.terms.map((term) => fate(term, picked, smoothing)),
  );
  return [section];
}

/**
 * The text under one fate, and what the model then expects.
 *
 * @param {Targets["terms"][number]} term
 * @param {Targets} picked
 * @param {number} smoothing
 */
function fate(term, picked, smoothing) {
  const read = (/** @type {Targets["tokens"][number]} */ { label }, /** @type {number} */ i) =>
    i === term.position ? [el("strong", {}, term.read), " "] : `${label} `;
  return el(
    "div",
    { class: `fate ${term.fate}` },
    el(
      "h5",
      {},
      `${percent(SHARES[term.fate])} · ${t(`side_by_side.fate_${term.fate}`)}`,
      el("small", {}, t("side_by_side.nats", { n: number(term.plain_nats, 2) })),
    ),
    el("p", { class: "quiet read" }, picked.tokens.map(read)),
    distribution(term, picked, smoothing),
  );
}
