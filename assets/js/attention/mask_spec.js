// Masks as the server and the link write them: `full`, `window:3`, `[[5,1]]`.

/** The masks to try; `paint` forbids single cells. */
export const KINDS = ["causal", "full", "window", "prefix", "padding", "paint"];
/** Those that have a size. */
export const SIZED = ["window", "prefix", "padding"];
const FIRST_SIZE = { window: 3, prefix: 3, padding: 2 };

export const isPainted = (spec) => spec.startsWith("[");

/** What a mask begins with. */
export const firstSpec = (kind) => (kind === "paint" ? "[]" : FIRST_SIZE[kind] ? `${kind}:${FIRST_SIZE[kind]}` : kind);

/** A mask from the link; the server refuses what it does not know, and says so. */
export function readSpec(written) {
  const spec = written ?? "full";
  if (isPainted(spec)) return isCells(spec) ? spec : "[]";
  const [kind, size] = spec.split(":");
  const isKnown =
    KINDS.includes(kind) && kind !== "paint" && SIZED.includes(kind) === /^[1-9]\d{0,1}$/.test(size ?? "");
  return isKnown ? spec : "full";
}

function isCells(spec) {
  try {
    return JSON.parse(spec).every((cell) => Array.isArray(cell) && cell.length === 2 && cell.every(Number.isInteger));
  } catch {
    return false;
  }
}
