import assert from "node:assert/strict";
import { test } from "node:test";
import { csvText } from "../../../assets/js/lib/save.js";

/** @param {import("../../../assets/js/lib/table.js").Rows} rows */
const lines = (rows) => csvText(rows).replace("\ufeff", "").split("\r\n").slice(0, -1);

test("spreadsheets read every script: the file says that it is UTF-8", () => {
  assert.equal(csvText([["词元"]]).charCodeAt(0), 0xfeff);
});

test("commas, quotes and line breaks are quoted", () => {
  assert.deepEqual(lines([["a,b", 'say "hi"', "x\ny"]]), ['"a,b","say ""hi""","x\ny"']);
});

test("a token that looks like a formula is text", () => {
  assert.deepEqual(lines([["=1+1", "@SUM(A1)", "+a", "-cmd"]]), ["'=1+1,'@SUM(A1),'+a,'-cmd"]);
});

test("negative numbers stay numbers, a lone sign stays a sign", () => {
  assert.deepEqual(lines([[-1.5, "-2", "-", "="]]), ["-1.5,-2,-,="]);
});

test("nothing is an empty cell", () => assert.deepEqual(lines([["a", null, undefined, 0, false]]), ["a,,,0,false"]));
