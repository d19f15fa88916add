import { spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine } from "../../../commandLine.ts";

const LIMIT_MS = 120_000;
const TALK_MS = 25_000;
const cli = commandLine("test-shell");
const main = resolve(import.meta.dirname, "../../../../dist/test-shell/main.js");
beforeAll(() => void cli.build(), LIMIT_MS);
afterAll(() => cli.remove());

/** util-linux's script(1) lends a terminal. */
const canLend = spawnSync("script", ["--version"]).stdout?.includes("util-linux") ?? false;

/** Types each line when the screen has shown what it waits for, and after that the prompt, if it waits for that too. */
function converse(turns: readonly { readonly after: string; readonly prompt?: boolean; readonly type: string }[]) {
  const command = `stty cols 90 rows 20; EDITOR='sed -i s/hello/goodbye/' exec node ${main} shell --profile kind`;
  const child = spawn("script", ["-qec", command, "/dev/null"]);
  let [screen, from, turn] = ["", 0, 0];
  const next = () => {
    const one = turns[turn];
    if (!one) return;
    const shown = screen.indexOf(one.after, from);
    if (shown < 0 || (one.prompt !== false && !screen.includes("$ ", shown + one.after.length))) return;
    from = screen.length;
    turn += 1;
    child.stdin.write(one.type);
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    next();
  });
  const giveUp = setTimeout(() => child.kill("SIGKILL"), TALK_MS);
  return new Promise<{ screen: string; exitCode: number | null }>((done) => {
    child.on("close", (exitCode) => {
      clearTimeout(giveUp);
      done({ screen, exitCode });
    });
  });
}

test.skipIf(!canLend)(
  "a shell takes keys, knows its size, is interrupted, edits with the reader's editor, and exits with its code",
  async () => {
    const { screen, exitCode } = await converse([
      { after: "", type: "kubectl get no\t\r" },
      { after: "kind-worker2", type: "stty size\r" },
      { after: "20 90", type: "sleep 1000\r" },
      { after: "sleep 1000", prompt: false, type: "\x03" },
      { after: "^C", type: 'echo "code $?"\r' },
      { after: "code 130", type: "echo hello > f; vi f; cat f\r" },
      { after: "goodbye", type: "exit 5\r" },
    ]);
    expect(screen).toContain("kind-control-plane");
    expect(screen).toContain("goodbye");
    expect(exitCode).toBe(5);
  },
  LIMIT_MS,
);
