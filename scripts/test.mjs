/**
 * Runs everything that must hold: lint, types, dead code, unit tests, the build and its sizes, lessons, the page in Chromium. Installs
 * what is missing. The last line counts gates and tests: `N passed, N failed, N skipped`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { ensureChromium } from "./chromium.mjs";

const root = resolve(import.meta.dirname, "..");
process.chdir(root);
const run = (command, args) => spawnSync(command, args, { stdio: "inherit" }).status === 0;
if (!existsSync(join(root, "node_modules/.bin/vitest")) && !run("npm", ["install", "--no-audit", "--no-fund"]))
  process.exit(1);

const count = { passed: 0, failed: 0, skipped: 0 };
function gate(name, passes) {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const passed = passes();
  count[passed ? "passed" : "failed"] += 1;
  console.log(`${passed ? "ok" : "FAILED"}: ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return passed;
}
function tests(name, config) {
  console.log(`\n== ${name}`);
  const report = join(root, `test-results/${name.replaceAll(" ", "-")}.json`);
  rmSync(report, { force: true });
  const passed = run("npx", [
    "vitest",
    "run",
    "--config",
    config,
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) {
    count.failed += 1;
    return;
  }
  const result = JSON.parse(readFileSync(report, "utf8"));
  count.passed += result.numPassedTests;
  count.failed += result.numFailedTests + (passed || result.numFailedTests > 0 ? 0 : 1);
  count.skipped += result.numPendingTests + result.numTodoTests;
}

gate("lint", () => run("npx", ["biome", "ci", "."]));
gate("types", () => run("npm", ["run", "-s", "types"]));
gate("dead code", () => run("npx", ["knip"]));
tests("unit", "vitest.config.ts");
if (gate("build", () => run("npm", ["run", "-s", "build"]))) {
  gate("sizes", () => run("node", ["scripts/sizes.mjs"]));
  gate("lessons", () => run("node", ["bin/gatehouse.mjs", "lesson", "test"]));
  if (gate("a Chromium to test with", ensureChromium)) tests("page in Chromium", "vitest.e2e.config.ts");
}
console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed === 0 ? 0 : 1);
