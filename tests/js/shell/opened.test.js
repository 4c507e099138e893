import assert from "node:assert/strict";
import { test } from "node:test";
import { Link } from "../../../assets/js/shell/link.js";
import { Opened } from "../../../assets/js/shell/opened.js";

const LABS = { tokens: ["gpt"], memory: ["lstm", "gpt"], attention: ["gpt", "bert"] };
const KNOWN = {
  kept: /** @type {[string, string][]} */ ([]),
  defaults: { lab: ["tokens"], "memory.section": ["gates"], "attention.section": [""] },
  aliases: { "memory.part": "memory.section" },
  former_lab: "tokens",
};

/** @param {string} query */
function page(query) {
  const link = new Link(new URLSearchParams(query), () => {});
  const opened = new Opened(link);
  /** @type {[string, import("../../../assets/js/shell/opened.js").Asker][]} */
  const told = [];
  opened.watch("memory", (name, asker) => told.push([name, asker]));
  const restore = () => {
    link.learn(KNOWN);
    opened.restore(LABS);
  };
  return { link, opened, told, restore };
}

test("nothing is open before the page shows what the link says", () => {
  const { opened } = page("");
  assert.equal(opened.isOpen("tokens"), false);
  assert.equal(opened.isOpen("bar"), false);
});

test("the link's lab is open, else the first; what is no lab always is", () => {
  for (const [query, lab] of /** @type {const} */ ([
    ["lab=memory", "memory"],
    ["", "tokens"],
    ["lab=constructor", "tokens"],
  ])) {
    const { opened, restore } = page(query);
    restore();
    assert.deepEqual(
      ["tokens", "memory", "bar"].map((name) => opened.isOpen(name)),
      [lab === "tokens", lab === "memory", true],
    );
  }
});

test("a section is open with its lab alone; what all sections share is open with the lab", () => {
  const { opened, restore } = page("lab=memory");
  restore();
  assert.equal(opened.isOpen("memory", "gates"), false); // before the switch is there
  opened.offer("memory", ["gates", "weights"], "gates");
  assert.equal(opened.isOpen("memory", "gates"), true);
  assert.equal(opened.isOpen("memory", "weights"), false);
  assert.equal(opened.isOpen("memory"), true);
  opened.lab = "tokens";
  assert.equal(opened.isOpen("memory", "gates"), false);
});

test("the first section opens unasked, the link's is asked for", () => {
  const { opened, told } = page("");
  opened.offer("memory", ["gates", "weights"], "gates");
  assert.deepEqual(told, [["gates", null]]);
  const linked = page("memory.section=weights");
  linked.opened.offer("memory", ["gates", "weights"], "gates");
  assert.deepEqual(linked.told, [["weights", "link"]]);
});

test("the section that a link names of another lab than it opens is nobody's wish", () => {
  const { opened, told } = page("lab=tokens&memory.section=weights");
  opened.offer("memory", ["gates", "weights"], "gates");
  opened.openSection("memory", "gates");
  assert.deepEqual(told, [
    ["weights", null],
    ["gates", "person"],
  ]);
});

test("a section by its name of earlier days opens as soon as the page knows that name", () => {
  const { opened, told, restore } = page("lab=memory&memory.part=weights");
  opened.offer("memory", ["gates", "weights"], "gates");
  restore();
  assert.deepEqual(told, [
    ["gates", null],
    ["weights", "link"],
  ]);
});

test("a section that is not offered opens the first; where sections are doors, none", () => {
  const { opened } = page("memory.section=__proto__&attention.section=twin");
  opened.offer("memory", ["gates", "weights"], "gates");
  opened.offer("attention", ["mask", "cell"], "");
  assert.deepEqual([opened.section("memory"), opened.section("attention"), opened.section("norms")], ["gates", "", ""]);
});

test("opening keeps the link, and a door closes again", () => {
  const { link, opened, restore } = page("lab=attention");
  restore();
  opened.offer("attention", ["mask", "cell"], "");
  opened.openSection("attention", "cell");
  assert.equal(link.get("attention.section"), "cell");
  opened.openSection("attention", "");
  assert.equal(link.query(), "lab=attention");
  assert.equal(opened.isOpen("attention", "cell"), false);
});

test("the first opening is waited for, and has come when it was before", async () => {
  const { opened } = page("");
  opened.offer("memory", ["gates", "weights"], "gates");
  let hasCome = false;
  const first = opened.firstTime("memory", "weights").then(() => (hasCome = true));
  await opened.firstTime("memory", "gates");
  assert.equal(hasCome, false);
  opened.openSection("memory", "weights");
  await first;
  opened.openSection("memory", "gates");
  await opened.firstTime("memory", "weights");
});

test("after Back the link's sections are open, the open lab's comes into view", () => {
  const { link, opened, told, restore } = page("lab=memory");
  restore();
  opened.offer("memory", ["gates", "weights"], "gates");
  opened.offer("attention", ["mask", "cell"], "");
  opened.openSection("memory", "weights");
  opened.openSection("attention", "cell");
  link.take(new URLSearchParams("lab=memory"), (key) => key.endsWith(".section"));
  opened.walk();
  assert.deepEqual([opened.section("memory"), opened.section("attention")], ["gates", ""]);
  link.take(new URLSearchParams("memory.section=weights&attention.section=cell"), (key) => key.endsWith(".section"));
  opened.walk();
  assert.deepEqual([opened.section("memory"), opened.section("attention")], ["weights", "cell"]);
  assert.deepEqual(told.slice(1), [
    ["weights", "person"],
    ["gates", null],
    ["weights", "link"],
  ]);
});

test("a walk leads through every lab and section, forth and back, and ends", () => {
  const { opened, restore } = page("lab=tokens");
  restore();
  opened.offer("memory", ["gates", "weights"], "gates");
  opened.offer("attention", ["mask", "cell"], "");
  const walk = (/** @type {1 | -1} */ by) => {
    const stops = [];
    for (let stop = opened.stop(by); stop; stop = opened.stop(by)) {
      opened.lab = stop.lab;
      if (stop.section !== undefined) opened.openSection(stop.lab, stop.section);
      stops.push(`${stop.lab} ${opened.section(stop.lab)}`.trim());
    }
    return stops;
  };
  const all = ["tokens", "memory gates", "memory weights", "attention", "attention mask", "attention cell"];
  assert.deepEqual(walk(1), all.slice(1));
  assert.deepEqual(walk(-1), all.slice(0, -1).reverse());
});
