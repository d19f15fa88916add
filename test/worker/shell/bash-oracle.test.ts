import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lab, type Result } from "./lab.ts";

/** Every script in `oracle/` is run by the real bash and by ours; what they print and how they end must be equal. */
const bash = ["/usr/bin/bash", "/bin/bash"].find((path) => existsSync(path));
const folder = join(import.meta.dirname, "oracle");

const scripts = readdirSync(folder).flatMap((file) =>
  readFileSync(join(folder, file), "utf8")
    .split(/^#--\n/m)
    .map((script) => ({ subject: file.replace(".sh", ""), script: script.trimEnd() })),
);

async function real(script: string): Promise<Result> {
  const cwd = mkdtempSync(join(tmpdir(), "oracle-"));
  const env = { HOME: "/home/user", PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C.UTF-8" };
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

describe.skipIf(!bash)("as the real bash", () => {
  test.each(scripts)("$subject: $script", async ({ script }) => {
    const [theirs, ours] = [await real(script), await lab().bash(script)];
    expect(ours).toEqual(theirs);
  });
});
