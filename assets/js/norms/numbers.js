// Numbers as the norms view writes them.

const MINUS = "−";

/** A number in at most `digits` digits, as short as it can be said: 12.35, −0.0021, 3.1e−8. */
export function short(value, digits = 4) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size < 1e-3 || size >= 1e5 ? value.toExponential(1).replace(".0", "") : String(Number(value.toPrecision(digits)));
  return text.replaceAll("-", MINUS).replace("e+", "e");
}

/** The lowest and the highest of many. */
export function rangeOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** What `share` of all sizes stay below; of at most `SAMPLE` of them, evenly picked. */
export function sizeBelow(values, share) {
  const step = Math.max(1, Math.floor(values.length / SAMPLE));
  const sizes = Float32Array.from({ length: Math.ceil(values.length / step) }, (_, i) =>
    Math.abs(values[i * step]),
  ).sort();
  return sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))] || 1;
}

const SAMPLE = 200_000;
