// One activation function over the values that enter it: the curve, its derivative, and a histogram on the ground.

import { chartLegend, lineChart } from "../lib/chart.js";
import { layOutChart } from "../lib/chart_layout.js";
import { el } from "../lib/dom.js";
import { short } from "../lib/numbers.js";
import { savable } from "../lib/save.js";
import { t } from "../lib/words.js";
import { barsOf } from "./functions_data.js";

/** @import { Curve, Functions } from "./functions_data.js" */

const [LOW, HIGH] = [-1.25, 3]; // of the axis: the same for all functions, so that they can be compared
const GROUND = 0.5; // of the height is the histogram's

/** @param {Functions} shown @param {Curve} curve @param {number} width */
export function curveFigure(shown, curve, width) {
  const { x } = shown;
  const within = (/** @type {Float32Array} */ values) =>
    Array.from(values, (value) => (value >= LOW && value <= HIGH ? value : null));
  const name = t(`inside.fn_${curve.name}`);
  const series = [
    { name, colour: "var(--um-family-fill)", values: within(curve.values), x },
    { name: t("inside.fn_slope"), colour: "var(--um-plus)", values: within(curve.slopes), x, dashed: true },
  ];
  const options = {
    width,
    height: Math.min(380, Math.max(260, Math.round(width * 0.5))),
    low: LOW,
    high: HIGH,
    xName: t("inside.fn_axis"),
    yName: t("inside.fn_measure"),
  };
  const chart = lineChart(series, options);
  chart.prepend(ground(shown, curve, layOutChart(series, options)));
  const figure = el("div", {}, el("p", { class: "um-chart-measure" }, options.yName), chartLegend(series), chart);
  const about = { title: t("inside.fn_title", { name, model: shown.title }), model: shown.title };
  return savable(`activation-${curve.name}`, about, figure, { table: () => tableRows(shown, curve) });
}

/** @param {Functions} shown @param {Curve} curve @param {import("../lib/chart_layout.js").Layout} layout */
function ground(shown, curve, { area, x }) {
  const tall = (area.bottom - area.top) * GROUND;
  return el(
    "g",
    { class: "values", "aria-hidden": "true" },
    barsOf(shown, curve).map(({ from, to, share, flat }) =>
      el("rect", {
        class: flat ? "flat" : "steep",
        x: x(from) + 0.5,
        width: Math.max(0.5, x(to) - x(from) - 1),
        y: area.bottom - share * tall,
        height: share * tall,
      }),
    ),
  );
}

/** @param {Functions} shown @param {Curve} curve */
function tableRows(shown, curve) {
  const { x } = shown;
  const head = [t("inside.fn_axis"), t(`inside.fn_${curve.name}`), t("inside.fn_slope"), t("inside.fn_values")];
  const nearest = (/** @type {number} */ at) => Math.round(((at - x[0]) / (x[x.length - 1] - x[0])) * (x.length - 1));
  const rows = barsOf(shown, curve).map(({ from, to, count }) => {
    const i = nearest((from + to) / 2);
    return [short(x[i]), short(curve.values[i]), short(curve.slopes[i]), String(count)];
  });
  return [head, ...rows];
}
