import { setMaxListeners } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Group } from "./lines.ts";
import { StoppedTools } from "./realTools.ts";
import { Sides } from "./sides.ts";

// A sandbox has one signal that many loops wait for.
setMaxListeners(0);

/** How long the scenario's pods get until they run. */
const SETTLE_MS = 30_000;
/** What a busy machine may take to unpack the tools, and to start a pair of clusters. */
const HOOK_LIMIT_MS = 120_000;

/**
 * Holds our kubectl and helm to the real ones: each line on both sides, stdout, stderr and exit code byte for byte. Says at the end how
 * many lines agreed.
 *
 * @param words what else a line's words stand for, from the names of the pods of the Deployment web
 */
export function compareClients(
  title: string,
  groups: readonly Group[],
  words: (pods: readonly string[]) => Readonly<Record<string, string>>,
): void {
  let tools: StoppedTools;
  const count = { same: 0, all: 0 };
  beforeAll(() => {
    tools = new StoppedTools(mkdtempSync(join(tmpdir(), "gatehouse-tools-")));
  }, HOOK_LIMIT_MS);
  afterAll(() => {
    rmSync(tools.folder, { recursive: true, force: true });
    process.stdout.write(`${title}: ${count.same}/${count.all}\n`);
  });

  describe.each(groups)("$name", ({ lines }) => {
    let sides: Sides;
    let replaced: Readonly<Record<string, string>>;
    beforeAll(async () => {
      sides = await Sides.start(tools, join(import.meta.dirname, "files"));
      await sides.run("kubectl apply -f scenario.yaml");
      await sides.pass(SETTLE_MS);
      const { ours } = await sides.run("kubectl get pods -l app=web -o jsonpath='{.items[*].metadata.name}'");
      replaced = words(ours.stdout.split(" "));
    }, HOOK_LIMIT_MS);
    afterAll(() => sides.stop());

    test.each(lines)("$line", async ({ line, afterMs }) => {
      count.all += 1;
      await sides.pass(afterMs);
      const typed = Object.entries(replaced).reduce((text, [word, by]) => text.replaceAll(word, by), line);
      const { theirs, ours } = await sides.run(typed);
      expect(ours).toEqual(theirs);
      count.same += 1;
    });
  });
}
