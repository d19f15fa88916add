import { expect, test } from "vitest";
import { container } from "../../images/container.ts";

/**
 * Rows recorded from BusyBox (Debian's busybox-static) in a directory with the file f ("hi") and the directory d with the file x ("a"):
 * what goes to both streams, and the exit code where it is not the usual 1 of a complaint.
 */
const RECORDED: readonly (readonly [command: string, said: string, code?: number])[] = [
  ["ls nope", "ls: nope: No such file or directory\n"],
  ["ls d f", "f\n\nd:\nx\n", 0],
  ["ls -1 d f nope", "ls: nope: No such file or directory\nf\n\nd:\nx\n"],
  ["ls -R d", "d:\nx\n", 0],
  ["ls -a d", ".\n..\nx\n", 0],
  ["ls -F", "d/\nf\nl@\n", 0],
  ["ls -C --color=always .", "\u001b[1;34md\u001b[m  \u001b[0;0mf\u001b[m  \u001b[1;36ml\u001b[m\n", 0],
  ["cat nope", "cat: can't open 'nope': No such file or directory\n"],
  ["cat d", "cat: read error: Is a directory\n"],
  ["touch a/b", "touch: a/b: No such file or directory\n"],
  ["rm nope", "rm: can't remove 'nope': No such file or directory\n"],
  ["rm d", "rm: 'd' is a directory\n"],
  ["mkdir d", "mkdir: can't create directory 'd': File exists\n"],
  ["mkdir a/b", "mkdir: can't create directory 'a/b': No such file or directory\n"],
  ["rmdir d", "rmdir: 'd': Directory not empty\n"],
  ["rmdir nope", "rmdir: 'nope': No such file or directory\n"],
  ["cp nope y", "cp: can't stat 'nope': No such file or directory\n"],
  ["cp d y", "cp: omitting directory 'd'\n"],
  ["cp f a/b", "cp: can't create 'a/b': No such file or directory\n"],
  ["mv nope y", "mv: can't rename 'nope': No such file or directory\n"],
  ["mv f a/b", "mv: can't rename 'f': No such file or directory\n"],
  ["ln -s f f", "ln: f: File exists\n"],
  ["chmod 644 nope", "chmod: nope: No such file or directory\n"],
  ["chmod zzz f", "chmod: invalid mode 'zzz'\n"],
  ["chown root nope", "chown: nope: No such file or directory\n"],
  ["head nope", "head: nope: No such file or directory\n"],
  ["wc nope", "wc: nope: No such file or directory\n"],
  ["wc f", "        1         1         3 f\n", 0],
  ["wc -l f", "1 f\n", 0],
  [
    "wc f d/x",
    "        1         1         3 f\n        1         1         2 d/x\n        2         2         5 total\n",
    0,
  ],
  ["sort nope", "sort: nope: No such file or directory\n"],
  ["uniq nope", "uniq: can't open 'nope': No such file or directory\n"],
  ["cut -f1 nope", "cut: nope: No such file or directory\n"],
  ["cut f", "cut: expected a list of bytes, characters, or fields\n"],
  ["grep x nope", "grep: nope: No such file or directory\n", 2],
  ["du nope", "du: nope: No such file or directory\n"],
  ["stat nope", "stat: can't stat 'nope': No such file or directory\n"],
  ["realpath nope", "realpath: nope: No such file or directory\n"],
  ["md5sum nope", "md5sum: can't open 'nope': No such file or directory\n"],
  ["md5sum f", "764efa883dda1e11db47671c4a3bbd9e  f\n", 0],
  ["base64 nope", "base64: nope: No such file or directory\n"],
  ["tee nope/x </dev/null", "tee: nope/x: No such file or directory\n"],
  ["sleep x", "sleep: invalid number 'x'\n"],
  ["date -d zzz", "date: invalid date 'zzz'\n"],
  ["env nope", "env: can't execute 'nope': No such file or directory\n", 127],
  ["timeout 1 nope", "timeout: can't execute 'nope': No such file or directory\n", 127],
  ["diff f nope", "diff: can't stat 'nope': No such file or directory\n", 2],
  ["tar tf nope", "tar: can't open 'nope': No such file or directory\n"],
  ["/bin/kill 99999", "kill: can't kill pid 99999: No such process\n"],
  ["/bin/kill", "kill: you need to specify whom to kill\n"],
  ["killall nope", "killall: nope: no process killed\n"],
  ["pidof nope", ""],
  ["id nope", "id: unknown user nope\n"],
  ["groups nope", "groups: unknown user nope\n"],
  ["ip addr show nope", "ip: can't find device 'nope'\n"],
  ["ifconfig nope", "ifconfig: nope: error fetching interface information: Device not found\n"],
  ["mount nope", "mount: can't find nope in /etc/fstab\n"],
  [
    "ps -o nope",
    expect.stringMatching(/^ps: bad -o argument 'nope', supported arguments: user,group,comm,args,pid,ppid,/),
  ],
  ["busybox nope", "nope: applet not found\n", 127],
  ["busybox cat f", "hi\n", 0],
  ["echo --help", "--help\n", 0],
  ["nope", "sh: nope: not found\n", 127],
  ["cd /x", "sh: cd: line 0: can't cd to /x: No such file or directory\n"],
];

