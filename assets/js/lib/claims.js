// The numbers that hints say of the bundled models, as app/claims.py has them.

import { number, percent } from "./numbers.js";

/** @import { ClaimPayload } from "../payloads.js" */

/** @type {Record<ClaimPayload["unit"], (value: number) => string>} */
const WRITTEN = {
  share: (value) => percent(value),
  bits: (value) => number(value, 1),
  tokens: (value) => number(value),
};

/**
 * What fills the places of a hint: each claim by its name, and the head that it is of as `<name>_head`.
 *
 * @param {Record<string, ClaimPayload>} claims
 * @returns {Record<string, string>}
 */
export function claimed(claims) {
  const places = Object.entries(claims).flatMap(([name, { value, unit, head }]) => [
    [name, WRITTEN[unit](value)],
    ...(head ? [[`${name}_head`, `L${head[0]}H${head[1]}`]] : []),
  ]);
  return Object.fromEntries(places);
}
