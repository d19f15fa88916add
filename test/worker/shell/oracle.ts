import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "./lab.ts";

/** The real bash of this machine, if it has one. */
export const realBash = ["/usr/bin/bash", "/bin/bash"].find((path) => existsSync(path));

/** The scripts in a folder: several a file, a line of `#--` between them. */
export function scriptsIn(folder: string): { subject: string; script: string }[] {
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .split(/^#--\n/m)
      .map((script) => ({ subject: file.replace(".sh", ""), script: script.trimEnd() })),
  );
}

/** Runs a script with the real bash and the machine's own tools, in an empty folder. */
export async function runReally(script: string): Promise<Result> {
  const cwd = mkdtempSync(join(tmpdir(), "oracle-"));
  const env = { HOME: "/home/user", PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C.UTF-8", TZ: "UTC" };
  try {
    return await new Promise((resolve) => {
      const child = execFile("bash", ["-c", script], { cwd, env }, (error, stdout, stderr) => {
        resolve({ stdout, stderr, exitCode: error ? (typeof error.code === "number" ? error.code : 128) : 0 });
      });
      child.stdin?.end();
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
