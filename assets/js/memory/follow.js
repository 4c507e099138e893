// Where a token that was chosen in one text stands in the next.

/** @typedef {{ label: string }[]} Tokens */

/**
 * The place of a token after an edit: as far from the beginning, or from the end, where the texts are the same up to
 * there; null where the edit took it.
 *
 * @param {Tokens} before
 * @param {Tokens} after
 * @param {number} place in the text before
 */
export function followed(before, after, place) {
  const isSame = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ shift) =>
    before.slice(from, to).every(({ label }, i) => label === after[from + i + shift]?.label);
  if (isSame(0, place + 1, 0)) return place;
  const shift = after.length - before.length;
  return place + shift >= 0 && isSame(place, before.length, shift) ? place + shift : null;
}
