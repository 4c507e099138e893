import assert from "node:assert/strict";
import { execSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const read = (/** @type {string} */ name) => readFileSync(`${root}${name}`, "utf8");

test("d3's modules are what `npm run vendor` makes of the locked versions", () => {
  const [command, file] = JSON.parse(read("package.json")).scripts.vendor.split(" --outfile=");
  const made = execSync(`node_modules/.bin/${command}`, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  assert.ok(made === read(file), "run `npm run vendor`");
});

test("what the kit takes from them has its types", () => {
  assert.equal(
    read("assets/vendor/d3-small/d3-small.d.ts"),
    read("assets/vendor/d3-small/entry.js").replace(/^\/\/.*\n/, ""),
  );
});
