/** README's second command: installs what is missing, then format, lint, types, tests. Last line: `N passed, N failed, N skipped`. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
process.chdir(root);
const run = (command, args, options = {}) => spawnSync(command, args, { stdio: "inherit", ...options }).status === 0;
if (!existsSync(join(root, "node_modules/.package-lock.json")) && !run("npm", ["ci", "--no-audit", "--no-fund"]))
  process.exit(1);

let passed = 0;
let failed = 0;
let skipped = 0;
function gate(name, command, args) {
  console.log(`\n== ${name}`);
  if (run(command, args)) passed += 1;
  else failed += 1;
}
gate("lint", "npx", ["biome", "ci", "."]);
gate("types", "npm", ["run", "-s", "types"]);

console.log("\n== tests");
const report = join(root, "test-results/vitest.json");
rmSync(report, { force: true });
run("npx", ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
if (existsSync(report)) {
  const result = JSON.parse(readFileSync(report, "utf8"));
  passed += result.numPassedTests;
  failed += result.numFailedTests + (result.success || result.numFailedTests > 0 ? 0 : 1);
  skipped += result.numPendingTests + result.numTodoTests;
} else failed += 1;

console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
