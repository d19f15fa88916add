import type { AndOr, CommandNode, CompoundList, Pipeline, PipelineNode, Statement } from "unbash";
import { pipe } from "../../base/streams.ts";
import { Description } from "../machine/index.ts";
import {
  arithmeticCommand,
  arithmeticFor,
  caseCommand,
  forLoop,
  ifCommand,
  selectLoop,
  whileLoop,
} from "./compound.ts";
import { testExpression } from "./conditional.ts";
import { ExitShell, RedirectionFailure } from "./control.ts";
import { withRedirections } from "./redirect.ts";
import { type Runner, untested } from "./runner.ts";
import { simpleCommand } from "./simple.ts";

/** Runs statements one after the other; the status is the last one's. */
export async function executeStatements(statements: readonly Statement[], shell: Runner): Promise<number> {
  for (const statement of statements) {
    if (statement.background) await startJob(statement, shell);
    else await executeNode(statement.command, shell);
  }
  return shell.status;
}

export async function executeList(list: CompoundList, shell: Runner): Promise<number> {
  return executeStatements(list.commands, shell);
}

/** Runs one node, sets `$?`, and ends the shell where `set -e` says so. */
export async function executeNode(node: PipelineNode | AndOr | CompoundList, shell: Runner): Promise<number> {
  switch (node.type) {
    case "AndOr":
      return andOr(node, shell);
    case "Pipeline":
      return pipeline(node, shell);
    case "CompoundList":
      return executeList(node, shell);
    default:
      return single(node, shell);
  }
}

async function andOr({ commands, operators }: AndOr, shell: Runner): Promise<number> {
  for (const [at, command] of commands.entries()) {
    const operator = operators[at - 1];
    if (operator && (operator === "&&") !== (shell.status === 0)) continue;
    const last = at === commands.length - 1;
    if (last) await executeNode(command, shell);
    else await untested(shell, () => executeNode(command, shell));
  }
  return shell.status;
}

/** A command that is a pipeline of its own. */
async function single(node: CommandNode, shell: Runner): Promise<number> {
  const status = await executeCommand(node, shell);
  shell.status = status;
  if (
    node.type === "Command" ||
    node.type === "Subshell" ||
    node.type === "TestCommand" ||
    node.type === "ArithmeticCommand"
  ) {
    shell.variables.setPipeStatus([status]);
    await afterFailure(status, shell);
  } else if (node.type === "Redirected" && node.command.type === "Subshell") await afterFailure(status, shell);
  return status;
}

/** `trap … ERR` and `set -e`. */
async function afterFailure(status: number, shell: Runner): Promise<void> {
  if (status === 0 || shell.tested > 0) return;
  if (shell.traps.has("ERR") && (shell.functionNames.length === 0 || shell.options.errtrace))
    await shell.runTrap("ERR");
  if (shell.options.errexit) throw new ExitShell(status);
}

async function pipeline(node: Pipeline, shell: Runner): Promise<number> {
  const negated = node.prefixes.filter((prefix) => prefix.type === "Negation").length % 2 === 1;
  const timed = node.prefixes.find((prefix) => prefix.type === "Time");
  const started = shell.machine.clock.now();
  const run = () => (node.commands.length === 0 ? Promise.resolve(0) : runStages(node, shell));
  const status = negated ? await untested(shell, run) : await run();
  if (timed) await reportTime(shell.machine.clock.now() - started, timed.posix !== undefined, shell);
  shell.status = negated ? (status === 0 ? 1 : 0) : status;
  if (!negated) await afterFailure(status, shell);
  return shell.status;
}

async function reportTime(ms: number, posix: boolean, shell: Runner): Promise<void> {
  if (posix) {
    const real = (ms / 1000).toFixed(2);
    return shell.write(2, `real ${real}\nuser 0.00\nsys 0.00\n`);
  }
  const shown = (spent: number) => `${Math.floor(spent / 60_000)}m${((spent % 60_000) / 1000).toFixed(3)}s`;
  await shell.write(2, `\nreal\t${shown(ms)}\nuser\t${shown(0)}\nsys\t${shown(0)}\n`);
}

