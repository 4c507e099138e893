// The picture of the flow: a lane for each token, as thick as its vector is long, through all blocks; whom the token
// in focus looks at, what each block adds, what comes out, and the way of the next token back in.

import { el } from "../lib/dom.js";
import { isPress } from "../lib/keys.js";
import { fitted, pageFont, textWidth } from "../lib/labels.js";
import { percent, short } from "../lib/numbers.js";
import { tells } from "../lib/tooltip.js";
import { t } from "../lib/words.js";
import { sourcesOf, withToken } from "./data.js";
import { crossing, halfWidth, layOutFlow, markRadius, ribbon, wayBack } from "./layout.js";

/** @import { Flow } from "./data.js" */
/** @import { FlowLayout } from "./layout.js" */

/**
 * @typedef {object} LanesEvents
 * @property {(position: number) => void} onToken
 * @property {(part: string) => void} onPart
 * @property {(text: string) => void} onAppend the whole text with the token in it
 */

const NEXT_TO_FOCUS = 15; // pixels that the name in focus takes
const SMALLEST = 11; // pixels of a token's name; in narrower rows every n-th is named, and the one in focus
const NAMED_FROM = 104; // pixels of a block, from which its two halves are named

/**
 * @param {Flow} flow
 * @param {{ position: number, part: string | null }} shown the token that is followed, and the part that is open
 * @param {number} width
 * @param {LanesEvents} on
 */
export function drawLanes(flow, { position, part }, width, on) {
  const layout = layOutFlow({
    nTokens: flow.nTokens,
    nBlocks: flow.n_layers,
    width,
    hasNext: flow.top.length > 0,
  });
  return el(
    "svg",
    { class: "lanes", width: layout.width, height: layout.height, role: "group", "aria-label": t("inside.lanes_alt") },
    parts(flow, layout, part, on),
    lanes(flow, layout, position),
    carried(flow, layout),
    mixing(flow, layout, position),
    marks(flow, layout, position),
    names(flow, layout, position, on),
    expected(flow, layout, position, on),
  );
}

/** @param {Flow} flow @param {FlowLayout} layout @param {string | null} part @param {LanesEvents} on */
function parts(flow, layout, part, on) {
  const { blocks, end, labels } = layout;
  const columns = [
    { id: "start", x: labels, width: blocks[0] ? blocks[0].x - labels : 0, title: t("inside.part_start") },
    ...blocks.map(({ x, width }, n) => ({ id: String(n), x, width, title: t("inside.part_block", { n }) })),
    ...(flow.end.length ? [{ id: "end", x: end.x, width: end.width, title: t("inside.part_end") }] : []),
  ];
  return columns.map(({ id, x, width, title }) => {
    const open = () => on.onPart(id);
    return el(
      "g",
      {
        class: `part${part === id ? " open" : ""}`,
        role: "button",
        tabindex: "0",
        "data-part": id,
        "aria-label": t("inside.open_part", { part: title }),
        "aria-expanded": String(part === id),
        "aria-controls": "um-inside-part",
        onclick: open,
        onkeydown: (/** @type {KeyboardEvent} */ event) => {
          if (!isPress(event)) return;
          event.preventDefault();
          open();
        },
      },
      el("rect", { class: "ground", x: x + 1, y: 2, width: Math.max(0, width - 2), height: layout.height - 36, rx: 6 }),
      el("text", { class: "title", x: x + width / 2, y: 20, "text-anchor": "middle" }, title),
    );
  });
}

/** @param {Flow} flow @param {FlowLayout} layout @param {number} position */
function lanes(flow, layout, position) {
  const { sizes, starts, limit, nTokens } = flow;
  if (!sizes) return null;
  const xs = [layout.labels + 4, layout.start, ...layout.stations, layout.end.x + layout.end.width];
  const nStations = sizes.shape[0];
  return Array.from({ length: nTokens }, (_, token) => {
    const lengths = Array.from({ length: nStations }, (_, station) => sizes.at(station, token));
    const first = starts ? starts.at(0, token) : lengths[0];
    const halves = [first, first, ...lengths, lengths[nStations - 1]].map((size) => halfWidth(size, limit, layout.row));
    return el("path", {
      class: `lane${token === position ? " here" : ""}`,
      d: ribbon(xs, halves, layout.middle(token)),
    });
  });
}

