import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import { argv, exit, stderr } from "node:process";
import { CHECK_SCRIPT } from "../../lesson/index.ts";
import { profiles } from "../../profiles/index.ts";
import { lessonTest } from "./lessonTest.ts";
import { parseOptions, takeOptions, UsageError } from "./options.ts";
import { runScript } from "./run.ts";
import { serve, serveOptions } from "./serve/index.ts";
import { interactive } from "./shell.ts";

const USAGE = `usage: gatehouse COMMAND

  run [--profile P] [--seed N] [--stand-in] [--internet DIR] [FILE | -] [ARG...]
                                                         run a bash script in a fresh sandbox, in virtual time; its exit code
  shell [--profile P] [--seed N] [--stand-in] [--internet DIR]
                                                         an interactive terminal, in real time
  serve [--profile P] [--seed N] [--stand-in] [--internet DIR] [--kubeconfig FILE] [--lb-range CIDR] [--speed N|max]
                                                         the API over HTTPS for real clients, node ports and load balancers as
                                                         sockets on loopback addresses, in real time, until Ctrl-C
  lesson test [--seed N] [--jobs N] [DIR...]             play lessons, as many at a time as there are processors: setup, verify must
                                                         fail, solution, verify must pass
  check-script                                           print \`check\`, for checking lessons on a real cluster
`;

// A sandbox has one signal that many loops wait for: no leak that Node need warn of.
setMaxListeners(0);

const parse = (args: readonly string[]) =>
  parseOptions(
    args,
    profiles.map(({ name }) => name),
  );

function fail(message: string): never {
  throw new UsageError(message);
}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  // What follows the script of `run` is the script's.
  const own = command === "run" ? rest.slice(0, 1) : rest;
  if (own.some((word) => word === "--help" || word === "-h")) return main(["help"]);
  switch (command) {
    case "run": {
      const { options, operands } = parse(rest);
      const [file = "-", ...scriptArgs] = operands;
      return runScript(options, file, scriptArgs);
    }
    case "shell": {
      const { options, operands } = parse(rest);
      if (operands.length > 0) fail(`shell takes no ${operands[0]}`);
      return interactive(options);
    }
    case "serve": {
      const { words, ...own } = serveOptions(rest);
      const { options, operands } = parse(words);
      if (operands.length > 0) fail(`serve takes no ${operands[0]}`);
      return serve({ ...options, ...own });
    }
    case "lesson": {
      if (rest[0] !== "test") fail("lesson takes: test [--seed N] [--jobs N] [DIR...]");
      const { values, words } = takeOptions(rest.slice(1), ["--jobs"]);
      const jobs = values.get("--jobs") ?? String(availableParallelism());
      if (!/^[1-9]\d*$/.test(jobs)) fail(`--jobs takes a whole number from 1, not "${jobs}"`);
      const { options, operands } = parse(words);
      return lessonTest(operands, options.seed, Number(jobs));
    }
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
