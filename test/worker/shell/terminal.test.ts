import { describe, expect, test } from "vitest";
import { fromUtf8 } from "../../../worker/base/streams.ts";
import { openTerminal } from "../../../worker/shell/index.ts";
import { forgetful } from "../../../worker/shell/machine/index.ts";
import type { ProcessMemory } from "../../../worker/shell/program.ts";
import { withoutSequences } from "../../../worker/shell/terminal/width.ts";
import { lab } from "./lab.ts";

/** A terminal that is typed at: gives what the screen got since, without colours and cursor moves. */
async function at({ memory = forgetful(), columns = 80 }: { memory?: ProcessMemory; columns?: number } = {}) {
  const { clock, machine, standing } = lab({
    env: { PS1: "$ " },
    files: { "notes.txt": "n\n", "notebook.txt": "b\n" },
  });
  const terminal = openTerminal({ machine, ...standing, memory, size: { columns, rows: 10 } });
  let raw = "";
  void (async () => {
    for await (const chunk of terminal.output) raw += fromUtf8(chunk);
  })();
  const type = async (keys: string) => {
    raw = "";
    terminal.write(keys);
    await clock.advance(2000);
    return raw;
  };
  await type("");
  return { type: async (keys: string) => withoutSequences(await type(keys)).replaceAll("\r", ""), raw: type, terminal };
}

