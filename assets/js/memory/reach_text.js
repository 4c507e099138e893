// Which text the reach is measured on, what there is to notice in it, and what the models expect after it.

import { claimed } from "../lib/claims.js";
import { choices } from "../lib/controls.js";
import { el } from "../lib/dom.js";
import { percent } from "../lib/numbers.js";
import { t } from "../lib/words.js";

/** @typedef {import("./payloads.js").ReachTextPayload} ReachText */
/** @typedef {import("../payloads.js").ClaimPayload} Claim */

/** @param {Host<ReachText | null, { claims: Record<string, Record<string, Claim>> }, unknown>} host */
export function mount({ element, props, watch, trigger }) {
  function draw() {
    if (!props.value) return;
    const { text, is_telling, claimed: language, expected } = props.value;
    const which = choices({
      label: t("memory.measured"),
      options: ["telling", "above"].map((value) => ({ value, label: t(`memory.measured_${value}`) })),
      value: is_telling ? "telling" : "above",
      onChoose: (value) => trigger("text_choice", { which: value }),
    });
    const hint = language && t(`memory.look_${language}`, claimed(props.claims[language]));
    element.replaceChildren(
      el("div", { class: "choices" }, el("span", { class: "quiet" }, t("memory.measured")), which.element),
      ...(hint ? [el("p", { class: "um-lead" }, hint)] : []),
      ...(is_telling ? [el("blockquote", {}, text, " …")] : []),
      el("ul", { class: "expected" }, expected.map(line)),
    );
  }
  watch("value", draw);
  draw();
}

/** @param {ReachText["expected"][number]} expected */
const line = ({ title, family, top }) =>
  el(
    "li",
    { class: `um-of-${family}` },
    el("span", { class: "name" }, title),
    ` ${t("memory.expects_next")} `,
    top.map(({ token, prob }, i) => [i > 0 && " · ", el("bdi", {}, token.trim() || "␣"), ` ${percent(prob)}`]),
  );