const pod = await container("busybox", { args: ["sleep", "1d"] });
await pod.exec("sh", "-c", "mkdir -p /work/d; cd /work; echo hi > f; echo a > d/x; ln -s f l");

test.each(RECORDED.map(([command, said, code = 1]) => ({ command, said, code })))(
  "$command",
  async ({ command, said, code }) => {
    const inside = command.startsWith("cd ") || command === "nope" ? command : `cd /work; ${command}`;
    const got = await pod.exec("sh", "-c", inside);
    expect({ said: got.stderr + got.stdout, code: got.code }).toEqual({ said, code });
  },
);

/** The banner of the build, and getopt's words of its C library. */
test.each([
  { image: "busybox", command: ["ls", "-y"], first: "ls: invalid option -- 'y'" },
  { image: "alpine", command: ["ls", "-y"], first: "ls: unrecognized option: y" },
  { image: "alpine", command: ["mkdir"], first: "BusyBox v1.37.0 (2025-01-17 18:12:01 UTC) multi-call binary." },
  {
    image: "busybox",
    command: ["rm", "--help"],
    first: "BusyBox v1.37.0 (2024-09-26 21:31:42 UTC) multi-call binary.",
  },
  { image: "alpine", command: ["head", "--lines"], first: "head: unrecognized option: lines" },
])("$image: $command", async ({ image, command, first }) => {
  const own = await container(image, { args: ["sleep", "1d"] });
  const { stderr, stdout } = await own.exec(...command);
  expect(stderr.split("\n")[0]).toBe(first);
  expect(stderr).toContain(`\n\nUsage: ${command[0]} `.replace(/ $/, ""));
  expect(stdout).toBe("");
});

/** Columns as Debian's busybox-static prints them, and TIME as builds with it do. */
test.each([
  {
    command: "ls -l f l",
    stdout: `-rw-r--r--    1 root     root             3 Jan  1 00:00 f
lrwxrwxrwx    1 root     root             1 Jan  1 00:00 l -> f
`,
  },
  {
    command: "ps",
    stdout: `PID   USER     TIME  COMMAND
    1 root      0:00 sleep 1d
  PID root      0:00 sh -c cd /work; ps
  PID root      0:00 ps
`,
  },
  { command: "ps -o pid,comm | head -2", stdout: "PID   COMMAND\n    1 sleep\n" },
  {
    command: "free",
    stdout: `              total        used        free      shared  buff/cache   available
Mem:        8388608      995728     5870347       10905     1522533     7199103
Swap:             0           0           0
`,
  },
  {
    command: "free -h | head -2",
    stdout: `              total        used        free      shared  buff/cache   available
Mem:           8.0G      972.4M        5.6G       10.6M        1.5G        6.9G
`,
  },
  {
    command: "df -h / /dev",
    stdout: `Filesystem                Size      Used Available Use% Mounted on
overlay                 100.0G     24.0G     76.0G  24% /
tmpfs                    64.0M         0     64.0M   0% /dev
`,
  },
  {
    command: "df -P /dev",
    stdout: `Filesystem           1024-blocks    Used Available Capacity Mounted on
tmpfs                    65536         0     65536   0% /dev
`,
  },
  {
    command: "ip -o addr; ip route; ip neigh",
    stdout: `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: eth0    inet 10.244.1.2/24 brd 10.244.1.255 scope global eth0\\       valid_lft forever preferred_lft forever
default via 10.244.1.1 dev eth0${" "}
10.244.1.0/24 via 10.244.1.1 dev eth0  src 10.244.1.2${" "}
10.244.1.1 dev eth0 scope link  src 10.244.1.2${" "}
10.244.1.1 dev eth0 lladdr 0a:58:0a:f4:01:01 ref 1 used 0/0/0 probes 1 REACHABLE
`,
  },
  {
    command: "route -n",
    stdout: `Kernel IP routing table
Destination     Gateway         Genmask         Flags Metric Ref    Use Iface
0.0.0.0         10.244.1.1      0.0.0.0         UG    0      0        0 eth0
10.244.1.0      10.244.1.1      255.255.255.0   UG    0      0        0 eth0
10.244.1.1      0.0.0.0         255.255.255.255 UH    0      0        0 eth0
`,
  },
  {
    command: "ifconfig lo",
    stdout: `lo        Link encap:Local Loopback${"  "}
          inet addr:127.0.0.1  Mask:255.0.0.0
          UP LOOPBACK RUNNING  MTU:65536  Metric:1
          RX packets:0 errors:0 dropped:0 overruns:0 frame:0
          TX packets:0 errors:0 dropped:0 overruns:0 carrier:0
          collisions:0 txqueuelen:1000${" "}
          RX bytes:0 (0.0 B)  TX bytes:0 (0.0 B)

`,
  },
  { command: "arp -a", stdout: "? (10.244.1.1) at 0a:58:0a:f4:01:01 [ether]  on eth0\n" },
  { command: "which ls ip busybox", stdout: "/bin/ls\n/bin/ip\n/bin/busybox\n" },
])("$command", async ({ command, stdout }) => {
  const got = await pod.exec("sh", "-c", `cd /work; ${command}`);
  expect(got.stdout.replaceAll(/^ *(?!1 )\d+(?= root)/gm, "  PID")).toBe(stdout);
});
