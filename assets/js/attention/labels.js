// Token labels along the axes of a map: how long, how dense, how they lean.

const FONT_PX = 13;
const LEANING = Math.PI / 4;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A label of at most `longest` characters, as people count them. */
function shortened(label, longest) {
  const parts = Array.from(segmenter.segment(label), ({ segment }) => segment);
  return parts.length <= longest ? label : `${parts.slice(0, longest - 1).join("")}…`;
}

const ruler = new OffscreenCanvas(1, 1).getContext("2d");

function width(label, family) {
  ruler.font = `${FONT_PX}px ${family}`;
  return Math.ceil(ruler.measureText(label).width);
}

/** The labels of an axis as they are written, `longest` characters at most, and their widths in pixels. */
export function axis(tokens, fontFamily, longest) {
  const texts = tokens.map(({ label }) => shortened(label, longest));
  const widths = texts.map((text) => width(text, fontFamily));
  return { texts, widths, longest: Math.max(...widths) };
}

/** Labels stand this far apart at least, so some are left out where cells are smaller. */
export const every = (cell) => Math.ceil((FONT_PX + 1) / cell);

/** Leaning labels need cells of some width; else they stand upright. */
export const leans = (cell) => cell >= FONT_PX + 7;

/** The room that column labels take above the map, and to the right of it when they lean. */
export function columnRoom({ widths, longest }, cell) {
  if (!leans(cell)) return { above: longest + 6, beside: 0 };
  const reach = Math.cos(LEANING);
  const beside = widths.reduce((most, width, i) => Math.max(most, (i + 0.5 - widths.length) * cell + width * reach), 0);
  return { above: Math.ceil(longest * reach + FONT_PX), beside: Math.ceil(beside) + 4 };
}

/** SVG's transform for the label of a column whose middle is at x, above y. */
export const columnTransform = (x, y, cell) =>
  leans(cell) ? `translate(${x - 2} ${y - 6}) rotate(-45)` : `translate(${x + FONT_PX / 3} ${y - 5}) rotate(-90)`;
