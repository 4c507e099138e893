// The flow's numbers, read once.

import { rangeOf, usualSize } from "../lib/numbers.js";
import { decodeArray } from "../lib/payload.js";

/** @import { FlowPayload } from "./payloads.js" */
/** @typedef {ReturnType<typeof decodeFlow>} Flow */

const USUAL = 0.93; // of all lengths: the first token's vector is often far longer than all others
const SEEN = 0.03; // a weight below this draws no line

/** @param {FlowPayload} payload */
export function decodeFlow(payload) {
  const sizes = payload.sizes && decodeArray(payload.sizes);
  const added = Object.fromEntries(Object.entries(payload.added).map(([step, array]) => [step, decodeArray(array)]));
  const carried = payload.carried && decodeArray(payload.carried);
  return {
    ...payload,
    nTokens: payload.tokens.length,
    sizes,
    limit: sizes ? usualSize(sizes.data, USUAL) : 1,
    starts: payload.start_sizes && decodeArray(payload.start_sizes),
    added,
    addedLimit: Math.max(1e-9, ...Object.values(added).map(({ data }) => usualSize(data, USUAL))),
    carried,
    carriedLimit: carried ? rangeOf(carried.data)[1] : 1,
    mixing: payload.mixing && decodeArray(payload.mixing),
  };
}

/**
 * Whom a token looks at in a block, mean of all heads: those that get a share worth a line.
 *
 * @param {Flow} flow
 * @param {number} block
 * @param {number} query
 * @returns {{ key: number, weight: number }[]}
 */
export function sourcesOf({ mixing, nTokens }, block, query) {
  if (!mixing) return [];
  const weights = Array.from({ length: nTokens }, (_, key) => ({ key, weight: mixing.at(block, query, key) / 255 }));
  return weights.filter(({ key, weight }) => key !== query && weight >= SEEN);
}

/**
 * Where the next token goes, if it can be put in: behind the text, or in place of a hidden token.
 *
 * @param {Flow} flow
 * @param {number} position whose expectation it is
 * @param {string} text of the token
 * @returns {string | null} the whole text with it
 */
export function withToken({ request, tokens, mask_token }, position, text) {
  const { start, end } = tokens[position];
  if (mask_token === null) return position === lastOwn(tokens) ? request.text + text : null;
  if (start === null || end === null || slice(request.text, start, end) !== mask_token) return null;
  return slice(request.text, 0, start) + text.replace(/^##/, "") + slice(request.text, end);
}

/**
 * The text with a token hidden, for a model that fills what is hidden.
 *
 * @param {Pick<Flow, "request" | "tokens" | "mask_token">} read
 * @param {number} position
 */
export function hiding({ request, tokens, mask_token }, position) {
  const { start, end } = tokens[position];
  if (mask_token === null || start === null || end === null) return null;
  return slice(request.text, 0, start) + mask_token + slice(request.text, end);
}

/** Offsets count code points. @param {string} text @param {number} from @param {number} [to] */
const slice = (text, from, to) => [...text].slice(from, to).join("");

/** @param {{ start: number | null }[]} tokens */
const lastOwn = (tokens) =>
  Math.max(
    tokens.findLastIndex(({ start }) => start !== null),
    0,
  );

/**
 * The whole text with the likeliest token in it; null where none goes in, or where the model ends.
 *
 * @param {Flow} flow
 * @param {number} position
 */
export function nextOf(flow, position) {
  for (const { text } of flow.top[position] ?? []) {
    if (text === null && flow.mask_token === null) return null;
    const whole = text === null ? null : withToken(flow, position, text);
    if (whole !== null) return whole;
  }
  return null;
}

/**
 * The strongest look of a token in all blocks: at another one, and not at the first or a special one, where heads rest
 * that have nothing to look for.
 *
 * @param {Flow} flow
 * @param {number} query
 * @returns {{ block: number, key: number, weight: number } | null}
 */
export function strongestLook(flow, query) {
  const looks = Array.from({ length: flow.mixing ? flow.n_layers : 0 }, (_, block) =>
    sourcesOf(flow, block, query).map((source) => ({ block, ...source })),
  ).flat();
  const told = looks.filter(({ key }) => key > 0 && !flow.tokens[key].special);
  return told.reduce((most, look) => (most && most.weight >= look.weight ? most : look), told[0] ?? null);
}
