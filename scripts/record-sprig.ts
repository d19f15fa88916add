/** Records what the real helm makes of test/worker/base/sprig/expressions.txt: `HELM=/path/to/helm npx tsx scripts/record-sprig.ts`. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expressions, sprigChart, valuesIn } from "../test/worker/base/sprig/chart.ts";

const helm = process.env.HELM;
if (!helm) throw new Error("HELM names the real helm");
const folder = mkdtempSync(join(tmpdir(), "sprig-"));
for (const [path, text] of Object.entries(sprigChart)) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
const rendered = execFileSync(helm, ["template", "rel", folder], { encoding: "utf8" });
const values = valuesIn(rendered);
const lines = expressions.map((line, at) => `${JSON.stringify([line, values[at]])}`);
writeFileSync(
  new URL("../test/worker/base/sprig/recorded/values.json", import.meta.url),
  `[\n${lines.join(",\n")}\n]\n`,
);
