// Where the tensors of an opened part stand, from what each is computed from. The residual stream runs on top, what
// branches off it below; no architecture is named here.

/** @typedef {{ name: string, reads: string[], part: string }} Made a tensor by its full name, in the order of making */
/** @typedef {{ name: string, column: number, row: number }} Node */
/** @typedef {{ from: string, to: string, isStream: boolean }} Wire */

/**
 * A tensor stands one column behind the last of those that it reads, in the row of the first of them if that is free.
 *
 * @param {Made[]} tensors
 * @returns {{ nodes: Node[], wires: Wire[], nColumns: number, nRows: number }}
 */
export function wire(tensors) {
  const spine = spineOf(tensors);
  const before = readsOf(tensors);
  /** @type {Map<string, Node>} */
  const placed = new Map();
  const taken = new Set();
  for (const { name } of tensors) {
    const read = (before.get(name) ?? []).flatMap((one) => placed.get(one) ?? []);
    const column = read.length ? 1 + Math.max(...read.map((node) => node.column)) : 0;
    let row = spine.has(name) ? 0 : Math.max(1, read[0]?.row ?? 1);
    while (taken.has(`${column},${row}`)) row++;
    taken.add(`${column},${row}`);
    placed.set(name, { name, column, row });
  }
  const nodes = [...placed.values()];
  const first = Math.min(...nodes.map(({ row }) => row));
  for (const node of nodes) node.row -= first;
  const wires = tensors.flatMap(({ name }) =>
    (before.get(name) ?? []).map((from) => ({ from, to: name, isStream: spine.has(name) && spine.has(from) })),
  );
  const reach = (/** @type {"column" | "row"} */ side) => 1 + Math.max(...nodes.map((node) => node[side]));
  return { nodes, wires, nColumns: reach("column"), nRows: reach("row") };
}

/** What each reads of what was made before it: a state also reads itself, a token earlier. @param {Made[]} tensors */
function readsOf(tensors) {
  const seen = new Set();
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { name, reads } of tensors) {
    found.set(
      name,
      reads.filter((one) => seen.has(one)),
    );
    seen.add(name);
  }
  return found;
}

/**
 * The stream itself, and norms that stand in it (post-norm): those that norm the stream and are read by it, or by
 * nobody.
 *
 * @param {Made[]} tensors
 */
function spineOf(tensors) {
  const spine = new Set(tensors.filter(({ part }) => part === "stream").map(({ name }) => name));
  for (const { name, part, reads } of tensors) {
    if (part !== "norm" || !reads.some((one) => spine.has(one))) continue;
    const readers = tensors.filter((one) => one.reads.includes(name));
    if (!readers.length || readers.some((one) => spine.has(one.name))) spine.add(name);
  }
  return spine;
}

const [NARROWEST, WIDEST, BETWEEN] = [78, 118, 18];
const [CARD, BELOW] = [88, 16];

/**
 * Pixels of it.
 *
 * @param {ReturnType<typeof wire>} wired
 * @param {number} width that there is
 */
export function layOutPart({ nodes, wires, nColumns, nRows }, width) {
  const card = Math.max(NARROWEST, Math.min(WIDEST, Math.floor(width / nColumns) - BETWEEN));
  const [step, line] = [card + BETWEEN, CARD + BELOW];
  const boxes = new Map(nodes.map(({ name, column, row }) => [name, { x: column * step, y: row * line }]));
  const paths = wires.map(({ from, to, isStream }) => {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    return { isStream, d: a && b ? bend(a.x + card, a.y + CARD / 2, b.x, b.y + CARD / 2) : "" };
  });
  return { card, height: CARD, width: nColumns * step - BETWEEN, tall: nRows * line - BELOW, boxes, paths };
}

/**
 * Straight on, and up or down just before what reads it: nothing that stands between is crossed.
 *
 * @param {number} x0
 * @param {number} y0
 * @param {number} x1
 * @param {number} y1
 */
function bend(x0, y0, x1, y1) {
  if (y0 === y1) return `M${x0} ${y0}H${x1}`;
  const from = x1 - BETWEEN;
  return `M${x0} ${y0}H${from}C${x1} ${y0} ${from} ${y1} ${x1} ${y1}`;
}
