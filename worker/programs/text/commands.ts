import type { CommandName } from "just-bash/browser";
import { fromUtf8, readAll } from "../../base/streams.ts";
import type { Io, Program } from "../../shell/program.ts";
import { coloredJson } from "./colors.ts";
import { fileSystemOf } from "./filesystem.ts";

interface Outcome {
  readonly stdout: string | Uint8Array;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Runs one of just-bash's commands. */
async function execute(command: CommandName, args: readonly string[], io: Io): Promise<Outcome> {
  // A terminal is read only by a command that has no files to read; those end with Ctrl-D.
  const stdin = io.isTerminal(0) && hasFiles(command, args) ? "" : fromUtf8(await readAll(io.stdin));
  const { Bash } = await io.clock.hold(import("just-bash/browser"));
  const shell = new Bash({
    fs: fileSystemOf(io.files),
    commands: [command],
    cwd: io.cwd,
    env: { ...io.env },
    defenseInDepth: false,
  });
  const result = await io.clock.hold(shell.exec(command, { args: [...args], stdin, cwd: io.cwd, signal: io.signal }));
  if (io.signal.aborted) throw io.signal.reason;
  const binary = result.stdoutEncoding === "binary";
  const stdout = binary ? Uint8Array.from(result.stdout, (char) => char.charCodeAt(0)) : result.stdout;
  return { stdout, stderr: result.stderr.replace(/^bash: /gm, ""), exitCode: result.exitCode };
}

/** Whether the operands name files: sed, awk and jq take their program first. */
function hasFiles(command: CommandName, args: readonly string[]): boolean {
  const operands = args.filter((word) => !word.startsWith("-")).length;
  return (
    operands > (command === "tree" || command === "strings" ? 0 : 1) ||
    (command === "jq" && args.some((word) => /^-[a-zA-Z]*n|^--null-input$/.test(word)))
  );
}

/** One of just-bash's commands as a program. */
export const textProgram =
  (command: CommandName): Program =>
  async (args, io) => {
    const { stdout, stderr, exitCode } = await execute(command, args, io);
    if (stdout.length > 0) await io.stdout.write(stdout);
    if (stderr !== "") await io.stderr.write(stderr);
    return exitCode;
  };

/** jq(1): in colour on a terminal, and complaints about the filter in jq's own form. */
export const jq: Program = async (given, io) => {
  const isFlag = (word: string, letter: string, long: string) =>
    word === long || new RegExp(`^-[a-zA-Z]*${letter}[a-zA-Z]*$`).test(word);
  const colored =
    given.some((word) => isFlag(word, "C", "--color-output")) ||
    (io.isTerminal(1) && !given.some((word) => isFlag(word, "M", "--monochrome-output")));
  const args = given
    .map((word) => (/^-[a-zA-Z]*[CM]/.test(word) ? word.replace(/[CM]/g, "") : word))
    .filter((word) => !/^(-|--color-output|--monochrome-output)$/.test(word));
  const { stdout, stderr, exitCode } = await execute("jq", args, io);
  if (stdout.length > 0) await io.stdout.write(colored && typeof stdout === "string" ? coloredJson(stdout) : stdout);
  const misread =
    /^jq: parse error: (?:Unexpected token|Expected|Unexpected character|Unterminated)(.*?)(?: at position \d+)?\n$/s.exec(
      stderr,
    );
  if (!misread) {
    if (stderr !== "") await io.stderr.write(inJqWords(stderr));
    return exitCode;
  }
  const filter = args.find((word) => !word.startsWith("-")) ?? "";
  const what = /EOF|end/i.test(misread[1]!) ? "unexpected end of file" : `unexpected ${misread[1]!.trim() || "token"}`;
  await io.stderr.write(
    `jq: error: syntax error, ${what} (Unix shell quoting issues?) at <top-level>, line 1:\n${filter}\njq: 1 compile error\n`,
  );
  return 3;
};

/** What went wrong while a filter ran, or while its input was read, as jq says it. */
function inJqWords(stderr: string): string {
  return stderr
    .replace(/^jq: parse error: (Cannot .*|.* cannot be .*)$/m, "jq: error (at <stdin>:1): $1")
    .replace(/with string (".*")$/m, "with $1");
}
