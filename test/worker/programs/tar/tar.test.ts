import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { coreutils } from "../../../../worker/programs/coreutils/index.ts";
import { busyboxTarPrograms, tarPrograms } from "../../../../worker/programs/tar/index.ts";
import { lab } from "../../shell/lab.ts";
import { realBash, runReally, scriptsIn } from "../../shell/oracle.ts";

/** Every script in `oracle/` is run with this machine's tar and with ours. The machine must have GNU's. */
const isGnu = realBash !== undefined && (await runReally("tar --version | head -1")).stdout.includes("GNU");

describe.skipIf(!isGnu)("as GNU's tar", () => {
  const programs = new Map([...coreutils, ...tarPrograms]);
  test.each(scriptsIn(join(import.meta.dirname, "oracle")))("$script", async ({ script }) => {
    const [theirs, ours] = [await runReally(script), await lab({ programs }).bash(script)];
    expect(ours).toEqual(theirs);
  });
});

/** https://git.busybox.net/busybox/tree/archival/tar.c */
test.each([
  {
    says: "names what it leaves off",
    script: "tar cf - /etc/passwd | tar tf -",
    ends: { stdout: "etc/passwd\n", stderr: "tar: removing leading '/' from member names\n", exitCode: 0 },
  },
  {
    says: "goes on after a file that is not there",
    script: "touch a; tar cf t.tar nope a; tar tf t.tar",
    ends: {
      stdout: "a\n",
      stderr: "tar: nope: No such file or directory\ntar: error exit delayed from previous errors\n",
      exitCode: 0,
    },
  },
  {
    says: "needs a mode",
    script: "tar",
    ends: { stdout: "", stderr: "tar: must specify one of ctx\n", exitCode: 1 },
  },
])("BusyBox's tar $says", async ({ script, ends }) => {
  const programs = new Map([...coreutils, ...busyboxTarPrograms]);
  expect(await lab({ programs }).bash(script)).toEqual(ends);
});
