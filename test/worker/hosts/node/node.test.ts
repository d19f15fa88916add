import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine } from "../../../commandLine.ts";

const LIMIT_MS = 120_000;
const cli = commandLine("cli");
const folder = mkdtempSync(join(tmpdir(), "gatehouse-test-"));
const BIN = resolve(import.meta.dirname, "../../../../bin/gatehouse.mjs");
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return name;
};
const page = (root: string, path: string, content: string) => {
  mkdirSync(dirname(join(folder, root, path)), { recursive: true });
  writeFileSync(join(folder, root, path), content);
  return root;
};
const PAGE = "curl -s https://shop.example/a/b.txt";
beforeAll(() => void cli.build(), LIMIT_MS);
afterAll(() => rmSync(folder, { recursive: true }));

/** The bundle by the package's bin, called from a folder that is not the project's. */
const gatehouse = (args: readonly string[], options: Parameters<typeof cli.run>[1] = {}) =>
  cli.run(args, { cwd: folder, entry: BIN, ...options });

const STAND_IN = `kubectl run p --image=example.com/nobody/knows:1
for i in $(seq 30); do phase=$(kubectl get pod p --no-headers | tr -s ' ' | cut -d' ' -f3); [ "$phase" = Running ] && break; sleep 1; done
echo "$phase"`;

