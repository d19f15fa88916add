/** The real helm, and what it made of our charts when that was last recorded. */
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { scaffold } from "../../../worker/programs/helm/scaffold/index.ts";
import { unpackedTools } from "../client/realTools.ts";
import { CASES } from "./cases.ts";

const RECORDED = join(import.meta.dirname, "recorded/templates.json.gz");
const CHARTS = join(import.meta.dirname, "../../../worker/charts");

/** Output of `helm template`, by chart and case. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

export const recordedOutputs = (): Outputs => JSON.parse(gunzipSync(readFileSync(RECORDED)).toString()) as Outputs;

export function record(outputs: Outputs): void {
  mkdirSync(dirname(RECORDED), { recursive: true });
  writeFileSync(RECORDED, gzipSync(JSON.stringify(outputs), { level: 9 }));
}

/** "NAME FLAGS…" as the words before and after the chart. */
export const lineFor = (flags: string, chart: string): string => {
  const [release, ...rest] = flags.split(" ");
  return ["template", release, chart, ...rest].join(" ").trim();
};

/** A folder with every chart in it: those that we ship, and what our `helm create` writes. */
export function chartFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "gatehouse-charts-"));
  for (const chart of Object.keys(CASES)) {
    if (existsSync(join(CHARTS, chart))) execFileSync("cp", ["-r", join(CHARTS, chart), path]);
    else {
      for (const [file, text] of scaffold(chart)) {
        mkdirSync(dirname(join(path, chart, file)), { recursive: true });
        writeFileSync(join(path, chart, file), text);
      }
    }
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** What the real helm makes of every chart in a folder. */
export async function realOutputs(folder: string): Promise<Outputs> {
  const run = promisify(execFile);
  const env = { PATH: `${unpackedTools()}:${process.env.PATH}`, HOME: folder };
  const outputs: Record<string, Record<string, string>> = {};
  for (const [chart, cases] of Object.entries(CASES)) {
    const made = await Promise.all(
      Object.entries(cases).map(async ([name, flags]) => {
        const line = `helm ${lineFor(flags, `./${chart}`)}`;
        const { stdout } = await run("bash", ["-c", line], { cwd: folder, env, maxBuffer: 2 ** 24 });
        return [name, stdout] as const;
      }),
    );
    outputs[chart] = Object.fromEntries(made);
  }
  return outputs;
}
