import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Link } from "../../../assets/js/shell/link.js";
import { fixture } from "../page.js";

/** @type {any} */
const { known, states, first } = fixture("links"); // what Python says of links

/** @param {string} query */
const pairs = (query) => [...new URLSearchParams(query)];

/**
 * @param {string} [query]
 * @param {() => void} [onChange]
 */
function learned(query = "", onChange = () => {}) {
  const link = new Link(new URLSearchParams(query), onChange);
  link.learn(known);
  return link;
}

/** @param {Record<string, unknown>} controls */
const valuesOf = (controls) => known.kept.map((/** @type {[string]} */ [key]) => ({ ...first, ...controls })[key]);

describe("a link says what Python would say", () => {
  for (const { controls, scripts, query } of states)
    test(query || "nothing", () => {
      const link = learned();
      link.keep(valuesOf(controls));
      for (const [key, value] of Object.entries(scripts)) link.set(key, /** @type {string} */ (value));
      assert.deepEqual(pairs(link.query()), pairs(query));
      assert.equal(learned(query).query(), link.query());
    });
});

test("what is said and is the default is left out", () => {
  assert.equal(learned("norms.section=side&lab=start&norms.seen=layer").query(), "");
});

test("what is at its default is left out again", () => {
  const link = learned("gpt=big/gpt&lab=start&norms.section=depth&norms.tied=1");
  link.keep(valuesOf({}));
  link.set("norms.section", "side");
  assert.equal(link.query(), "");
});

test("a number field that was emptied has no number", () => {
  const link = learned();
  link.keep(valuesOf({ "norms.groups": null }));
  assert.deepEqual(pairs(link.query()), [
    ["lab", "start"],
    ["norms.groups", ""],
  ]);
});

test("a value is the link's, else the default; what links do not know has none", () => {
  const link = learned("norms.site=h.0");
  assert.deepEqual(
    ["norms.site", "norms.section", "lang", "norms.gone"].map((key) => link.get(key)),
    ["h.0", "side", undefined, undefined],
  );
});

test("before the page knows what links hold, all that was said stays", () => {
  const link = new Link(new URLSearchParams("norms.gone=1&utm_source=a&norms.part=depth"), () => {});
  assert.deepEqual(pairs(link.query()), [
    ["norms.gone", "1"],
    ["utm_source", "a"],
    ["norms.part", "depth"],
  ]);
});

test("from then on settings that are gone are left out, and keys of others stay", () => {
  assert.equal(learned("norms.gone=1&utm_source=a&__theme=dark").query(), "utm_source=a&__theme=dark");
});

test("a key of earlier days is the one that took its place, if that is not said too", () => {
  assert.equal(learned("norms.part=depth").query(), "lab=tokens&norms.section=depth");
  assert.equal(learned("norms.part=depth&norms.section=side").get("norms.section"), "side");
});

test("a script's change is told once, with the change in the link", () => {
  /** @type {string[]} */
  const told = [];
  const link = learned("", () => told.push(link.query()));
  link.set("norms.site", "h.1");
  assert.deepEqual(told, ["lab=start&norms.site=h.1"]);
});

test("a link that is too long says so, and is short without its text", () => {
  const link = learned();
  link.put("text", ["x".repeat(9000)]);
  assert.equal(link.tooLong, true);
  assert.equal(link.query(["text"]), "lab=start");
  link.put("text", ["x"]);
  assert.equal(link.tooLong, false);
});

test("where one is is no choice, nor are the keys of others", () => {
  for (const query of ["", "lab=norms&norms.section=depth&lang=zh&defaults=zh&utm_source=a"])
    assert.equal(learned(query).holdsChoices(), false, query);
  for (const query of ["text=Hi", "gpt=big%2Fgpt", "norms.groups=4"])
    assert.equal(learned(query).holdsChoices(), true, query);
});

test("some keys are taken from another query, the others stay", () => {
  const link = learned("text=a&norms.section=depth&norms.site=h.1");
  const isSection = (/** @type {string} */ key) => key.endsWith(".section");
  link.take(new URLSearchParams("text=b&norms.site=h.2"), isSection);
  assert.equal(link.query(), "text=a&lab=tokens&norms.site=h.1");
  link.take(new URLSearchParams("norms.section=depth"), isSection);
  assert.deepEqual(link.those(isSection), { "norms.section": "depth" });
});

test("a link that says something and no lab is of the days when another lab was first", () => {
  assert.equal(learned("text=Hi").get("lab"), "tokens");
  assert.equal(learned("lang=zh&utm_source=a").get("lab"), "start");
});

test("a link is bare that names a lesson, and nothing to be shown beside it", () => {
  for (const query of ["lesson=one.1", "lesson=one.1&lang=zh&defaults=zh"]) assert.ok(learned(query).isBare(), query);
  for (const query of ["lesson=one.1&lab=norms", "lesson=one.1&text=Hi"]) assert.ok(!learned(query).isBare(), query);
});

describe("controls get back what links say of them", () => {
  for (const { controls, query } of states)
    test(query || "nothing", () => {
      const nearly = (/** @type {unknown} */ value) => (typeof value === "number" ? value.toPrecision(15) : value);
      assert.deepEqual(learned(query).values().map(nearly), valuesOf(controls).map(nearly));
    });
});

test("who watches a key is told when another link says something else of it", () => {
  const link = learned("lab=norms&norms.site=h.1&utm_source=a");
  const seen = /** @type {string[]} */ ([]);
  const both = () => seen.push("both");
  link.watch("norms.site", both);
  link.watch("text", both);
  link.watch("norms.section", () => seen.push("section"));
  const said = new URLSearchParams("lab=norms&norms.site=h.2&text=b");
  const all = () => true;
  assert.deepEqual(link.differing(said, all).sort(), ["norms.site", "text"]);
  const changed = link.differing(said, all);
  link.take(said, all);
  link.tell(changed);
  assert.deepEqual(seen, ["both"]); // once for one link
  assert.deepEqual(link.differing(said, all), []);
  assert.equal(new URLSearchParams(link.query()).get("utm_source"), "a");
});

test("a setting of a view that watches it, and all that Gradio keeps, can be shown in place", () => {
  const link = learned();
  assert.ok(["text", "lab", "norms.section", "norms.groups"].every((key) => link.isFollowed(key)));
  assert.ok(!link.isFollowed("norms.site"));
  link.watch("norms.site", () => {});
  assert.ok(link.isFollowed("norms.site"));
});
