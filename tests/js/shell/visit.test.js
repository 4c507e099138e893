import assert from "node:assert/strict";
import { test } from "node:test";
import { isMove, Visit } from "../../../assets/js/shell/visit.js";

const START = { lab: "tokens", text: "a", gpt: "gpt", "memory.section": "gates" };

/** A visit whose first entry is written, and what it says to further ones. */
function visiting() {
  const visit = new Visit();
  let [deed, now] = [0, 0];
  const at = { deed, isTyping: false, now };
  assert.equal(visit.isNew(START, at), false);
  return {
    visit,
    /** @param {Partial<typeof START>} moves */
    after(moves, { deeds = 1, isTyping = false, ms = 1000 } = {}) {
      deed += deeds;
      now += ms;
      return visit.isNew({ ...START, ...moves }, { deed, isTyping, now });
    },
    deed: () => deed,
  };
}

test("labs, sections, texts and models are moves; how something is set is none", () => {
  for (const key of ["lab", "text", "gpt", "bert", "lstm", "norms.section"]) assert.ok(isMove(key), key);
  for (const key of ["lang", "attention.left_head", "memory.step", "section"]) assert.ok(!isMove(key), key);
});

test("a move by somebody begins an entry, a setting does not", () => {
  const { after } = visiting();
  assert.equal(after({}), false);
  assert.equal(after({ lab: "memory" }), true);
  assert.equal(after({ lab: "memory" }), false);
  assert.equal(after({ lab: "memory", "memory.section": "weights" }), true);
  assert.equal(after({ gpt: "gpt-zh" }), true);
});

test("what one click changes, and what follows from it by itself, is one entry", () => {
  const { after } = visiting();
  assert.equal(after({ text: "b" }), true);
  assert.equal(after({ text: "b", lab: "memory" }, { deeds: 0 }), false);
  assert.equal(after({ text: "b", lab: "memory", gpt: "other" }, { deeds: 0, ms: 9000 }), false);
});

test("nothing that happens before somebody does anything begins an entry", () => {
  const { after } = visiting();
  assert.equal(after({ lab: "memory" }, { deeds: 0 }), false);
});

test("a text that is typed in one go is one entry; one after a pause, or one that is chosen, another", () => {
  const { after } = visiting();
  const isTyping = true;
  assert.equal(after({ text: "ab" }, { isTyping, ms: 100 }), true);
  assert.equal(after({ text: "abc" }, { isTyping, ms: 100 }), false);
  assert.equal(after({ text: "abcd" }, { isTyping, ms: 2900 }), false);
  assert.equal(after({ text: "abcde" }, { isTyping, ms: 3100 }), true);
  assert.equal(after({ text: "an example" }, { ms: 100 }), true);
  assert.equal(after({ text: "an example, typed on" }, { isTyping, ms: 100 }), true);
});

test("an entry that Back leads to is not written anew, until somebody moves on from there", () => {
  const { visit, after, deed } = visiting();
  assert.equal(after({ lab: "memory" }), true);
  visit.walked(START, deed());
  assert.equal(after({}, { deeds: 0 }), false);
  assert.equal(after({ gpt: "late" }, { deeds: 0 }), false);
  assert.equal(after({ gpt: "late", lab: "norms" }), true);
});
