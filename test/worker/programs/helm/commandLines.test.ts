import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type HelmLab, startHelmLab } from "./lab.ts";

interface Recorded {
  readonly charts: Readonly<Record<string, string>>;
  readonly rows: readonly (readonly [line: string, stdout: string, stderr: string, exitCode: number])[];
}

/** Command lines and what helm v4.2.3 answers, in a folder with some good and some bad charts; no cluster is needed. */
const recorded = JSON.parse(readFileSync(new URL("./recorded/commandLines.json", import.meta.url), "utf8")) as Recorded;

describe("command lines that need no cluster", () => {
  let lab: HelmLab;
  beforeAll(async () => {
    lab = await startHelmLab();
    lab.put("/tmp/charts", recorded.charts);
  });

  test.each(recorded.rows)("helm %s", async (line, stdout, stderr, exitCode) => {
    expect(await lab.helm(line, { cwd: "/tmp/charts" })).toEqual({ stdout, stderr, exitCode });
  });
});
