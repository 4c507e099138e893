// Walking through rows and columns with the arrow keys.

/** @typedef {{ row: number, column: number }} Place */

const PAGE = 10;

/** @type {Record<string, [number, number]>} */
const STEPS = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  PageUp: [-PAGE, 0],
  PageDown: [PAGE, 0],
};

/**
 * Where a key leads from a place in a grid, kept inside; null for a key that leads nowhere, also with Ctrl, Alt
 * or Meta held. Home and End lead to the ends of a row.
 *
 * @param {{ key: string, ctrlKey?: boolean, metaKey?: boolean, altKey?: boolean }} event
 * @param {Place} from
 * @param {{ nRows: number, nColumns: number }} grid
 * @returns {Place | null}
 */
export function walk({ key, ctrlKey, metaKey, altKey }, from, { nRows, nColumns }) {
  if (ctrlKey || metaKey || altKey) return null;
  if (key === "Home") return { ...from, column: 0 };
  if (key === "End") return { ...from, column: nColumns - 1 };
  const step = STEPS[key];
  return step ? { row: inside(from.row + step[0], nRows), column: inside(from.column + step[1], nColumns) } : null;
}

/**
 * Where a key leads on a line of `n` places, kept inside; null for a key that leads nowhere. All arrows move,
 * page keys by ten.
 *
 * @param {Parameters<typeof walk>[0]} event
 * @param {number} from
 * @param {number} n
 */
export function walkLine(event, from, n) {
  const place = walk(event, { row: 0, column: 0 }, { nRows: 1, nColumns: n });
  if (!place) return null;
  if (event.key === "Home" || event.key === "End") return place.column;
  const [down, right] = STEPS[event.key];
  return inside(from + down + right, n);
}

/**
 * An index kept from 0 to below n.
 *
 * @param {number} index
 * @param {number} n
 */
export const inside = (index, n) => Math.max(0, Math.min(n - 1, index));

/**
 * True for the keys that press a button.
 *
 * @param {{ key: string }} event
 */
export const isPress = ({ key }) => key === "Enter" || key === " ";

/**
 * Makes a group of elements one stop of the Tab key, and lets the arrow keys move the focus among them.
 *
 * @param {Element} group
 * @param {(event: KeyboardEvent, from: Element) => Element | null | undefined} find where a key leads from the
 *   focused element; null or undefined for nowhere
 * @returns {(element: Element) => void} makes an element the group's stop
 */
export function roving(group, find) {
  const stop = (/** @type {Element} */ element) => {
    for (const other of group.querySelectorAll('[tabindex="0"]')) other.setAttribute("tabindex", "-1");
    element.setAttribute("tabindex", "0");
  };
  group.addEventListener("keydown", (event) => {
    const pressed = /** @type {KeyboardEvent} */ (event);
    const next = find(pressed, /** @type {Element} */ (pressed.target));
    if (!next) return;
    pressed.preventDefault();
    stop(next);
    /** @type {HTMLElement | SVGElement} */ (next).focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  return stop;
}
