import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lab } from "./lab.ts";
import { realBash, runReally, scriptsIn } from "./oracle.ts";

/** Every script in `oracle/` is run by the real bash and by ours; what they print and how they end must be equal. */
describe.skipIf(!realBash)("as the real bash", () => {
  test.each(scriptsIn(join(import.meta.dirname, "oracle")))("$subject: $script", async ({ script }) => {
    const [theirs, ours] = [await runReally(script), await lab().bash(script)];
    expect(ours).toEqual(theirs);
  });
});