describe("a shell at a terminal", () => {
  test.each([
    { says: "runs a line", keys: "echo hi\r", shows: "hi\n$ " },
    {
      says: "shows PS2 until a command is whole",
      keys: "for i in 1 2; do\recho n$i\rdone\r",
      shows: "> echo n$i\n> done\nn1\nn2\n$ ",
    },
    { says: "waits for the end of a here document", keys: "cat <<E\rx\rE\r", shows: "> x\n> E\nx\n$ " },
    { says: "erases with backspace", keys: "echo ab\u007fc\r", shows: "ac\n$ " },
    { says: "moves to the start with Ctrl-A", keys: "cho hi\u0001e\r", shows: "hi\n$ " },
    { says: "kills and yanks", keys: "hi\u0015echo \u0019\r", shows: "hi\n$ " },
    { says: "moves by words", keys: "echo b c\u001bb\u001bba \r", shows: "a b c\n$ " },
    { says: "goes back in history", keys: "echo one\recho two\r\u001b[A\u001b[A\r", shows: "one\n$ " },
    { says: "searches history with Ctrl-R", keys: "echo alpha\recho beta\r\u0012alp\r", shows: "alpha\n$ " },
    { says: "expands !!", keys: "echo again\r!!\r", shows: "echo again\nagain\n$ " },
    {
      says: "takes a paste of several lines as one edit",
      keys: "\u001b[200~echo p1\necho p2\u001b[201~\r",
      shows: "p1\np2\n$ ",
    },
    { says: "drops a line at Ctrl-C", keys: "echo lost\u0003echo kept\r", shows: "kept\n$ " },
    { says: "completes commands", keys: "ech\tdone\r", shows: "done\n$ " },
    {
      says: "completes files to what they share, then lists them",
      keys: "cat note\t\t",
      shows: "notebook.txt  notes.txt\n$ cat note",
    },
    { says: "completes a file", keys: "cat notes\t\r", shows: "n\n$ " },
    { says: "completes variables", keys: "echo $HOM\t\r", shows: "/home/user\n$ " },
    {
      says: "reports a syntax error in one line",
      keys: "echo )\r",
      shows: "bash: syntax error near unexpected token `)'\n$ ",
    },
    { says: "says what is not there", keys: "nope\r", shows: "bash: nope: command not found\n$ " },
    { says: "uses aliases", keys: "alias k='echo kubectl'\rk get <<< x\r", shows: "kubectl get\n$ " },
  ])("$says", async ({ keys, shows }) => {
    const { type } = await at();
    expect((await type(keys)).endsWith(shows)).toBe(true);
  });

  test("keeps COLUMNS and LINES at the terminal's size, and exports neither", async () => {
    const { type, terminal } = await at();
    expect(await type("echo $COLUMNS x $LINES\r")).toMatch(/^80 x 10$/m);
    terminal.resize({ columns: 100, rows: 40 });
    expect(await type("echo $COLUMNS x $LINES\r")).toMatch(/^100 x 40$/m);
    expect(await type("env | grep -c -e COLUMNS -e LINES\r")).toMatch(/^0$/m);
  });

  test("Ctrl-C ends an endless loop, a sleeping program and a whole pipeline", async () => {
    const { type } = await at();
    for (const command of [
      "while :; do :; done",
      "sleep 1000",
      "yes >/dev/null",
      "sleep 1000 | cat",
      "(sleep 100; sleep 100)",
    ]) {
      await type(`${command}\r`);
      expect(await type("\u0003")).toBe("^C\n$ ");
      expect(await type("echo $?\r")).toBe("echo $?\n130\n$ ");
    }
  });

  test("a program that reads gets lines, edited by backspace, until Ctrl-D", async () => {
    const { type } = await at();
    await type("cat\r");
    expect(await type("abx\u007f\r")).toContain("ab\n");
    expect(await type("\u0004")).toBe("$ ");
  });

  test("keys typed while a command runs are the next command", async () => {
    const { type } = await at();
    await type("sleep 10\r");
    await type("echo later\r");
    expect((await type("")) + (await type("")) + (await type("")) + (await type(""))).toContain("later\n$ ");
  });

  test("a line longer than the screen wraps, and its start can be edited", async () => {
    const { type } = await at({ columns: 20 });
    const text = "abcdefghij".repeat(4);
    expect(await type(`cho ${text}\u0001e\r`)).toContain(`${text}\n$ `);
  });

  test("state comes back with the same memory", async () => {
    const memory = forgetful();
    const first = await at({ memory });
    await first.type("x=5; f() { echo f$x; }; alias a=echo; cd /tmp; declare -a l=(1 '2 3')\r");
    const saved: unknown = JSON.parse(JSON.stringify(memory.read()));
    const again = forgetful();
    again.write(saved);
    const second = await at({ memory: again });
    expect(await second.type('f; a $PWD "$' + '{l[1]}"\r')).toContain("f5\n/tmp 2 3\n$ ");
    expect(await second.type("\u001b[A\u001b[A")).toContain("alias a=echo");
  });

  test("background jobs are announced when they start and when they end", async () => {
    const { type } = await at();
    expect(await type("sleep 3 &\r")).toMatch(/\[1\] \d+\n\$ $/);
    await type("");
    expect(await type("\r")).toBe("\n[1]+  Done                    sleep 3\n$ ");
  });

  test.each([
    [
      "an output without a newline at its end",
      "printf abc\r",
      /abc(?:\u001b\[\?2004h)\r\u001b\[3C\u001b\[J\$ \r\u001b\[5C$/,
    ],
    ["as wide as the screen", "printf %80s x\r", /x\u001b\[\?2004h\r\u001b\[J\$ \r\u001b\[2C$/],
    ["an output of whole lines", "echo abc\r", /abc\r\n\u001b\[\?2004h\r\u001b\[J\$ /],
    ["a cleared screen", "printf abc; clear\r", /\u001b\[\?2004h\r\u001b\[J\$ /],
  ])("the prompt follows %s", async (_what, keys, shows) => {
    const { raw } = await at();
    expect(await raw(keys)).toMatch(shows);
  });

  test("output has a carriage return before each newline", async () => {
    const { raw } = await at();
    expect(await raw("printf 'a\\nb\\n'\r")).toContain("a\r\nb\r\n");
  });

  test("watch draws a header and the command's output, and gives the screen back", async () => {
    const { raw } = await at();
    const shown = await raw("watch -n 1 echo tick\r");
    expect(shown).toMatch(/\u001b\[\?1049h/);
    expect(shown).toMatch(/Every 1\.0s: echo tick +laptop: \w{3} \w{3} +\d+ [\d:]+ 2026/);
    expect(await raw("\u0003")).toContain("\u001b[?1049l");
  });
});
