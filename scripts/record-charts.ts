/** Records what the real helm makes of our charts: `HELM=/path/to/helm npx tsx scripts/record-charts.ts`. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { CASES, fileOf } from "../test/worker/charts/cases.ts";

const helm = process.env.HELM;
if (!helm) throw new Error("HELM names the real helm");
const charts = new URL("../worker/charts/", import.meta.url).pathname;
const recorded = new URL("../test/worker/charts/recorded/", import.meta.url).pathname;
mkdirSync(recorded, { recursive: true });
for (const [chart, cases] of Object.entries(CASES)) {
  for (const [name, flags] of Object.entries(cases)) {
    const [release, ...rest] = flags.split(" ");
    const line = `"${helm}" template ${release} "${charts}${chart}" ${rest.join(" ")}`;
    writeFileSync(`${recorded}${fileOf(chart, name)}`, execFileSync("bash", ["-c", line]));
  }
}
