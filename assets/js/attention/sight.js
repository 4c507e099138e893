// What can this position see? The text as tokens, lit where the mask lets the query in focus look.

import { el, t } from "../common.js";

const MANY = 300; // tokens; a longer text has no strip

/**
 * @param onChoose called with a position when a person asks about another token
 */
export function sightStrip(stack, onChoose) {
  const caption = el("p", { class: "um-attention-asks", role: "status" });
  const isShort = stack.n_keys <= MANY;
  const chips = isShort
    ? stack.keys.map((token, position) => chip(token, stack.shared && (() => onChoose(position))))
    : [];
  const element = el(
    "div",
    { class: "um-attention-sight" },
    caption,
    isShort && el("div", { class: "um-attention-chips" }, chips),
  );
  let shown = null;
  return {
    element,
    /** The query in focus, in a map that knows what may be seen. */
    show(head, query) {
      const now = `${head.layer}.${query}.${head.exact}`;
      if (now === shown) return;
      shown = now;
      let n_seen = 0;
      for (let key = 0; key < stack.n_keys; key++) {
        const sees = head.isAllowed(query, key);
        n_seen += sees;
        chips[key]?.classList.toggle("um-attention-lit", sees);
        if (stack.shared) chips[key]?.setAttribute("aria-pressed", String(key === query));
      }
      caption.replaceChildren(el("bdi", {}, stack.queries[query].label), ` ${sentence(n_seen, stack.n_keys)}`);
    },
  };
}

const sentence = (n, total) => t(n === 0 ? "attention.sees_nothing" : "attention.sees", { n, total });

const chip = (token, onclick) =>
  onclick
    ? el(
        "button",
        { type: "button", class: "um-attention-token", "aria-pressed": "false", onclick },
        el("bdi", {}, token.label),
      )
    : el("span", { class: "um-attention-token" }, el("bdi", {}, token.label));