describe("gatehouse", { timeout: LIMIT_MS }, () => {
  test.each([
    { says: "the exit code is the script's", args: ["run", file("seven.sh", "exit 7")], exitCode: 7 },
    { says: "the script can come on stdin", args: ["run", "-"], stdin: "echo from stdin", stdout: "from stdin\n" },
    { says: "without a file it comes on stdin", args: ["run"], stdin: "echo bare", stdout: "bare\n" },
    {
      says: "arguments after the script are the script's, options too",
      args: ["run", "--seed", "2", file("args.sh", 'echo "$#: $*"'), "a b", "--seed", "c"],
      stdout: "3: a b --seed c\n",
    },
    {
      says: "a script in a file has this process's stdin",
      args: ["run", file("in.sh", 'read line; echo "got $line"')],
      stdin: "hello\n",
      stdout: "got hello\n",
    },
    {
      says: "stdout and stderr stay apart",
      args: ["run", file("apart.sh", "echo out; echo err >&2")],
      stdout: "out\n",
      stderr: "err\n",
    },
    {
      says: "the profile decides the nodes",
      args: ["run", "--profile=aks", file("nodes.sh", "kubectl get nodes -o name | head -n 1")],
      stdout: /^node\/aks-npuser2-14732456-vmss00000\d\n$/,
    },
    {
      says: "an image that nobody knows is not pulled",
      args: ["run", file("unknown.sh", STAND_IN)],
      stdout: /\n(ErrImagePull|ImagePullBackOff)\n$/,
    },
    {
      says: "with --stand-in something stands in for it",
      args: ["run", "--stand-in", file("standin.sh", STAND_IN)],
      stdout: "pod/p created\nRunning\n",
    },
    {
      says: "--internet puts a folder's pages on the internet, by host and path",
      args: ["run", "--internet", page("pages", "shop.example/a/b.txt", "from the folder\n"), file("page.sh", PAGE)],
      stdout: "from the folder\n",
    },
    {
      says: "--internet takes a folder",
      args: ["run", "--internet", "nowhere", "seven.sh"],
      exitCode: 2,
      stderr: /^gatehouse: --internet nowhere: no such folder\n/,
    },
    {
      says: "an unknown profile is refused, and those that exist are named",
      args: ["run", "--profile", "gke", "seven.sh"],
      exitCode: 2,
      stderr: /^gatehouse: no profile "gke"; there are: kind, aks\nusage: /,
    },
    {
      says: "a seed is a number",
      args: ["run", "--seed", "x", "seven.sh"],
      exitCode: 2,
      stderr: /^gatehouse: --seed takes a whole number, not "x"\n/,
    },
    {
      says: "an option without its value is refused",
      args: ["run", "--seed"],
      exitCode: 2,
      stderr: /^gatehouse: --seed needs a value\n/,
    },
    {
      says: "an unknown option is refused",
      args: ["run", "--sed=1", "seven.sh"],
      exitCode: 2,
      stderr: /^gatehouse: unknown option --sed=1\n/,
    },
    {
      says: "a script that is not there is told as bash does",
      args: ["run", "nope.sh"],
      exitCode: 127,
      stderr: "gatehouse: nope.sh: No such file or directory\n",
    },
    ...[["--help"], ["help"], ["serve", "--help"], ["run", "-h"], ["lesson", "test", "--help"]].map((args) => ({
      says: `${args.join(" ")} tells the usage`,
      args,
      stdout: /^usage: gatehouse COMMAND\n/,
    })),
    {
      says: "lessons are played by one process at least",
      args: ["lesson", "test", "--jobs", "0"],
      exitCode: 2,
      stderr: /^gatehouse: --jobs takes a whole number from 1, not "0"\n/,
    },
    {
      says: "an unknown command is refused",
      args: ["walk"],
      exitCode: 2,
      stderr: /^gatehouse: unknown command walk\n/,
    },
    {
      says: "a shell needs a terminal",
      args: ["shell"],
      exitCode: 2,
      stderr: /^gatehouse: shell needs a terminal; run takes scripts\n/,
    },
    {
      says: "what waits for ever is stopped after hours of cluster time",
      args: ["run", file("wait.sh", "echo waiting; until false; do sleep 60; done")],
      exitCode: 124,
      stdout: "waiting\n",
      stderr: "gatehouse: wait.sh: stopped after 3 hours of cluster time\n",
    },
  ])("$says", async ({ args, stdin = "", exitCode = 0, stdout = "", stderr = "" }) => {
    const ended = await gatehouse(args, { stdin });
    const matching = (wanted: string | RegExp) => (typeof wanted === "string" ? wanted : expect.stringMatching(wanted));
    expect(ended).toEqual({ exitCode, stdout: matching(stdout), stderr: matching(stderr) });
  });

  test.each([
    { says: "a loop that never rests", script: "while :; do :; done", signal: "SIGINT", exitCode: 130 },
    { says: "a loop in virtual time", script: "while sleep 0.01; do :; done", signal: "SIGINT", exitCode: 130 },
    { says: "a watch", script: "kubectl get pods -w", signal: "SIGTERM", exitCode: 143 },
  ] as const)("$says is ended by $signal", async ({ script, signal, exitCode }) => {
    let sent = false;
    const ended = await gatehouse(["run", "-"], {
      stdin: `echo started\n${script}`,
      onOutput: (text, send) => {
        if (sent || !text.includes("started")) return;
        sent = true;
        send(signal);
      },
    });
    expect(ended.exitCode).toBe(exitCode);
  });

  // All of them are played by `gatehouse lesson test` itself, which CI runs.
  test("a lesson of a folder is played, with the seed that is asked for", async () => {
    const ended = await gatehouse([
      "lesson",
      "test",
      "--seed",
      "7",
      resolve(import.meta.dirname, "../../../../lessons/services/01-a-pod-and-its-ip"),
    ]);
    expect(ended.stdout).toMatch(/^ok {4}.*01-a-pod-and-its-ip\n1 passed, 0 failed\n$/);
    expect(ended.exitCode).toBe(0);
  });

  test("lessons are played in as many processes as are asked for, and told and counted as one", async () => {
    for (const [name, verify] of Object.entries({ good: "[ -e done ]", bad: "true" })) {
      const step = { title: "A step", text: "step1/text.md", verify: "step1/verify.sh" };
      page(`pair/${name}`, "index.json", JSON.stringify({ title: name, details: { steps: [step] } }));
      page(`pair/${name}`, "step1/text.md", "A text.");
      page(`pair/${name}`, "step1/verify.sh", verify);
      page(`pair/${name}`, "step1/solution.sh", "touch done");
    }
    const ended = await gatehouse(["lesson", "test", "--jobs", "2", "pair"]);
    expect(ended.stdout).toMatch(/^ok {4}pair\/good$/m);
    expect(ended.stdout).toMatch(/^FAIL {2}pair\/bad\n {6}unit 0 \(A step\): verify passes before anything is done$/m);
    expect(ended.stdout).toMatch(/\n1 passed, 1 failed\n$/);
    expect(ended.exitCode).toBe(1);
  });

  test("check-script prints a bash script", async () => {
    const ended = await gatehouse(["check-script"]);
    expect(ended.stdout.startsWith("#!/usr/bin/env bash\n")).toBe(true);
  });
});
