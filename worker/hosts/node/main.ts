import { setMaxListeners } from "node:events";
import { argv, exit, stderr } from "node:process";
import { CHECK_SCRIPT } from "../../lesson/index.ts";
import { lessonTest } from "./lessonTest.ts";
import type { CommonOptions } from "./options.ts";
import { runScript } from "./run.ts";
import { interactive } from "./shell.ts";

const USAGE = `usage: gatehouse COMMAND

  run [--profile P] [--seed N] [--stand-in] [FILE | -]   run a bash script in a fresh sandbox, in virtual time; its exit code
  shell [--profile P] [--seed N] [--stand-in]            an interactive terminal, in real time
  lesson test [DIR...]                                   play lessons: setup, verify must fail, solution, verify must pass
  check-script                                           print \`check\`, for checking lessons on a real cluster
`;

// A sandbox has one signal that many loops wait for: no leak that Node need warn of.
setMaxListeners(0);

class UsageError extends Error {}

function parse(args: readonly string[]): { options: CommonOptions; operands: readonly string[] } {
  let [profile, seed, standIn] = ["kind", 1, false];
  const operands: string[] = [];
  const words = [...args];
  while (words.length > 0) {
    const word = words.shift()!;
    const [name, inline] = word.startsWith("--") && word.includes("=") ? split(word) : [word, undefined];
    const value = () => inline ?? words.shift() ?? fail(`${name} needs a value`);
    if (name === "--profile") profile = value();
    else if (name === "--seed") seed = Number(value());
    else if (name === "--stand-in") standIn = true;
    else if (word.startsWith("--")) fail(`unknown option ${word}`);
    else operands.push(word);
  }
  if (!Number.isInteger(seed)) fail("--seed takes a whole number");
  return { options: { profile, seed, standIn }, operands };
}

function split(word: string): [string, string] {
  const at = word.indexOf("=");
  return [word.slice(0, at), word.slice(at + 1)];
}

function fail(message: string): never {
  throw new UsageError(message);
}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  switch (command) {
    case "run": {
      const { options, operands } = parse(rest);
      return runScript(options, operands[0] ?? "-");
    }
    case "shell":
      return interactive(parse(rest).options);
    case "lesson":
      if (rest[0] !== "test") fail("lesson takes: test [DIR...]");
      return lessonTest(rest.slice(1));
    case "check-script":
      process.stdout.write(CHECK_SCRIPT);
      return 0;
    case "help":
    case "--help":
    case "-h":
      process.stdout.write(USAGE);
      return 0;
    default:
      fail(command === undefined ? "a command is needed" : `unknown command ${command}`);
  }
}

try {
  exit(await main(argv.slice(2)));
} catch (error) {
  const usage = error instanceof UsageError;
  stderr.write(
    `gatehouse: ${usage ? error.message : error instanceof Error ? (error.stack ?? error.message) : error}\n`,
  );
  if (usage) stderr.write(USAGE);
  exit(usage ? 2 : 1);
}
