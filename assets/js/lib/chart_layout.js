// Where everything of a line chart stands: pure geometry, in pixels.

import { bisectCenter, scaleLinear, scaleLog, ticks } from "../../vendor/d3-small/d3-small.js";
import { number, power, rangeOf, rounded, short } from "./numbers.js";

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {string} colour as CSS writes it: "var(--um-gpt-fill)"
 * @property {ArrayLike<number | null>} values null and NaN leave a gap
 * @property {ArrayLike<number>} [x] where each value lies; 0, 1, 2 … without
 * @property {boolean} [dashed]
 * @property {boolean} [dots] points without a line
 * @property {boolean} [faint] drawn thin, not named in the legend
 */
/**
 * @typedef {object} ChartOptions
 * @property {number} width
 * @property {number} height
 * @property {string} xName
 * @property {string} yName
 * @property {boolean} [log] powers of ten upwards; values of 0 and less are left out
 * @property {boolean} [logX] powers of ten to the right
 * @property {number} [low] the lower end of the scale; else the lowest value, or 0 if that is higher
 * @property {number} [high] the upper end; else the highest value
 * @property {number} [left] the left end of the axis; else the lowest x
 * @property {number} [right] the right end; else the highest x
 * @property {(y: number) => string} [format] of values, on the axis and where they are told
 * @property {(x: number) => string} [formatX]
 * @property {Name[]} [names] of columns, which stand in place of numbers: x counts them from 0
 * @property {boolean} [upright] names stand upright below the axis
 * @property {number[]} [xTicks] where the numbers stand, in place of round ones
 * @property {number} [marked] an x that gets a line
 * @property {boolean} [points] a circle at each value
 * @property {boolean} [named] each line's name stands at its end, in place of a legend
 * @property {Partial<Margin>} [margin]
 * @property {string} [title]
 * @property {(x: number) => void} [onChoose] an x was clicked, or Enter pressed on it
 */
/** @typedef {{ label: string, title?: string }} Name a `label` for the axis, "" for none, and what it stands for */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Margin */
/** @typedef {{ at: number, text: string }} Tick `at` in pixels */
/** @typedef {{ x: number, y: number, px: number, py: number }} Point */
/** @typedef {{ series: Series, runs: Point[][] }} Drawn `runs` are parts of a line between gaps */

const MARGIN = { left: 52, right: 16, top: 12, bottom: 38 };
const X_TICK = 56; // pixels from one number to the next
const N_TICKS = 4;
const MAX_POWERS = 6;

/**
 * @param {Series[]} series
 * @param {ChartOptions} options
 */
export function layOutChart(series, options) {
  const margin = { ...MARGIN, ...options.margin };
  const area = {
    left: margin.left,
    right: options.width - margin.right,
    top: margin.top,
    bottom: options.height - margin.bottom,
  };
  const x = xScale(series, options, area);
  const y = yScale(series, options, area);
  const drawn = series.map((one) => ({ series: one, runs: runsOf(one, x, y, options) }));
  const xs = [...new Set(drawn.flatMap(({ runs }) => runs.flat().map((point) => point.x)))].sort((a, b) => a - b);
  return { area, x, y, drawn, xs, xTicks: xTicks(options, x, area), yTicks: yTicks(options, y) };
}

/** @typedef {ReturnType<typeof layOutChart>} Layout */
/** @typedef {Margin} Area */

/** @param {Series} series */
const xsOf = ({ x, values }) => Array.from(values, (_, i) => (x ? x[i] : i));

/**
 * @param {Series[]} series
 * @param {ChartOptions} options
 * @param {Area} area
 */
function xScale(series, { names, left, right, logX }, area) {
  const range = [area.left, area.right];
  if (names) return scaleLinear([-0.5, names.length - 0.5], range);
  const [least, most] = rangeOf(series.flatMap(xsOf));
  const ends = [left ?? (Number.isFinite(least) ? least : 0), right ?? (Number.isFinite(most) ? most : 1)];
  if (ends[0] === ends[1]) return scaleLinear([ends[0] - 0.5, ends[1] + 0.5], range);
  return logX ? scaleLog(ends, range) : scaleLinear(ends, range);
}

/**
 * @param {Series[]} series
 * @param {ChartOptions} options
 * @param {Area} area
 */
function yScale(series, { log, low, high }, area) {
  const values = series.flatMap((one) => Array.from(one.values)).filter((value) => isShown(value, log));
  const [least, most] = rangeOf(/** @type {number[]} */ (values));
  const range = [area.bottom, area.top];
  if (log) return scaleLog(powerEnds(low ?? least, high ?? most), range);
  const ends = [low ?? Math.min(0, least), high ?? (Math.max(most, 0) || 1)];
  return scaleLinear(ends[0] === ends[1] ? [ends[0], ends[0] + 1] : ends, range);
}

/**
 * The powers of ten around two numbers, at least one factor of ten apart.
 *
 * @param {number} least
 * @param {number} most
 */
