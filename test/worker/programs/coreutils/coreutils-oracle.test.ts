import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lab } from "../../shell/lab.ts";
import { realBash, runReally, scriptsIn } from "../../shell/oracle.ts";

/** Every script in `oracle/` is run with this machine's tools and with ours. The machine must have GNU's. */
const isGnu = realBash !== undefined && (await runReally("ls --version | head -1")).stdout.includes("GNU");

describe.skipIf(!isGnu)("as GNU's tools", () => {
  test.each(scriptsIn(join(import.meta.dirname, "oracle")))("$subject: $script", async ({ script }) => {
    const [theirs, ours] = [await runReally(script), await lab().bash(script)];
    expect(ours).toEqual(theirs);
  });
});
