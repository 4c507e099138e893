// A cell of one head under the pointer and under the keyboard, however the head is drawn.

/**
 * @param pointers the pointer events that point at a cell
 * @param cellAt the {query, key} that a pointer event means, or null
 * @param state its `focus` is the cell that the keyboard starts from
 */
export function listen(element, pointers, { cellAt, state, stack, onFocus, onLeave, onPick }) {
  const point = (event) => {
    const cell = cellAt(event);
    if (cell) onFocus(cell);
    else onLeave();
  };
  for (const name of pointers) element.addEventListener(name, point);
  element.addEventListener("pointerleave", onLeave);
  element.addEventListener("blur", onLeave);
  element.addEventListener("click", (event) => {
    const cell = cellAt(event);
    if (cell) onPick(cell);
  });
  element.addEventListener("keydown", (event) => {
    const cell = walk(event, state.focus, stack);
    if (!cell && !(isPress(event) && state.focus)) return;
    event.preventDefault();
    if (cell) onFocus(cell);
    else onPick(state.focus);
  });
}

const isPress = ({ key }) => key === "Enter" || key === " ";

/** The cell that a key leads to, or null. */
function walk({ key, ctrlKey, metaKey, altKey }, from, { n_queries, n_keys }) {
  if (!from || ctrlKey || metaKey || altKey) return null;
  const goals = {
    ArrowLeft: { ...from, key: from.key - 1 },
    ArrowRight: { ...from, key: from.key + 1 },
    ArrowUp: { ...from, query: from.query - 1 },
    ArrowDown: { ...from, query: from.query + 1 },
    Home: { ...from, key: 0 },
    End: { ...from, key: n_keys - 1 },
  };
  const goal = goals[key];
  const clamp = (value, n) => Math.min(n - 1, Math.max(0, value));
  return goal ? { query: clamp(goal.query, n_queries), key: clamp(goal.key, n_keys) } : null;
}
