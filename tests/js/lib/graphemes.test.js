import assert from "node:assert/strict";
import { test } from "node:test";
import { graphemes, shortened } from "../../../assets/js/lib/graphemes.js";

const FAMILY = "👨‍👩‍👧";

test("a short text stays", () => assert.equal(shortened("street", 6), "street"));

test("a long text is cut to its length", () => assert.equal(shortened("streets", 6), "stree…"));

test("an emoji of several code points is one character", () => {
  assert.deepEqual(graphemes(`a${FAMILY}b`), ["a", FAMILY, "b"]);
  assert.equal(shortened(FAMILY.repeat(4), 3), `${FAMILY}${FAMILY}…`);
  assert.equal(shortened(FAMILY.repeat(3), 3), FAMILY.repeat(3));
});

test("an accent stays on its letter", () => assert.equal(shortened("e\u0301e\u0301e\u0301", 2), "e\u0301…"));

test("flags are not taken apart", () => assert.equal(shortened("🇨🇳🇫🇷🇩🇪", 2), "🇨🇳…"));
