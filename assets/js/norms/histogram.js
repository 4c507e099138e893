// How the means and variances of a norm's slices are spread: one histogram each, made when unfolded.

import { el, t, tooltip } from "../common.js";
import { rangeOf, short } from "./numbers.js";

const N_BINS = 24;
const SIZE = { width: 260, height: 96, top: 4, bottom: 18 };

export function drawHistograms(norm) {
  const place = el("div", { class: "histograms" });
  const indices = norm.slices().map(({ index }) => index);
  const unfold = () => {
    if (place.hasChildNodes()) return;
    const spread = t(norm.isCentred ? "norms.variance" : "norms.mean_square");
    const kinds = [norm.isCentred && [t("norms.mean"), norm.mean], [spread, norm.variance]].filter(Boolean);
    place.append(
      ...kinds.map(([title, values]) =>
        drawHistogram(
          title,
          indices.map((i) => values[i]),
        ),
      ),
    );
  };
  return el("details", { class: "um-table", ontoggle: unfold }, el("summary", {}, t("norms.histograms")), place);
}

function drawHistogram(title, values) {
  const [low, high] = rangeOf(values);
  const width = (high - low) / N_BINS || 1;
  const counts = new Array(N_BINS).fill(0);
  for (const value of values) counts[Math.min(N_BINS - 1, Math.floor((value - low) / width))] += 1;
  const most = Math.max(...counts);
  const room = SIZE.height - SIZE.top - SIZE.bottom;
  const bars = counts.map((count, i) => {
    const height = (count / most) * room;
    const text = `${title} ${short(low + i * width, 3)} … ${short(low + (i + 1) * width, 3)}: ${count} ${t("norms.slices_axis")}`;
    return el("rect", {
      class: "bar",
      x: (i * SIZE.width) / N_BINS,
      y: SIZE.top + room - height,
      width: SIZE.width / N_BINS - 1,
      height,
      onpointerenter: (event) => tooltip.show(event.currentTarget, text),
      onpointerleave: () => tooltip.hide(),
    });
  });
  return el(
    "figure",
    {},
    el("figcaption", { class: "quiet" }, title),
    el(
      "svg",
      { viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img", "aria-label": `${t("norms.histograms")}: ${title}` },
      bars,
      el("line", { class: "axis", x1: 0, x2: SIZE.width, y1: SIZE.top + room, y2: SIZE.top + room }),
      el("text", { x: 0, y: SIZE.height - 4 }, short(low, 3)),
      el("text", { x: SIZE.width, y: SIZE.height - 4, "text-anchor": "end" }, short(high, 3)),
    ),
  );
}