/** @param {Flow} flow @param {number} token */
function laneText({ tokens, sizes, stations }, token) {
  if (!sizes) return "";
  const [first, last] = [sizes.at(0, token), sizes.at(stations.length - 1, token)];
  return t("inside.lane_told", { token: tokens[token].label, first: short(first), last: short(last) });
}

/** The state of a recurrent network, from token to token. @param {Flow} flow @param {FlowLayout} layout */
function carried({ carried: states, carriedLimit, nTokens }, layout) {
  if (!states) return null;
  return layout.blocks.map(({ x, width }, block) =>
    Array.from({ length: nTokens - 1 }, (_, token) =>
      el("line", {
        class: "carried",
        x1: x + width / 2,
        x2: x + width / 2,
        y1: layout.middle(token),
        y2: layout.middle(token + 1),
        "stroke-width": 1 + (7 * states.at(block, token)) / carriedLimit,
      }),
    ),
  );
}

/**
 * Whom the token in focus looks at, in every block.
 *
 * @param {Flow} flow
 * @param {FlowLayout} layout
 * @param {number} query
 */
function mixing(flow, layout, query) {
  return layout.blocks.map(({ x, attention }, block) =>
    sourcesOf(flow, block, query).map(({ key, weight }) =>
      el("path", {
        class: "look",
        d: crossing({ x: x + 4, y: layout.middle(key) }, { x: attention, y: layout.middle(query) }),
        "stroke-width": 1 + 6 * weight,
        "stroke-opacity": 0.25 + 0.75 * Math.min(1, weight * 2),
        ...tells(() =>
          t("inside.look_told", {
            block,
            query: flow.tokens[query].label,
            key: flow.tokens[key].label,
            weight: percent(weight),
          }),
        ),
      }),
    ),
  );
}

/**
 * What each block adds: a circle for attention, a square for the MLP.
 *
 * @param {Flow} flow
 * @param {FlowLayout} layout
 * @param {number} position
 */
function marks(flow, layout, position) {
  const { added, addedLimit, nTokens } = flow;
  return layout.blocks.flatMap((place, block) => {
    const drawn = (/** @type {(token: number) => boolean} */ wanted, /** @type {string} */ kind) => {
      const tokens = Array.from({ length: nTokens }, (_, token) => token).filter(wanted);
      const shape = (/** @type {string} */ step, /** @type {typeof circle} */ outline, /** @type {number} */ x) =>
        added[step] &&
        el("path", {
          class: `mark ${kind}`,
          d: tokens
            .map((token) =>
              outline(x, layout.middle(token), markRadius(added[step].at(block, token), addedLimit, layout.row)),
            )
            .join(""),
        });
      return [shape("attn.out", circle, place.attention), shape("mlp.out", square, place.mlp)];
    };
    return [...drawn((token) => token !== position, "other"), ...drawn((token) => token === position, "here")];
  });
}

/** @param {number} x @param {number} y @param {number} r */
const circle = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
/** @param {number} x @param {number} y @param {number} r */
const square = (x, y, r) => `M${x - r * 0.88} ${y - r * 0.88}h${r * 1.76}v${r * 1.76}h${-r * 1.76}z`;

/** @param {Flow} flow @param {FlowLayout} layout @param {number} position @param {LanesEvents} on */
function names(flow, layout, position, on) {
  const { tokens, added } = flow;
  const font = pageFont();
  const measure = (/** @type {string} */ text) => textWidth(text, font, 13);
  const step = Math.ceil(SMALLEST / layout.row);
  const isWide = (layout.blocks[0]?.width ?? 0) >= NAMED_FROM && Object.keys(added).length > 0;
  return [
    isWide &&
      layout.blocks.map(({ attention, mlp }) => [
        el("text", { class: "half", x: attention, y: 34, "text-anchor": "middle" }, t("inside.attention")),
        el("text", { class: "half", x: mlp, y: 34, "text-anchor": "middle" }, t("inside.mlp")),
      ]),
    inFocusLast(tokens.length, position).map((token) => name(flow, layout, { token, position, step, measure }, on)),
  ];
}

/** What is in focus lies on top of its neighbours. @param {number} n @param {number} focus */
const inFocusLast = (n, focus) => [...Array.from({ length: n }, (_, i) => i).filter((i) => i !== focus), focus];

