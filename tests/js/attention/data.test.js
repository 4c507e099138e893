import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeAttention, difference, exactHead, Head, shownPreset } from "../../../assets/js/attention/data.js";
import { fixture } from "../page.js";

/** @import { Stack } from "../../../assets/js/attention/data.js" */
/** @import { MapPayload, TracedPayload } from "../../../assets/js/attention/payloads.js" */

/** @type {{ payload: TracedPayload, pattern: number[][][][], maps: MapPayload[] }[]} */
const passes = fixture("attention");

/** @param {(typeof passes)[number]} pass */
const stackOf = ({ payload }) => /** @type {Stack} */ (decodeAttention(payload).stacks.get("self"));

/** @param {number} layer @param {number} head */
const placeOf = (
  layer,
  head,
  /** @type {import("../../../assets/js/attention/data.js").Place["kind"]} */ kind = "head",
) => ({
  layer,
  head,
  kind,
});

/** @param {Stack} stack */
const cellsOf = (stack) =>
  stack.queries.flatMap((_, query) => stack.keys.map((_, key) => /** @type {[number, number]} */ ([query, key])));

for (const pass of passes) {
  const n = pass.payload.tokens.source.length;

  test(`the grid of ${n} tokens is the pattern, each row within 1/510 of its maximum`, () => {
    const stack = stackOf(pass);
    for (const [layer, heads] of pass.pattern.entries())
      for (const [head, pattern] of heads.entries()) {
        const coarse = stack.coarse(placeOf(layer, head));
        assert.ok(coarse);
        const [down, across] = coarse.block;
        for (let row = 0; row < coarse.nRows; row++) {
          const most = coarse.rowMax(row);
          for (let column = 0; column < coarse.nColumns; column++) {
            const block = pattern.slice(row * down, (row + 1) * down);
            const strongest = Math.max(...block.flatMap((keys) => keys.slice(column * across, (column + 1) * across)));
            /** @type {number} */
            const shown = coarse.weights[row * coarse.nColumns + column];
            assert.ok(Math.abs(shown - strongest) <= most / 510 + 1e-6, `${row}, ${column}: ${shown}`);
          }
        }
      }
  });

  test(`the opened head of ${n} tokens is exact, and is not asked for again`, async () => {
    const stack = stackOf(pass);
    const head = stack.map(stack.first);
    assert.ok(head?.exact);
    for (const [query, key] of cellsOf(stack)) {
      assert.equal(head.weight(query, key), pass.pattern[stack.first.layer][stack.first.head][query][key]);
      assert.equal(head.isAllowed(query, key), key <= query);
    }
    assert.equal(await stack.exactly(stack.first, () => assert.fail()), head);
  });
}

test("all heads in one map, from the grid, are near what the server makes of them", () => {
  const stack = stackOf(passes[0]);
  assert.equal(passes[0].maps.length, 2);
  for (const payload of passes[0].maps) {
    const exact = exactHead(payload);
    const shown = stack.coarse(placeOf(0, 0, payload.kind));
    assert.ok(shown);
    for (const [query, key] of cellsOf(stack))
      assert.ok(Math.abs(shown.weight(query, key) - exact.weight(query, key)) <= 1 / 510 + 1e-6, payload.kind);
  }
});

test("a cell is allowed in the grid where its pattern may have anything", () => {
  const stack = stackOf(passes[0]);
  const head = stack.coarse(placeOf(1, 2));
  assert.ok(head);
  for (const [query, key] of cellsOf(stack)) assert.equal(head.isAllowed(query, key), key <= query);
});

test("a map of all heads is the same whichever head is chosen; one of a head is its own", async () => {
  const stack = stackOf(passes[0]);
  const average = exactHead(passes[0].maps[0]);
  stack.remember(average);
  assert.equal(stack.map(placeOf(0, 2, "average")), average);
  assert.notEqual(stack.map(placeOf(1, 2, "average")), average);
  assert.equal(stack.map(placeOf(0, 2, "rollout")), null);
  assert.notDeepEqual(stack.map(placeOf(0, 1))?.weights, stack.map(placeOf(0, 2))?.weights);
});

test("an exact map is asked for once, and found from then on", async () => {
  const stack = stackOf(passes[0]);
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return passes[0].maps[1];
  };
  const first = await stack.exactly(placeOf(0, 0, "maximum"), ask);
  assert.equal(await stack.exactly(placeOf(0, 1, "maximum"), ask), first);
  assert.equal(stack.map(placeOf(0, 0, "maximum")), first);
  assert.equal(asked, 1);
});

test("the cell to look at first is allowed, and the same in the grid and exactly", () => {
  for (const pass of passes) {
    const stack = stackOf(pass);
    const { layer, head } = stack.first;
    const { query, key } = /** @type {Head} */ (stack.map(stack.first)).strongest;
    assert.deepEqual(stack.coarse(placeOf(layer, head))?.strongest, { query, key });
    assert.ok(key < query && key > 0);
  }
});

test("differences are after less before, and the other way round the opposite", () => {
  const stack = stackOf(passes[0]);
  const [a, b] = [placeOf(0, 0), placeOf(1, 1)].map((place) => /** @type {Head} */ (stack.coarse(place)));
  const [there, back] = [difference(a, b), difference(b, a)];
  for (const [query, key] of cellsOf(stack)) {
    assert.equal(there.weight(query, key), Math.fround(b.weight(query, key) - a.weight(query, key)));
    assert.equal(there.weight(query, key) + back.weight(query, key), 0);
  }
  assert.equal(there.max, back.max);
  assert.equal(difference(a, a).max, 0);
});

test("a difference is allowed where either side is", () => {
  const grid = { nRows: 1, nColumns: 3, block: [1, 1] };
  const side = (/** @type {number[]} */ allowed) =>
    new Head(
      placeOf(0, 0),
      grid,
      { weights: new Float32Array(3), allowed: Uint8Array.from(allowed), strongest: { query: 0, key: 0 } },
      true,
    );
  assert.deepEqual([...difference(side([1, 0, 0]), side([0, 1, 0])).allowed], [1, 1, 0]);
});

test("a stack knows which heads and cells it has", () => {
  const stack = stackOf(passes[0]);
  assert.ok(stack.has({ layer: 1, head: 2 }) && !stack.has({ layer: 2, head: 0 }) && !stack.has({ layer: 0, head: 3 }));
  assert.ok(
    stack.holds({ query: 4, key: 4 }) && !stack.holds({ query: 5, key: 0 }) && !stack.holds({ query: 0, key: 5 }),
  );
});

test("a preset is shown while both panels show its passes", () => {
  const side = (/** @type {string} */ model, text = "") => ({ model, text });
  const models = { gpt: "gpt-zh", bert: "bert" };
  const presets = {
    one: { text: "a", models, left: side("gpt"), right: side("bert"), claims: {} },
    two: { text: "a", models, left: side("bert"), right: side("bert", "b"), claims: {} },
  };
  const panel = (/** @type {string} */ name, /** @type {string} */ model, /** @type {string} */ text) => ({
    side: name,
    data: { request: { model, text, mask: "native" } },
  });
  const shown = (/** @type {ReturnType<typeof panel>[]} */ ...panels) => shownPreset(presets, panels);
  assert.equal(shown(panel("left", "gpt-zh", "a"), panel("right", "bert", "a")), "one");
  assert.equal(shown(panel("left", "bert", "a"), panel("right", "bert", "b")), "two");
  assert.equal(shown(panel("left", "bert", "a"), panel("right", "bert", "a")), undefined);
  assert.equal(shown(panel("left", "gpt-zh", "a")), undefined);
});
