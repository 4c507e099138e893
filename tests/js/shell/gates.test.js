import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Gates } from "../../../assets/js/shell/gates.js";

mock.timers.enable({ apis: ["setTimeout"] });

/** @type {string} */
let open;
/** @type {Gates} */
let gates;
/** @type {string[]} */
let did;

beforeEach(() => {
  open = "lab";
  did = [];
  gates = new Gates((lab, section) => open === lab || open === `${lab}.${section}`);
});

/**
 * A handler of a lab, or of one of its sections, with what it starts from.
 *
 * @param {number} id
 * @param {object} about
 * @param {string | null} [about.section]
 * @param {boolean} [about.fresh]
 * @param {boolean} [about.streams]
 */
function register(id, { section = null, fresh = false, streams = false } = {}) {
  gates.register(id, {
    lab: "lab",
    section,
    values: ["first"],
    fresh,
    run: () => did.push(`run ${id}`),
    halt: streams ? () => did.push(`halt ${id}`) : null,
  });
}

/** @param {string} lab */
function opens(lab) {
  open = lab;
  gates.opened();
  mock.timers.tick(0);
}

/**
 * @param {string} value
 * @param {boolean} [isTyping]
 */
function change(value, isTyping = false) {
  gates.changed(1, [value], isTyping);
  mock.timers.tick(0);
}

test("a handler whose outputs are there runs when its inputs change, once for the same", () => {
  register(1, { fresh: true });
  mock.timers.tick(0);
  assert.deepEqual(did, []);
  change("second");
  change("second");
  assert.deepEqual(did, ["run 1"]);
});

test("a handler whose outputs are not there runs at once", () => {
  register(1);
  mock.timers.tick(0);
  assert.deepEqual(did, ["run 1"]);
});

test("while somebody types, it waits for a pause", () => {
  register(1, { fresh: true });
  change("s", true);
  mock.timers.tick(300);
  change("se", true);
  mock.timers.tick(300);
  assert.deepEqual(did, []);
  mock.timers.tick(50);
  assert.deepEqual(did, ["run 1"]);
});

test("inputs that come back to what is shown compute nothing", () => {
  register(1, { fresh: true });
  change("second", true);
  change("first", true);
  mock.timers.tick(1000);
  assert.deepEqual(did, []);
});

test("in a closed lab nothing runs; on opening it what has changed does", () => {
  open = "other";
  register(1, { fresh: true });
  register(2, { fresh: true });
  change("second");
  assert.deepEqual(did, []);
  opens("lab");
  assert.deepEqual(did, ["run 1"]);
  opens("other");
  opens("lab");
  assert.deepEqual(did, ["run 1"]);
});

test("in a closed section nothing runs, though its lab is open", () => {
  open = "lab.a";
  register(1, { section: "b" });
  register(2, { section: "a" });
  mock.timers.tick(0);
  assert.deepEqual(did, ["run 2"]);
  opens("lab.b");
  assert.deepEqual(did, ["run 2", "run 1"]);
});

test("inputs may change before their handler is there", () => {
  change("second");
  register(1, { fresh: true });
  mock.timers.tick(0);
  assert.deepEqual(did, ["run 1"]);
});

test("a handler that streams is left for newer inputs, and starts anew when it is through", () => {
  register(1, { fresh: true, streams: true });
  change("second");
  change("third");
  assert.deepEqual(did, ["run 1"]); // it has not begun yet
  gates.streams(1);
  change("fourth");
  gates.streams(1);
  assert.deepEqual(did, ["run 1", "halt 1"]);
  gates.settled(1);
  mock.timers.tick(0);
  assert.deepEqual(did, ["run 1", "halt 1", "run 1"]);
  gates.settled(1);
  mock.timers.tick(0);
  assert.deepEqual(did, ["run 1", "halt 1", "run 1"]);
});

test("a handler that was left by hand stays left", () => {
  register(1, { fresh: true, streams: true });
  change("second");
  gates.streams(1);
  gates.halt(1);
  gates.halt(1);
  gates.settled(1);
  mock.timers.tick(0);
  assert.deepEqual(did, ["run 1", "halt 1"]);
});

test("a stream that is through before it could be left is not left", () => {
  register(1, { fresh: true, streams: true });
  change("second");
  gates.halt(1);
  gates.settled(1);
  gates.streams(1);
  assert.deepEqual(did, ["run 1"]);
});

test("of many runs that are asked for at once the last alone waits", () => {
  const element = { classList: { toggle: (/** @type {string} */ _, /** @type {boolean} */ on) => did.push(`${on}`) } };
  register(1, { fresh: true });
  gates.gate(1).element = /** @type {any} */ (element);
  for (const value of ["second", "third", "fourth"]) change(value);
  gates.settled(1);
  gates.settled(1);
  assert.equal(did.at(-1), "false");
});

test("what the server had no room for can be tried again with the same inputs", () => {
  register(1, { fresh: true });
  gates.gate(1).refuse = () => did.push("refused");
  change("second");
  gates.refused(1);
  gates.settled(1);
  opens("lab");
  assert.deepEqual(did, ["run 1", "refused", "run 1"]);
});

test("what was left on purpose was not refused", () => {
  register(1, { fresh: true, streams: true });
  gates.gate(1).refuse = () => did.push("refused");
  change("second");
  gates.streams(1);
  gates.halt(1);
  gates.refused(1);
  assert.deepEqual(did, ["run 1", "halt 1"]);
});
