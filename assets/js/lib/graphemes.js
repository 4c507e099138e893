// Characters as people count them.

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/**
 * @param {string} text
 * @returns {string[]}
 */
export const graphemes = (text) => Array.from(segmenter.segment(text), ({ segment }) => segment);

/**
 * A text of at most `longest` characters; one that is longer ends in "…".
 *
 * @param {string} text
 * @param {number} longest
 */
export function shortened(text, longest) {
  if (text.length <= longest) return text;
  const parts = graphemes(text);
  return parts.length <= longest ? text : `${parts.slice(0, longest - 1).join("")}…`;
}
