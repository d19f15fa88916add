/** Our helm beside the real one, each before a cluster of its own: the same lines, the same bytes. */
import { setMaxListeners } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGroups } from "../client/lines.ts";
import { StoppedTools } from "../client/realTools.ts";
import { Sides } from "../client/sides.ts";

// A sandbox has one signal that many loops wait for.
setMaxListeners(0);

const here = import.meta.dirname;
/** Without what client-go logs when it ends a watch in the middle of an answer, which is now and then. */
const withoutRaces = (stderr: string): string =>
  stderr.replace(/^[IWE]\d{4} .* reflector\.go:.*watch ended with error.*\n/gm, "");

const count = { same: 0, all: 0 };
let tools: StoppedTools;
beforeAll(() => {
  tools = new StoppedTools(mkdtempSync(join(tmpdir(), "gatehouse-tools-")));
});
afterAll(() => {
  rmSync(tools.folder, { recursive: true, force: true });
  process.stdout.write(`helm oracle: ${count.same}/${count.all}\n`);
});

describe.each(readGroups(readFileSync(join(here, "lines.txt"), "utf8")))("$name", ({ lines }) => {
  let sides: Sides;
  beforeAll(async () => {
    sides = await Sides.start(tools, join(here, "files"));
  });
  afterAll(() => sides.stop());

  test.each(lines)("$line", async ({ line, afterMs }) => {
    count.all += 1;
    await sides.pass(afterMs);
    const { theirs, ours } = await sides.run(line);
    expect(ours).toEqual({ ...theirs, stderr: withoutRaces(theirs.stderr) });
    count.same += 1;
  });
});
