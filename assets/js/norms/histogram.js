// How the means and variances of a norm's slices are spread: one histogram each, made when unfolded.

import { el } from "../lib/dom.js";
import { rangeOf, short } from "../lib/numbers.js";
import { tells } from "../lib/tooltip.js";
import { named, t } from "../lib/words.js";

const N_BINS = 24;
const SIZE = { width: 260, height: 96, top: 4, bottom: 18 };

/** @param {import("./activations.js").Norm} norm */
export function drawHistograms(norm) {
  const place = el("div", { class: "histograms" });
  const slices = norm.slices();
  const kinds = [
    { title: t("norms.mean"), values: norm.mean },
    { title: t(norm.isCentred ? "norms.variance" : "norms.mean_square"), values: norm.variance },
  ].slice(norm.isCentred ? 0 : 1);
  const unfold = () => {
    if (place.hasChildNodes()) return;
    for (const { title, values } of kinds)
      place.append(
        drawHistogram(
          title,
          slices.map(({ index }) => values[index]),
        ),
      );
  };
  return el("details", { class: "um-table", ontoggle: unfold }, el("summary", {}, t("norms.histograms")), place);
}

/**
 * How many numbers lie in each of equally wide bins, the lowest in the first, the highest in the last.
 *
 * @param {number[]} values
 * @param {number} [nBins]
 */
export function binned(values, nBins = N_BINS) {
  const [low, high] = rangeOf(values);
  const width = (high - low) / nBins || 1;
  const counts = new Array(nBins).fill(0);
  for (const value of values) counts[Math.min(nBins - 1, Math.floor((value - low) / width))] += 1;
  return { counts, low, high, width };
}

/**
 * @param {string} title
 * @param {number[]} values
 */
function drawHistogram(title, values) {
  const { counts, low, high, width } = binned(values);
  const most = Math.max(...counts);
  const bottom = SIZE.height - SIZE.bottom;
  const column = SIZE.width / N_BINS;
  const bars = counts.map((count, i) => {
    const height = (count / most) * (bottom - SIZE.top);
    const ends = `${short(low + i * width, 3)} … ${short(low + (i + 1) * width, 3)}`;
    const box = { x: i * column, y: bottom - height, width: column - 1, height };
    return el("rect", {
      class: "bar",
      ...box,
      ...tells(named(`${title} ${ends}`, `${count} ${t("norms.slices_axis")}`)),
    });
  });
  const view = { viewBox: `0 0 ${SIZE.width} ${SIZE.height}`, role: "img" };
  return el(
    "figure",
    {},
    el("figcaption", { class: "quiet" }, title),
    el(
      "svg",
      { ...view, "aria-label": named(t("norms.histograms"), title) },
      bars,
      el("line", { class: "axis", x1: 0, x2: SIZE.width, y1: bottom, y2: bottom }),
      el("text", { x: 0, y: SIZE.height - 4 }, short(low, 3)),
      el("text", { x: SIZE.width, y: SIZE.height - 4, "text-anchor": "end" }, short(high, 3)),
    ),
  );
}