/** Runs all stages at once, joined by pipes. */
async function runStages({ commands, operators }: Pipeline, shell: Runner): Promise<number> {
  if (commands.length === 1) {
    const status = await executeCommand(commands[0]!, shell);
    shell.variables.setPipeStatus([status]);
    return status;
  }
  const running: Promise<number>[] = [];
  let input: Description | undefined;
  const here = shell.options.errexit;
  for (const [at, command] of commands.entries()) {
    const stage = await shell.fork(shell.source.text.slice(command.pos, command.end));
    stage.options.errexit = here;
    if (input) {
      stage.descriptors.set(0, input);
      input.release();
    }
    input = undefined;
    if (at < commands.length - 1) {
      const stream = pipe();
      const output = new Description({ writer: stream.writer });
      stage.descriptors.set(1, output);
      if (operators[at] === "|&") stage.descriptors.set(2, output);
      input = new Description({ reader: stream.reader }).retain();
    }
    running.push(stage.inSubshell(() => asStage(command, stage)));
  }
  const statuses = await Promise.all(running);
  if (shell.process.signal.aborted) throw shell.process.signal.reason;
  if (shell.signal.aborted) throw shell.signal.reason;
  shell.variables.setPipeStatus(statuses);
  if (!shell.options.pipefail) return statuses.at(-1)!;
  return statuses.findLast((status) => status !== 0) ?? 0;
}

/** A stage is a shell of its own; a plain command takes its place instead of starting yet another process. */
async function asStage(command: CommandNode, stage: Runner): Promise<number> {
  if (command.type === "Command") return simpleCommand(command, stage, { inPlace: true });
  await stage.executeNode(command);
  return stage.status;
}

/** Runs a command without looking at `set -e`. */
async function executeCommand(node: CommandNode, shell: Runner): Promise<number> {
  await shell.checkSignals();
  if (node.type !== "Command") shell.line = shell.source.lineAt(node.pos);
  switch (node.type) {
    case "Command":
      return simpleCommand(node, shell);
    case "Redirected":
      try {
        return await withRedirections(node.redirects, shell, () => executeCommand(node.command, shell));
      } catch (error) {
        if (!(error instanceof RedirectionFailure)) throw error;
        await shell.complain(error.message);
        return 1;
      }
    case "BraceGroup":
      return executeList(node.body, shell);
    case "Subshell": {
      const child = await shell.fork(shell.source.text.slice(node.pos, node.end));
      child.loops = 0;
      const status = await child.inSubshell(() => child.executeList(node.body));
      if (shell.signal.aborted) throw shell.signal.reason;
      return status;
    }
    case "If":
      return ifCommand(node, shell);
    case "For":
      return forLoop(node, shell);
    case "ArithmeticFor":
      return arithmeticFor(node, shell);
    case "While":
      return whileLoop(node, shell);
    case "Case":
      return caseCommand(node, shell);
    case "Select":
      return selectLoop(node, shell);
    case "TestCommand":
      return (await testExpression(node.expression, shell)) ? 0 : 1;
    case "ArithmeticCommand":
      return arithmeticCommand(node.body, shell);
    case "Function":
      shell.functions.set(node.name.value, { node, source: shell.source });
      return 0;
    case "Coproc":
      await shell.complain("coproc: not supported here");
      return 2;
  }
}

/** `command &`: a job in a process group of its own. */
async function startJob(statement: Statement, shell: Runner): Promise<void> {
  const text = shell.source.text.slice(statement.pos, statement.end).replace(/\s*&\s*$/, "");
  const child = await shell.fork(text, { group: 0 });
  if (!shell.interactive) {
    const nothing = new Description({
      reader: { read: async () => undefined, cancel() {}, async *[Symbol.asyncIterator]() {} },
    });
    child.descriptors.set(0, nothing);
  }
  child.loops = 0;
  const { command } = statement;
  const done = child.inSubshell(async () => {
    if (command.type === "Command") return simpleCommand(command, child, { inPlace: true });
    await child.executeNode(command);
    return child.status;
  });
  const id = Math.max(0, ...shell.jobs.keys()) + 1;
  const { pid } = child.process;
  shell.jobs.set(id, { id, pid, group: pid, command: text, done, status: undefined, disowned: false });
  done.then((status) => {
    const job = shell.jobs.get(id);
    if (job?.pid === pid) job.status = status;
  });
  shell.lastBackground = pid;
  shell.status = 0;
  if (shell.interactive && !shell.isSubshell) await shell.write(2, `[${id}] ${pid}\n`);
}
