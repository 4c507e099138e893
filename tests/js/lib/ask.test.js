import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import { debounced, newest } from "../../../assets/js/lib/ask.js";

/** A server that answers when it is told to. */
function slowServer() {
  /** @type {{ question: unknown, resolve: (answer: unknown) => void, reject: (problem: Error) => void }[]} */
  const asked = [];
  const ask = (/** @type {unknown} */ question) =>
    new Promise((resolve, reject) => asked.push({ question, resolve, reject }));
  return { ask, asked };
}

function watchedAsk() {
  const server = slowServer();
  /** @type {string[]} */
  const said = [];
  const ask = newest({
    ask: server.ask,
    onAnswer: (answer) => said.push(`answer ${answer}`),
    onWait: (waits) => said.push(waits ? "waits" : "done"),
    onProblem: (problem) => said.push(`problem ${problem.message}`),
  });
  return { ...server, ask, said };
}

describe("asking the server", () => {
  test("waits, answers, is done", async () => {
    const { ask, asked, said } = watchedAsk();
    const done = ask({ text: "a" });
    asked[0].resolve("A");
    await done;
    assert.deepEqual(said, ["waits", "answer A", "done"]);
  });

  test("the same is not asked twice in a row", async () => {
    const { ask, asked, said } = watchedAsk();
    const first = ask({ text: "a" });
    await ask({ text: "a" });
    asked[0].resolve("A");
    await first;
    await ask({ text: "a" });
    assert.equal(asked.length, 1);
    assert.equal(said.filter((one) => one === "answer A").length, 1);
  });

  test("an older answer that comes late is dropped", async () => {
    const { ask, asked, said } = watchedAsk();
    const [old, now] = [ask("old"), ask("now")];
    asked[1].resolve("NOW");
    await now;
    asked[0].resolve("OLD");
    await old;
    assert.deepEqual(said, ["waits", "waits", "answer NOW", "done"]);
  });

  test("an older answer that comes first is dropped too, and the wait goes on", async () => {
    const { ask, asked, said } = watchedAsk();
    const [old, now] = [ask("old"), ask("now")];
    asked[0].resolve("OLD");
    await old;
    assert.deepEqual(said, ["waits", "waits"]);
    asked[1].resolve("NOW");
    await now;
    assert.deepEqual(said.slice(2), ["answer NOW", "done"]);
  });

  test("after a problem the same can be asked again", async () => {
    const { ask, asked, said } = watchedAsk();
    const first = ask("a");
    asked[0].reject(new Error("1311 tokens"));
    await first;
    const second = ask("a");
    asked[1].resolve("A");
    await second;
    assert.deepEqual(said, ["waits", "problem 1311 tokens", "done", "waits", "answer A", "done"]);
  });

  test("a problem of an older question is not told", async () => {
    const { ask, asked, said } = watchedAsk();
    const [old, now] = [ask("old"), ask("now")];
    asked[0].reject(new Error("refused"));
    asked[1].resolve("NOW");
    await Promise.all([old, now]);
    assert.ok(!said.some((one) => one.startsWith("problem")));
  });

  test("what fails while it is drawn is a problem like any other", async () => {
    const problems = /** @type {string[]} */ ([]);
    const ask = newest({
      ask: async () => 1,
      onAnswer: () => {
        throw new Error("no string x");
      },
      onProblem: (problem) => problems.push(problem.message),
    });
    await ask("a");
    assert.deepEqual(problems, ["no string x"]);
  });

  test("what is forgotten can be asked again, and its answer is dropped", async () => {
    const { ask, asked, said } = watchedAsk();
    const old = ask("a");
    ask.forget();
    asked[0].resolve("OLD");
    await old;
    const again = ask("a");
    asked[1].resolve("A");
    await again;
    assert.deepEqual(said, ["waits", "done", "waits", "answer A", "done"]);
  });
});

test("work waits for a pause, and does the last thing only", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const done = /** @type {string[]} */ ([]);
  const work = debounced((/** @type {string} */ text) => done.push(text), 100);
  work("a");
  mock.timers.tick(99);
  work("ab");
  mock.timers.tick(99);
  assert.deepEqual(done, []);
  mock.timers.tick(1);
  assert.deepEqual(done, ["ab"]);
  mock.timers.reset();
});
