import assert from "node:assert/strict";
import { test } from "node:test";
import { tableRows } from "../../../assets/js/decoding/runs.js";
import { page } from "../page.js";

test("a table of numbers names their units in its head", () => {
  page();
  const [head] = tableRows([], []);
  for (const column of ["log-probability (nats)", "surprisal (bits)", "entropy (bits)"])
    assert.ok(head.includes(column), column);
  page("zh");
  assert.ok(tableRows([], [])[0].includes("惊异度（比特）"));
});
