// What stands around the lanes: what is expected in a sentence, how the next token goes in, what the marks stand for.

import { el, link } from "../lib/dom.js";
import { percent, short } from "../lib/numbers.js";
import { listed, t } from "../lib/words.js";
import { hiding, nextOf, strongestLook } from "./data.js";

/** @import { Flow } from "./data.js" */

/**
 * @param {Flow} flow
 * @param {number} position
 * @param {{ appendNext: () => void, play: () => void, put: (text: string) => void,
 *   isPlaying: () => boolean, telling: string }} on
 */
export function drawHead(flow, position, on) {
  const [best] = flow.top[position] ?? [];
  if (!best) return [];
  const token = flow.tokens[position].label;
  const said = { token, model: flow.title, next: best.token, prob: percent(best.prob) };
  const key = flow.mask_token === null ? "inside.said_next" : "inside.said_here";
  const look = strongestLook(flow, position);
  return [
    el(
      "div",
      {},
      el("p", { class: "said" }, t(key, said)),
      look && el("p", { class: "looked" }, t("inside.strongest", lookSaid(flow, position, look))),
      el("p", { class: "um-caption" }, t("inside.hint"), " ", telling(flow, on)),
    ),
    el("div", { class: "um-in-row" }, buttons(flow, position, on)),
  ];
}

/** @param {Flow} flow @param {number} query @param {{ block: number, key: number, weight: number }} look */
const lookSaid = ({ tokens }, query, { block, key, weight }) => ({
  block,
  query: tokens[query].label,
  key: tokens[key].label,
  weight: percent(weight),
});

/**
 * A text that shows what attention is for, unless it is there.
 *
 * @param {Flow} flow
 * @param {Parameters<typeof drawHead>[2]} on
 */
function telling({ request, mask_token }, { put, telling: text }) {
  if (mask_token !== null || request.text.startsWith(text)) return null;
  return link(t("inside.try", { text }), () => put(text));
}

/** @param {Flow} flow @param {number} position @param {Parameters<typeof drawHead>[2]} on */
function buttons(flow, position, { appendNext, play, put, isPlaying }) {
  const next = nextOf(flow, position);
  const button = (/** @type {string} */ label, /** @type {() => void} */ onclick, isOff = false) =>
    el("button", { type: "button", class: "um-inside-button", disabled: isOff, onclick }, label);
  if (flow.mask_token === null)
    return [
      button(t("inside.step"), appendNext, next === null),
      button(t(isPlaying() ? "inside.stop" : "inside.play"), play, next === null),
    ];
  if (next !== null) return [button(t("inside.fill"), appendNext)];
  const hidden = hiding(flow, position);
  return hidden === null ? [] : [button(t("inside.hide", { token: flow.tokens[position].label }), () => put(hidden))];
}

/** What the marks stand for, what this model does with its lanes, what of it cannot be shown. @param {Flow} flow */
export function drawNotes({ kind, added, carried, mixing, missing, encoder_only }) {
  const key = (/** @type {string} */ mark, /** @type {string} */ text) =>
    el("span", { class: "key" }, el("i", { class: mark, "aria-hidden": "true" }), text);
  return [
    el(
      "p",
      { class: "keys" },
      key("lane", t("inside.key_lane")),
      mixing && key("look", t("inside.key_look")),
      added["attn.out"] && key("circle", t("inside.key_attention")),
      added["mlp.out"] && key("square", t("inside.key_mlp")),
      carried && key("carried", t("inside.key_carried")),
    ),
    ...(kind ? [el("p", { class: "kind" }, t(`inside.kind_${kind}`))] : []),
    ...(encoder_only ? [el("p", { class: "kind" }, t("inside.encoder_only"))] : []),
    ...(missing.length ? [el("p", { class: "kind" }, t("inside.missing", { names: listed(missing) }))] : []),
  ];
}

/** The lanes' lengths as a table. @param {Flow} flow */
export function tableRows({ tokens, stations, sizes }) {
  const row = (/** @type {number} */ token) =>
    stations.map((_, station) => short(sizes?.at(station, token) ?? Number.NaN));
  return [[t("inside.token"), ...stations], ...tokens.map(({ label }, token) => [label, ...row(token)])];
}
