// Where everything of the flow stands: tokens run down, depth runs across. No page, no colours.

/** @typedef {{ x: number, width: number, attention: number, mlp: number }} BlockPlace `attention` and `mlp` are x */
/**
 * @typedef {object} FlowLayout
 * @property {number} width
 * @property {number} height
 * @property {number} row height of a lane
 * @property {number} top of the first lane
 * @property {number} labels width of the tokens' column
 * @property {number} start x at which the embedding stands
 * @property {BlockPlace[]} blocks
 * @property {{ x: number, width: number }} end
 * @property {{ x: number, width: number }} next where the expected tokens stand
 * @property {number[]} stations x of what enters block 0 and of what each block gives
 * @property {(token: number) => number} middle y of a lane
 */

const [LABELS, START, END, NEXT] = [104, 86, 64, 196];
const NARROWEST_BLOCK = 58;
const [TALLEST, LOWEST, USUAL_HEIGHT] = [30, 5, 720];
const HEAD = 40; // pixels above the lanes, for the names of the parts
const RETURN = 46; // and below them, for the way back of the chosen token
const THICKEST = 0.86; // of a row

/**
 * @param {{ nTokens: number, nBlocks: number, width: number, hasNext: boolean }} sizes `width` is what there is; a
 *   deep model takes more
 * @returns {FlowLayout}
 */
export function layOutFlow({ nTokens, nBlocks, width, hasNext }) {
  const next = hasNext ? NEXT : 0;
  const fixed = LABELS + START + END + next;
  const block = Math.max(NARROWEST_BLOCK, (width - fixed) / Math.max(1, nBlocks));
  const row = Math.max(LOWEST, Math.min(TALLEST, USUAL_HEIGHT / nTokens));
  const first = LABELS + START;
  const blocks = Array.from({ length: nBlocks }, (_, i) => {
    const x = first + i * block;
    return { x, width: block, attention: x + block * 0.36, mlp: x + block * 0.74 };
  });
  const last = first + nBlocks * block;
  return {
    width: last + END + next,
    height: HEAD + nTokens * row + RETURN,
    row,
    top: HEAD,
    labels: LABELS,
    start: LABELS + START / 2,
    blocks,
    end: { x: last, width: END },
    next: { x: last + END, width: next },
    stations: [first, ...blocks.map(({ x }) => x + block)],
    middle: (token) => HEAD + (token + 0.5) * row,
  };
}

/**
 * Half the thickness of a lane where its vector has some length; a vector beyond `limit` is as thick as one of it.
 *
 * @param {number} size
 * @param {number} limit
 * @param {number} row
 */
export const halfWidth = (size, limit, row) => Math.max(0.4, (Math.min(1, size / limit) * row * THICKEST) / 2);

/**
 * The outline of a lane, as an SVG path: smooth from station to station.
 *
 * @param {number[]} xs
 * @param {number[]} halves half its thickness at each
 * @param {number} y its middle
 */
export function ribbon(xs, halves, y) {
  const side = (/** @type {1 | -1} */ sign, /** @type {number[]} */ order) =>
    order.slice(1).map((at, i) => {
      const from = order[i];
      const middle = (xs[from] + xs[at]) / 2;
      const [y0, y1] = [y + sign * halves[from], y + sign * halves[at]].map(round);
      return `C${round(middle)} ${y0} ${round(middle)} ${y1} ${round(xs[at])} ${y1}`;
    });
  const onwards = xs.map((_, i) => i);
  const back = onwards.toReversed();
  const last = xs.length - 1;
  return [
    `M${round(xs[0])} ${round(y - halves[0])}`,
    ...side(-1, onwards),
    `L${round(xs[last])} ${round(y + halves[last])}`,
    ...side(1, back),
    "Z",
  ].join("");
}

const round = (/** @type {number} */ value) => Math.round(value * 100) / 100;

/**
 * The way from a token's lane into another's, through attention.
 *
 * @param {{ x: number, y: number }} from
 * @param {{ x: number, y: number }} to
 */
export function crossing(from, to) {
  const bend = (to.x - from.x) * 0.62;
  const [start, end] = [from, to].map(({ x, y }) => `${round(x)} ${round(y)}`);
  return `M${start}C${round(from.x + bend)} ${round(from.y)} ${round(to.x - bend)} ${round(to.y)} ${end}`;
}

/**
 * The half side of a mark whose area says how long an added vector is.
 *
 * @param {number} size
 * @param {number} limit
 * @param {number} row
 */
export const markRadius = (size, limit, row) => Math.sqrt(Math.min(1, size / limit)) * Math.min(row, 22) * 0.4;

/**
 * The way of the chosen token back to the beginning: from where it stands, below all lanes, to the tokens' column.
 *
 * @param {FlowLayout} layout
 * @param {number} y where it stands
 */
export function wayBack({ next, height, labels }, y) {
  const [x, bottom, r] = [next.x + next.width - 6, height - 14, 10];
  return (
    `M${x - 8} ${round(y)}h${8 - r + 2}a${r} ${r} 0 0 1 ${r} ${r}V${bottom - r}` +
    `a${r} ${r} 0 0 1 ${-r} ${r}H${labels + 4}`
  );
}
