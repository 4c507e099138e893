import assert from "node:assert/strict";
import { test } from "node:test";
import { ranking } from "../../../assets/js/norms/ranking.js";

const row = (/** @type {string} */ place, /** @type {number | null} */ loss) => ({ place, held_out_loss_nats: loss });

test("the best and the last norm are told, and what is without one apart", () => {
  const found = ranking([row("after", 4.8), row("none", 5.5), row("before", 4.7), row("rms", 4.71)]);
  assert.deepEqual(found, {
    best: { place: "before", loss: 4.7 },
    last: { place: "after", loss: 4.8 },
    without: { place: "none", loss: 5.5 },
  });
});

test("a training that blew up is not ranked, and one alone has nothing to be compared with", () => {
  assert.equal(ranking([row("before", 4.7), row("after", null), row("none", null)]), null);
  assert.equal(ranking([row("before", 4.7), row("after", 4.9), row("none", null)])?.without, null);
});