/**
 * A token at the beginning of its lane.
 *
 * @param {Flow} flow
 * @param {FlowLayout} layout
 * @param {{ token: number, position: number, step: number, measure: (text: string) => number }} which
 * @param {LanesEvents} on
 */
function name(flow, { row, labels, middle }, { token, position, step, measure }, on) {
  const { label, special } = flow.tokens[token];
  const isHere = token === position;
  const isCovered = !isHere && Math.abs(token - position) * row < NEXT_TO_FOCUS;
  const tall = isHere ? Math.max(row - 1, NEXT_TO_FOCUS) : Math.max(1, row - 1);
  const size = Math.max(SMALLEST, Math.min(13, row));
  return el(
    "g",
    {
      class: `token${isHere ? " here" : ""}${special ? " special" : ""}${row < SMALLEST ? " narrow" : ""}`,
      role: "button",
      tabindex: isHere ? "0" : "-1",
      "data-token": token,
      "aria-label": t("inside.focus_token", { token: label }),
      "aria-pressed": String(isHere),
      onclick: () => on.onToken(token),
      ...tells(() => laneText(flow, token)),
    },
    el("rect", {
      class: "ground",
      x: 0,
      y: middle(token) - tall / 2,
      width: labels - 6,
      height: tall,
      rx: Math.min(5, tall / 3),
    }),
    (isHere || (token % step === 0 && !isCovered)) &&
      el(
        "text",
        { x: labels - 14, y: middle(token) + size * 0.35, "text-anchor": "end", style: { "font-size": `${size}px` } },
        fitted(label, labels - 22, measure),
      ),
  );
}

/**
 * What is expected next, and the way of the likeliest back in.
 *
 * @param {Flow} flow
 * @param {FlowLayout} layout
 * @param {number} position
 * @param {LanesEvents} on
 */
function expected(flow, layout, position, on) {
  const likely = flow.top[position] ?? [];
  if (!likely.length) return null;
  const { x, width } = layout.next;
  const row = 25;
  const tall = likely.length * row;
  const top = Math.max(layout.top, Math.min(layout.middle(position) - row / 2, layout.height - 52 - tall));
  const chosen = likely.findIndex(({ text }) => text !== null && withToken(flow, position, text) !== null);
  const measure = (/** @type {string} */ text) => textWidth(text, pageFont(), 14);
  const from = { x: layout.end.x + layout.end.width, y: layout.middle(position) };
  return el(
    "g",
    { class: "expected" },
    el("path", { class: "out", d: crossing(from, { x: x + 14, y: top + row / 2 }) }),
    el("text", { class: "title", x: x + 16, y: 20 }, t(flow.mask_token === null ? "inside.next" : "inside.here")),
    likely.map(({ token, prob, text }, i) => {
      const whole = text === null ? null : withToken(flow, position, text);
      const y = top + i * row;
      return el(
        "g",
        {
          class: `likely${i === chosen ? " chosen" : ""}${whole === null ? "" : " able"}`,
          ...(whole !== null && {
            role: "button",
            tabindex: "0",
            "aria-label": t("inside.append", { token }),
            onclick: () => on.onAppend(whole),
            onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Enter" && on.onAppend(whole),
          }),
        },
        el("rect", { class: "ground", x: x + 12, y: y + 1, width: width - 24, height: row - 2, rx: 4 }),
        el("rect", {
          class: "bar",
          x: x + 12,
          y: y + 1,
          width: Math.max(1, (width - 24) * prob),
          height: row - 2,
          rx: 4,
        }),
        el("text", { x: x + 20, y: y + 17 }, fitted(token, width - 84, measure)),
        el("text", { class: "share", x: x + width - 20, y: y + 17, "text-anchor": "end" }, percent(prob)),
      );
    }),
    chosen >= 0 && [
      el("path", { class: "back", d: wayBack(layout, top + (chosen + 0.5) * row) }),
      el("path", { class: "tip", d: `M${layout.labels + 4} ${layout.height - 14}l8 -5v10z` }),
      el("rect", { class: "ghost", x: 0, y: layout.height - 26, width: layout.labels - 6, height: 24, rx: 5 }),
      el(
        "text",
        { class: "ghost-name", x: layout.labels - 14, y: layout.height - 9, "text-anchor": "end" },
        fitted(likely[chosen].token, layout.labels - 22, measure),
      ),
    ],
  );
}
