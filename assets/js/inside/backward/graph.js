// The computation graph of the small net: on each edge the value that goes forwards, above, and the gradient that comes
// back, below.

import { el } from "../../lib/dom.js";
import { short } from "../../lib/numbers.js";
import { t } from "../../lib/words.js";
import { symbolOf } from "./net_data.js";

/** @import { SmallNetPayload } from "./payloads.js" */

const SIZE = { width: 980, height: 452 };
const R = 23;
const ALONG = 0.36; // of an edge: where its numbers stand
/** @type {Record<string, [x: number, y: number]>} */
const PLACES = {
  x1: [40, 36],
  w1: [40, 132],
  x2: [40, 228],
  w2: [40, 324],
  b: [40, 420],
  times1: [250, 84],
  times2: [250, 276],
  plus: [470, 210],
  sigma: [650, 210],
  loss: [820, 210],
  target: [820, 360],
  end: [960, 210],
};
const SIGNS = { times1: "×", times2: "×", plus: "+", sigma: "σ", loss: "L" };
/** What flows along each edge: a node's value, from where it is made to where it is read. */
const EDGES = /** @type {const} */ ([
  ["x1", "x1", "times1"],
  ["w1", "w1", "times1"],
  ["x2", "x2", "times2"],
  ["w2", "w2", "times2"],
  ["p1", "times1", "plus"],
  ["p2", "times2", "plus"],
  ["b", "b", "plus"],
  ["z", "plus", "sigma"],
  ["a", "sigma", "loss"],
  ["target", "target", "loss"],
  ["loss", "loss", "end"],
]);
const LEAVES = /** @type {const} */ (["x1", "w1", "x2", "w2", "b", "target"]);
const LEARNS = new Set(["w1", "w2", "b"]);

/** @param {SmallNetPayload} found @param {string} loss */
export function drawGraph({ values, gradients }, loss) {
  const most = Math.max(...Object.entries(gradients).map(([name, value]) => (name === "loss" ? 0 : Math.abs(value))));
  return el(
    "svg",
    {
      class: "net",
      width: SIZE.width,
      height: SIZE.height,
      viewBox: `0 0 ${SIZE.width} ${SIZE.height}`,
      role: "img",
      "aria-label": t("inside.net_alt", { loss: t(`inside.net_${loss}`) }),
    },
    EDGES.map(([name, from, to]) => edge(name, from, to, { value: values[name], gradient: gradients[name], most })),
    LEAVES.map(leaf),
    Object.entries(SIGNS).map(([name, sign]) => operation(name, sign)),
  );
}

/**
 * @param {string} name
 * @param {string} from
 * @param {string} to
 * @param {{ value: number, gradient: number | undefined, most: number }} flow
 */
function edge(name, from, to, { value, gradient, most }) {
  const [[x1, y1], [x2, y2]] = [PLACES[from], PLACES[to]];
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [ax, ay, bx, by] = [x1 + dx * R, y1 + dy * R, x2 - dx * R, y2 - dy * R];
  const isUpright = Math.abs(dx) < 0.1;
  const along = Math.abs(dy) < 0.1 ? 0.5 : ALONG; // level edges have nobody beside them
  const [x, y] = isUpright ? [(ax + bx) / 2 + 10, (ay + by) / 2] : [ax + (bx - ax) * along, ay + (by - ay) * along];
  const anchor = isUpright ? "start" : "middle";
  // The way back is as thick as its gradient, on the scale of the largest.
  const width = gradient === undefined || most === 0 ? 0 : 1 + 7 * Math.sqrt(Math.min(1, Math.abs(gradient) / most));
  return el(
    "g",
    { class: "edge", "data-edge": name },
    width > 0 && el("line", { class: "back-way", x1: ax, y1: ay, x2: bx, y2: by, "stroke-width": width }),
    el("line", { class: "way", x1: ax, y1: ay, x2: bx, y2: by }),
    el("text", { class: "forward", x, y: y - 8, "text-anchor": anchor }, `${symbolOf(name)} = ${short(value, 3)}`),
    gradient !== undefined &&
      el("text", { class: "backward", x, y: y + 20, "text-anchor": anchor }, `← ${short(gradient, 3)}`),
  );
}

/** @param {string} name */
function leaf(name) {
  const [x, y] = PLACES[name];
  return el(
    "g",
    { class: LEARNS.has(name) ? "leaf learns" : "leaf" },
    el("rect", { x: x - R, y: y - 18, width: 2 * R, height: 36, rx: 8 }),
    el("text", { x, y: y + 5, "text-anchor": "middle" }, symbolOf(name)),
  );
}

/** @param {string} name @param {string} sign */
function operation(name, sign) {
  const [x, y] = PLACES[name];
  return el(
    "g",
    { class: "operation" },
    el("circle", { cx: x, cy: y, r: R }),
    el("text", { x, y: y + 6, "text-anchor": "middle" }, sign),
  );
}
