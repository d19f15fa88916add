/** The command line as a process of its own, bundled anew for a test file. */
import { execFileSync, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly stdin?: string;
  readonly cwd?: string;
  readonly entry?: string;
  /** Told of stdout as it comes. */
  readonly onOutput?: (text: string, signal: (name: NodeJS.Signals) => void) => void;
}

/** @param name of the folder below dist; each test file takes its own, as they run side by side */
export function commandLine(name: string) {
  const folder = resolve(root, "dist", name);
  const main = resolve(folder, "main.js");
  return {
    build: () => execFileSync("node", [resolve(root, "scripts/build-cli.mjs"), folder], { cwd: root }),
    remove: () => rmSync(folder, { recursive: true }),
    run: (args: readonly string[], { stdin = "", cwd = root, entry = main, onOutput }: Run = {}): Promise<Ended> =>
      new Promise((done, failed) => {
        const child = spawn("node", [entry, ...args], { cwd });
        let [stdout, stderr] = ["", ""];
        child.stdout.setEncoding("utf8").on("data", (text: string) => {
          stdout += text;
          onOutput?.(stdout, (signal) => child.kill(signal));
        });
        child.stderr.setEncoding("utf8").on("data", (text: string) => {
          stderr += text;
        });
        child.on("error", failed).on("close", (exitCode) => done({ exitCode, stdout, stderr }));
        child.stdin.end(stdin);
      }),
  };
}
