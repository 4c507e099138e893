// Which norm learned best, by the loss on text that was held out.

/** @import { TwinRow } from "./payloads.js" */
/** @typedef {{ place: string, loss: number }} Finished */

/**
 * The best and the last of the twins with a norm, and the one without; null where fewer than two have a loss.
 *
 * @param {Pick<TwinRow, "place" | "held_out_loss_nats">[]} rows
 * @returns {{ best: Finished, last: Finished, without: Finished | null } | null}
 */
export function ranking(rows) {
  const finished = rows.flatMap(({ place, held_out_loss_nats: loss }) => (loss === null ? [] : [{ place, loss }]));
  const normed = finished.filter(({ place }) => place !== "none").sort((a, b) => a.loss - b.loss);
  if (normed.length < 2) return null;
  return {
    best: normed[0],
    last: normed[normed.length - 1],
    without: finished.find(({ place }) => place === "none") ?? null,
  };
}
