// What can this position see? The text as tokens, lit where the mask lets the query in focus look.

import { el } from "../lib/dom.js";
import { t } from "../lib/words.js";
import { isPadded } from "./mask_spec.js";

/** @import { Head, Stack } from "./data.js" */

const MANY = 300; // tokens; a longer text has no strip

/**
 * @param {Stack} stack
 * @param {string} mask
 * @param {(position: number) => void} onChoose called when a person asks about another token
 */
export function sightStrip(stack, mask, onChoose) {
  const chips = stack.nKeys > MANY ? [] : stack.keys.map(({ label }, position) => chip(label, position));
  const caption = el("p", { class: "um-attention-asks", role: "status" });
  const row = chips.length > 0 && el("div", { class: "um-attention-chips" }, chips);

  /** @param {string} label @param {number} position */
  function chip(label, position) {
    const [attrs, text] = [{ class: "um-attention-token" }, el("bdi", {}, label)];
    if (!stack.shared) return el("span", attrs, text);
    return el("button", { type: "button", "aria-pressed": "false", onclick: () => onChoose(position), ...attrs }, text);
  }
  /** @type {[head: Head | null, query: number]} */
  let shown = [null, -1];

  /** The query in focus, in a map that knows what may be seen. @param {Head} head @param {number} query */
  function show(head, query) {
    if (shown[0] === head && shown[1] === query) return;
    shown = [head, query];
    const sees = stack.keys.map((_, key) => head.isAllowed(query, key));
    for (const [key, one] of chips.entries()) {
      one.classList.toggle("um-attention-lit", sees[key]);
      if (stack.shared) one.setAttribute("aria-pressed", String(key === query));
    }
    const n = sees.filter(Boolean).length;
    const said = t(n === 0 ? "attention.sees_nothing" : "attention.sees", { n, total: stack.nKeys });
    const padded = stack.shared && isPadded(mask, query, stack.queries.length) ? ` ${t("attention.padded_row")}` : "";
    caption.replaceChildren(el("bdi", {}, stack.queries[query].label), ` ${said}`, padded);
  }
  return { element: el("div", { class: "um-attention-sight" }, caption, row), show };
}
