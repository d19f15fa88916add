import { expect, test } from "vitest";
import { coreutils } from "../../../../worker/programs/coreutils/index.ts";
import { textPrograms } from "../../../../worker/programs/text/index.ts";
import { lab } from "../../shell/lab.ts";

/** Heads and columns as procps 4.0.2, util-linux 2.38 and coreutils 9.1 print them; the machine of the lab is a plain one. */
test.each([
  { script: "ps -o pid= -p $$ | grep -c $$", stdout: "1\n" },
  { script: "ps | head -1", stdout: "    PID TTY          TIME CMD\n" },
  {
    script: "ps aux | head -1",
    stdout: "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n",
  },
  { script: "ps -ef | head -1", stdout: "UID          PID    PPID  C STIME TTY          TIME CMD\n" },
  { script: "ps -eo user,comm,args | head -1", stdout: "USER     COMMAND         COMMAND\n" },
  { script: "ps -p 99999; echo $?", stdout: "    PID TTY          TIME CMD\n1\n" },
  {
    script: "free -m",
    stdout: `               total        used        free      shared  buff/cache   available
Mem:            7940         942        5556          10        1441        6814
Swap:              0           0           0
`,
  },
  {
    script: "df",
    stdout: `Filesystem     1K-blocks    Used Available Use% Mounted on
/dev/sda1       41251136 9900273  31350863  25% /
`,
  },
  {
    script: "df -hT /tmp",
    stdout: `Filesystem     Type  Size  Used Avail Use% Mounted on
/dev/sda1      ext4   40G  9.5G   30G  25% /
`,
  },
  { script: "mount", stdout: "/dev/sda1 on / type ext4 (rw,relatime)\n" },
  {
    script: "top -bn1 | sed -n 7p",
    stdout: "    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n",
  },
])("$script", async ({ script, stdout }) => {
  const programs = new Map([...coreutils, ...textPrograms]);
  expect(await lab({ programs }).bash(script)).toEqual({ stdout, stderr: "", exitCode: 0 });
});
