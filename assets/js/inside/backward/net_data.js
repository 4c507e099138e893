// The numbers of the small net, and how a link spells them.

export const NAMES = /** @type {const} */ (["x1", "x2", "w1", "w2", "b", "target"]);
export const LOSSES = /** @type {const} */ (["squared", "cross_entropy"]);
/** @typedef {Record<(typeof NAMES)[number], number>} Numbers */

const SYMBOLS = {
  x1: "x₁",
  x2: "x₂",
  w1: "w₁",
  w2: "w₂",
  b: "b",
  target: "y",
  p1: "w₁x₁",
  p2: "w₂x₂",
  z: "z",
  a: "a",
  loss: "L",
};

/** @param {string} name */
export const symbolOf = (name) => SYMBOLS[/** @type {keyof typeof SYMBOLS} */ (name)] ?? name;

/** As a link has them: in the order of `NAMES`, with commas. @param {Numbers} numbers */
export const spellNumbers = (numbers) => NAMES.map((name) => String(numbers[name])).join(",");

/**
 * What a link says, or the first ones where it says nothing that can be read.
 *
 * @param {string | undefined} said
 * @param {Numbers} first
 * @returns {Numbers}
 */
export function readNumbers(said, first) {
  const read = (said ?? "").split(",");
  const numbers = read.map(Number);
  const isWhole =
    read.length === NAMES.length && read.every((one, i) => one.trim() !== "" && Number.isFinite(numbers[i]));
  return /** @type {Numbers} */ (
    Object.fromEntries(NAMES.map((name, i) => [name, isWhole ? numbers[i] : first[name]]))
  );
}
