// The survivors laid end to end from 0 to 1, and where the random number fell.

import { el, number, t } from "../common.js";

const WIDE = 0.04; // of the axis, for a word to fit
const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** The cumulative axis, in a list; none where nothing was drawn. */
export function axisOf(choices, { number: drawn, chosen }) {
  if (drawn === null) return [];
  const segments = choices.filter((choice) => choice.begin >= 0).sort((a, b) => a.begin - b.begin);
  const figure = el(
    "figure",
    { class: "um-decoding-axis", role: "img", "aria-label": t("decoding.axis_says", { u: drawn.toFixed(4) }) },
    el("figcaption", {}, t("decoding.axis")),
    el(
      "div",
      { class: "um-decoding-ends" },
      segments.map((choice) => segment(choice, choice.id === chosen)),
      el("i", { class: "um-decoding-needle", style: { "--at": drawn } }, el("b", {}, `u = ${drawn.toFixed(4)}`)),
    ),
    el(
      "div",
      { class: "um-decoding-ticks" },
      TICKS.map((at) => el("span", { style: { "--at": at } }, number(at, 2))),
    ),
  );
  return [figure];
}

function segment({ begin, kept, shown }, isChosen) {
  return el(
    "span",
    {
      class: isChosen ? "um-decoding-chosen" : "",
      style: { "--at": begin, "--width": kept },
      title: `${shown} ${begin.toFixed(4)} – ${(begin + kept).toFixed(4)}`,
    },
    kept >= WIDE && el("bdi", {}, shown),
  );
}
