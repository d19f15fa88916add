import { collector, readerOf } from "../../../base/streams.ts";
import { strftime } from "../../../shell/printf.ts";
import type { Io } from "../../../shell/program.ts";
import { say, tool, UsageError } from "../tool.ts";

/** watch(1): the screen is drawn anew every interval; without a terminal it says so. */
export const watch = tool({
  flags: "bcdegptx",
  values: "n",
  long: {
    interval: "n",
    differences: "d",
    "no-title": "t",
    exec: "x",
    chgexit: "g",
    errexit: "e",
    color: "c",
    beep: "b",
    precise: "p",
  },
  strict: true,
  usage: "[options] command",
  help: "Execute a program periodically, showing output fullscreen.",
  async run(options, io) {
    if (options.operands.length === 0) throw new UsageError("missing command");
    const seconds = Number((options.value("n") ?? "2").replace(",", "."));
    if (Number.isNaN(seconds)) {
      await say(io, `failed to parse argument: '${options.value("n")}'`);
      return 1;
    }
    const { tty } = io;
    if (!tty) {
      await io.stderr.write("Error opening terminal: unknown.\n");
      return 1;
    }
    const every = Math.max(0.1, seconds);
    const text = options.operands.join(" ");
    let before: readonly string[] | undefined;
    await io.stdout.write("\u001b[?1049h\u001b[H\u001b[2J");
    try {
      for (;;) {
        const out = collector();
        const command = options.has("x") ? options.operands : ["sh", "-c", text];
        const code = await io.run(command, { stdout: out.writer, stderr: out.writer, stdin: readerOf("") });
        const { columns, rows } = tty.size();
        const shown = screenOf(out.text(), rows - (options.has("t") ? 0 : 2), columns, options.has("c"));
        const head = options.has("t") ? "" : `${header(every, text, columns, io)}\n\n`;
        const body = options.has("d") && before ? highlighted(before, shown) : shown;
        await io.stdout.write(`\u001b[H\u001b[2J${head}${body.join("\n")}`);
        if (options.has("e") && code !== 0) return 8;
        if (options.has("g") && before && before.join("\n") !== shown.join("\n")) return 0;
        before = shown;
        await io.clock.sleep(every * 1000, io.signal);
      }
    } finally {
      // The screen comes back even when Ctrl-C ended it; writing may be refused by then.
      await io.stdout.write("\u001b[?1049l").catch(() => {});
    }
  },
});

function header(every: number, command: string, columns: number, io: Io): string {
  const right = `${io.net.host.name}: ${strftime("%a %b %e %H:%M:%S %Y", io.clock.now())}`;
  const left = `Every ${every.toFixed(1)}s: ${command}`;
  const room = columns - right.length - 1;
  const shown = left.length > room ? `${left.slice(0, Math.max(0, room - 3))}...` : left;
  return `${shown.padEnd(room)} ${right}`;
}

function screenOf(text: string, rows: number, columns: number, color: boolean): string[] {
  const plain = color ? text : text.replace(/\u001b\[[\d;]*[A-Za-z]/g, "");
  return plain
    .replace(/\n$/, "")
    .split("\n")
    .flatMap((line) => {
      const pieces: string[] = [];
      for (let at = 0; at === 0 || at < line.length; at += columns) pieces.push(line.slice(at, at + columns));
      return pieces;
    })
    .slice(0, Math.max(1, rows));
}

/** What differs from the last screen, in reverse video. */
function highlighted(before: readonly string[], now: readonly string[]): string[] {
  return now.map((line, row) => {
    const old = before[row] ?? "";
    return [...line].map((char, at) => (char === old[at] ? char : `\u001b[7m${char}\u001b[27m`)).join("");
  });
}
