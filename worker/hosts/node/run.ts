import { readFileSync } from "node:fs";
import { type ByteWriter, readerOf } from "../../base/streams.ts";
import { Sandbox } from "../../cluster/index.ts";
import { Terminated } from "../../shell/program.ts";
import type { CommonOptions } from "./options.ts";
import { nodeTime } from "./time.ts";

/** Every run starts at the same moment, so that the same seed gives the same bytes on any day. */
export const START_MS = Date.UTC(2026, 2, 26, 7, 25, 0);
/** What a command costs in virtual milliseconds, so that loops that wait for something do not stand still. */
export const COMMAND_COST_MS = 30;

/** Runs a bash script in a fresh sandbox in virtual time. stdout and stderr are the script's; the exit code too. */
export async function runScript({ profile, seed, standIn }: CommonOptions, file: string): Promise<number> {
  const script = readFileSync(file === "-" ? 0 : file, "utf8");
  const sandbox = new Sandbox({
    options: { profile, seed, standIn },
    host: nodeTime,
    startMs: START_MS,
    speed: "max",
    commandCostMs: COMMAND_COST_MS,
  });
  await sandbox.start();
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Terminated("SIGINT"));
  process.on("SIGINT", interrupt);
  const { laptop } = sandbox.places;
  const name = file === "-" ? "/tmp/stdin.sh" : `/tmp/${file.slice(file.lastIndexOf("/") + 1)}`;
  laptop.writeFile(name, script, 0o755);
  const started = laptop.machine.start(["bash", name], {
    files: laptop.tree.files(laptop.user.uid),
    cwd: laptop.home,
    env: laptop.env,
    user: laptop.user,
    stdin: readerOf(""),
    stdout: writerTo(process.stdout),
    stderr: writerTo(process.stderr),
    signal: stop.signal,
  });
  const exitCode = await sandbox.clock.drive(started.done);
  sandbox.stop();
  process.off("SIGINT", interrupt);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  return exitCode;
}

/** Written whole and in order; the virtual clock does not wait for the pipe. */
function writerTo(stream: NodeJS.WriteStream): ByteWriter {
  return {
    async write(chunk) {
      stream.write(chunk);
    },
    close() {},
  };
}

const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => stream.write("", () => resolve()));
