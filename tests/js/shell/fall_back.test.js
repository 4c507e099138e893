import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { FallBack } from "../../../assets/js/shell/fall_back.js";

const error = { en: "The hub cannot be reached.", zh: "连接不到模型库。" };
const counted = (/** @type {string} */ model) => ({
  model,
  title: model.toUpperCase(),
  n_tokens: 3,
  limit: null,
  ends_open: false,
});
const outOfReach = (/** @type {string} */ model) => ({ model, title: model, error, usable: false });
const emptyText = (/** @type {string} */ model) => ({ model, title: model, error, usable: true });

/** @type {FallBack} */
let fallBack;

beforeEach(() => {
  fallBack = new FallBack();
  fallBack.see({ gpt: counted("gpt"), bert: counted("bert") });
});

const back = (/** @type {import("../../../assets/js/shell/fall_back.js").Counts} */ counts) =>
  fallBack.see(counts).map(({ family, wanted, kept }) => [family, wanted.model, kept?.model]);

test("a model out of reach gives way to the last one that was had, and that is said until another is chosen", () => {
  assert.deepEqual(back({ gpt: outOfReach("hub"), bert: counted("bert") }), [["gpt", "hub", "gpt"]]);
  assert.deepEqual(back({ gpt: counted("gpt"), bert: counted("bert") }), []);
  assert.deepEqual(
    fallBack.refusals.map(({ wanted, kept }) => [wanted.model, kept?.title]),
    [["hub", "GPT"]],
  );
  back({ gpt: counted("other"), bert: counted("bert") });
  assert.deepEqual(fallBack.refusals, []);
  assert.deepEqual(back({ gpt: outOfReach("hub") }), [["gpt", "hub", "other"]]);
});

test("it is tried again, in vain and with success", () => {
  back({ gpt: outOfReach("hub") });
  back({ gpt: counted("gpt") });
  fallBack.forget("gpt");
  assert.deepEqual(fallBack.refusals, []);
  assert.deepEqual(back({ gpt: outOfReach("hub") }), [["gpt", "hub", "gpt"]]);
  assert.equal(fallBack.refusals.length, 1);
  assert.deepEqual(back({ gpt: counted("hub") }), []);
  assert.deepEqual(fallBack.refusals, []);
});

test("a text that cannot be read is no reason to leave a model", () => {
  assert.deepEqual(back({ gpt: emptyText("other"), bert: counted("bert") }), []);
  assert.deepEqual(back({ gpt: outOfReach("hub"), bert: counted("bert") }), [["gpt", "hub", "other"]]);
});

test("where nothing was had before, nothing takes its place and nothing runs in a circle", () => {
  fallBack = new FallBack();
  assert.deepEqual(back({ gpt: outOfReach("hub") }), []);
  assert.equal(fallBack.refusals[0].kept, null);
  back({ gpt: counted("gpt") });
  assert.deepEqual(back({ gpt: outOfReach("gpt") }), []);
});
