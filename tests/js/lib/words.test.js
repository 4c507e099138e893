import assert from "node:assert/strict";
import { test } from "node:test";
import { named } from "../../../assets/js/lib/words.js";
import { page } from "../page.js";

test("a name and its value have the language's own colon", () => {
  page();
  assert.equal(named("mask", "full"), "mask: full");
  page("zh");
  assert.equal(named("掩码", 3), "掩码：3");
});
