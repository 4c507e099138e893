import assert from "node:assert/strict";
import { test } from "node:test";
import { page } from "../page.js";

page("zh");
const { inOurWords } = await import("../../../assets/js/attention/bertviz.js");

test("BertViz's menus are called in the page's language", () => {
  assert.equal(inOurWords('Layer: <select id="layer">'), '层：<select id="layer">');
  assert.equal(inOurWords("<span>Head: </span>"), "<span>头：</span>");
});
