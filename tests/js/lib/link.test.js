import assert from "node:assert/strict";
import { test } from "node:test";
import { oneOf, setting, whole } from "../../../assets/js/lib/link.js";
import { keptChoice, watched } from "../../../assets/js/lib/watch.js";
import { inLanguage, language, t } from "../../../assets/js/lib/words.js";
import { page } from "../page.js";

test("a setting is written as text", () => {
  const link = page();
  setting("memory.step").set(3);
  assert.equal(link["memory.step"], "3");
});

test("a link that says something unknown says nothing", () => {
  page("en", { "memory.gate": "<b>", "memory.order": "resets" });
  assert.equal(oneOf("memory.gate", ["cell", "hidden"], "cell"), "cell");
  assert.equal(oneOf("memory.order", ["varies", "resets"], "varies"), "resets");
  assert.equal(oneOf("memory.nothing", ["varies"], "varies"), "varies");
});

test("a whole number of a link is below its count", () => {
  page("en", { a: "7", b: "-1", c: "1e3", d: "99999999999", e: "" });
  assert.equal(whole("a", 8, 0), 7);
  assert.equal(whole("a", 7, 2), 2);
  for (const key of ["b", "c", "d", "e", "f"]) assert.equal(whole(key, 1e12, 5), 5);
});

test("a watched value tells who watches", () => {
  const seen = /** @type {number[]} */ ([]);
  const value = watched(1);
  value.watch((now) => seen.push(now));
  value.set(2);
  assert.deepEqual([seen, value.get()], [[2], 2]);
});

test("a kept choice is in the link, and one that is unknown is its first", () => {
  const link = page("en", { "attention.scale": "?" });
  const seen = /** @type {string[]} */ ([]);
  const scale = keptChoice("attention.scale", ["head", "row", "one"], "head");
  scale.watch((now) => seen.push(now));
  assert.equal(scale.get(), "head");
  scale.set("row");
  assert.deepEqual([scale.get(), link["attention.scale"], seen], ["row", "row", ["row"]]);
});

test("strings have their places filled, and what is unknown is a mistake", () => {
  page("en");
  assert.equal(t("shell.n_tokens", { n: 12 }), "12 tokens");
  assert.equal(t("shell.n_tokens"), "{n} tokens");
  assert.throws(() => t("shell.no_such_string"), /no string shell.no_such_string/);
});

test("messages come in the page's language, in English where there is no other", () => {
  page("zh");
  assert.equal(language(), "zh");
  assert.equal(inLanguage({ en: "too long", zh: "太长" }), "太长");
  assert.equal(inLanguage({ en: "too long" }), "too long");
});
