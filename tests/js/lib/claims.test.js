import assert from "node:assert/strict";
import { test } from "node:test";
import { claimed } from "../../../assets/js/lib/claims.js";
import { t } from "../../../assets/js/lib/words.js";
import { page } from "../page.js";

page();

test("a hint gets its numbers in their units, and the heads that they are of", () =>
  assert.deepEqual(
    claimed({
      it: { value: 0.4496, unit: "share", head: [4, 1] },
      was: { value: 5.4, unit: "bits", head: null },
      far: { value: 48, unit: "tokens", head: null },
    }),
    { it: "45%", it_head: "L4H1", was: "5.4", far: "48" },
  ));

test("a string names another by its own words, of its lab or of one that it says", () => {
  Object.assign(window.unmasked.strings, {
    "lab.hint": "press {@press}, see {@tokens.title}, {n} of {unknown}",
    "lab.press": "Draw {n} again",
  });
  assert.equal(t("lab.hint", { n: 2 }), `press Draw {n} again, see ${t("tokens.title")}, 2 of {unknown}`);
  assert.throws(() => t("lab.hint2"));
});
