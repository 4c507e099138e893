import assert from "node:assert/strict";
import { test } from "node:test";
import { hexOf, shown } from "../../../assets/js/tokens/spellings.js";
import { fixture } from "../page.js";

/** @typedef {import("../../../assets/js/tokens/spellings.js").Spellings} Spellings */
/** @type {{ text: string, spellings: Spellings, shown: string }[]} */
const texts = fixture("spellings");

test("every text is shown as Python shows it", () => {
  for (const one of texts) assert.equal(shown(one.text, one.spellings), one.shown, JSON.stringify(one.text));
});

test("a character of no spelling stays as it is", () => {
  assert.equal(shown("xyz", {}), "xyz");
});

test("bytes are those of UTF-8", () => {
  for (const { text, spellings } of texts) {
    const bytes = [...new TextEncoder().encode(text)].map(
      (byte) => `<${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
    );
    assert.equal(hexOf(text, spellings), bytes.join(""));
  }
});