function powerEnds(least, most) {
  const top = Number.isFinite(most) ? most : 1;
  const bottom = Math.min(Number.isFinite(least) ? least : top, top / 10);
  return [10 ** Math.floor(Math.log10(bottom)), 10 ** Math.ceil(Math.log10(top) - 1e-9)];
}

/**
 * @param {number | null} value
 * @param {boolean} [log]
 */
const isShown = (value, log = false) => value !== null && Number.isFinite(value) && (!log || value > 0);

/**
 * @param {Series} series
 * @param {(x: number) => number} x
 * @param {(y: number) => number} y
 * @param {ChartOptions} options
 */
function runsOf(series, x, y, { log, low }) {
  const at = xsOf(series);
  /** @type {Point[][]} */
  const runs = [];
  let isOpen = false;
  for (let i = 0; i < at.length; i++) {
    const value = /** @type {number} */ (series.values[i]);
    if (!isShown(value, log)) {
      isOpen = false;
      continue;
    }
    if (!isOpen) runs.push([]);
    isOpen = true;
    const shown = log && low !== undefined ? Math.max(value, low) : value;
    /** @type {Point[]} */ (runs.at(-1)).push({ x: at[i], y: value, px: x(at[i]), py: y(shown) });
  }
  return runs;
}

/**
 * @param {ChartOptions} options
 * @param {ReturnType<typeof xScale>} x
 * @param {Area} area
 * @returns {Tick[]}
 */
function xTicks({ names, formatX = number, xTicks: given, logX, upright }, x, area) {
  if (names) {
    const every = upright ? Math.max(1, Math.ceil(14 / Math.abs(x(1) - x(0)))) : 1;
    return names
      .map(({ label }, i) => ({ at: x(i), text: i % every === 0 ? label : "" }))
      .filter(({ text }) => text !== "");
  }
  const [first, last] = x.domain();
  const most = Math.max(2, Math.floor((area.right - area.left) / X_TICK));
  const round = logX ? powersOf(first, last) : ticks(first, last, most).filter(Number.isInteger);
  return (given ?? round).map((value) => ({ at: x(value), text: formatX(value) }));
}

/**
 * @param {ChartOptions} options
 * @param {ReturnType<typeof yScale>} y
 * @returns {Tick[]}
 */
function yTicks({ log, format = (value) => short(value, 3) }, y) {
  const [low, high] = y.domain();
  if (!log) return ticks(low, high, N_TICKS).map((value) => ({ at: y(value), text: format(value) }));
  return powersOf(low, high).map((value) => ({ at: y(value), text: powerText(value) }));
}

/**
 * @param {number} low
 * @param {number} high
 */
function powersOf(low, high) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const stride = Math.max(1, Math.ceil((last - first) / MAX_POWERS));
  const powers = [];
  for (let exponent = first; exponent <= last; exponent += stride) powers.push(10 ** exponent);
  return powers;
}

/** @param {number} value */
function powerText(value) {
  const exponent = Math.round(Math.log10(value));
  return exponent >= -2 && exponent <= 3 ? String(Number(value.toPrecision(1))) : power(exponent);
}

/**
 * The index of the x that is nearest to a place in pixels.
 *
 * @param {Layout} layout
 * @param {number} px
 */
export const nearest = ({ xs, x }, px) => bisectCenter(xs.map(x), px);

/**
 * What the series say at an x: those that have a value there.
 *
 * @param {Layout} layout
 * @param {number} x
 */
export const valuesAt = ({ drawn }, x) =>
  drawn.flatMap(({ series, runs }) => {
    const point = runs.flat().find((one) => one.x === x);
    return point ? [{ series, point }] : [];
  });

/**
 * How an x is told.
 *
 * @param {ChartOptions} options
 * @param {number} x
 */
export function xText({ names, xName, formatX = number }, x) {
  const name = names?.[x];
  return name ? (name.title ?? name.label) : `${xName} ${formatX(x)}`.trim();
}

/**
 * Heights for labels, pushed down where they would lie on each other.
 *
 * @param {number[]} heights
 * @param {number} [apart]
 */
export function spread(heights, apart = 15) {
  const order = heights.map((_, n) => n).sort((a, b) => heights[a] - heights[b]);
  const placed = [...heights];
  for (let i = 1; i < order.length; i++) placed[order[i]] = Math.max(placed[order[i]], placed[order[i - 1]] + apart);
  return placed;
}

/**
 * The chart as rows of numbers, the first row being the head.
 *
 * @param {Series[]} series
 * @param {ChartOptions} options
 * @returns {import("./table.js").Rows}
 */
export function chartRows(series, { names, xName }) {
  const columns = series.map((one) => new Map(xsOf(one).map((x, i) => [x, one.values[i]])));
  const xs = [...new Set(series.flatMap(xsOf))].sort((a, b) => a - b);
  const nameOf = (/** @type {number} */ x) => names?.[x]?.title ?? names?.[x]?.label ?? x;
  return [
    [xName, ...series.map(({ name }) => name)],
    ...xs.map((x) => [nameOf(x), ...columns.map((column) => rounded(column.get(x)))]),
  ];
}
