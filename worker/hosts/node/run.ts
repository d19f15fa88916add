import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { type ByteReader, collector, readerOf } from "../../base/streams.ts";
import { Sandbox } from "../../cluster/index.ts";
import { type SignalName, Terminated } from "../../shell/program.ts";
import { readPages } from "./lessonFiles.ts";
import type { CommonOptions } from "./options.ts";
import { flushed, outputTo } from "./output.ts";
import { nodeTime } from "./time.ts";

/** Every run starts at the same moment, so that the same seed gives the same bytes on any day. */
export const START_MS = Date.UTC(2026, 2, 26, 7, 25, 0);
/** A script that waits for what never comes is stopped after this much cluster time, with timeout(1)'s exit code. */
const LIMIT_HOURS = 3;
const TIMED_OUT = 124;
/** bash's exit code for a script that is not there. */
const NOT_FOUND = 127;

/**
 * Runs a bash script in a fresh sandbox in virtual time. stdout and stderr are the script's; the exit code too. A script in a file has
 * this process's stdin, unless that is a terminal.
 *
 * @param file "-" reads the script itself from stdin
 */
export async function runScript(
  { internet, ...options }: CommonOptions,
  file: string,
  args: readonly string[],
): Promise<number> {
  let script: string;
  try {
    script = readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    process.stderr.write(`gatehouse: ${file}: ${inWords(error)}\n`);
    return NOT_FOUND;
  }
  const pages = internet === undefined ? undefined : readPages(internet);
  const sandbox = new Sandbox({
    options,
    ...(pages ? { internet: pages } : {}),
    host: nodeTime,
    startMs: START_MS,
    speed: "max",
  });
  await sandbox.start();
  const { clock } = sandbox;
  const stop = new AbortController();
  const forget = onSignals((name) => {
    if (stop.signal.aborted) process.exit(new Terminated(name).exitCode);
    stop.abort(new Terminated(name));
  });
  let timedOut = false;
  clock.after(LIMIT_HOURS * 3_600_000, () => {
    timedOut = true;
    stop.abort(new Terminated("SIGKILL"));
  });
  const { laptop } = sandbox.places;
  const name = file === "-" ? "/tmp/stdin.sh" : `/tmp/${basename(file)}`;
  laptop.writeFile(name, script, 0o755);
  const hold = <T>(work: Promise<T>) => clock.hold(work);
  const started = laptop.machine.start(["bash", name, ...args], {
    files: laptop.tree.files(laptop.user.uid),
    cwd: laptop.home,
    env: laptop.env,
    user: laptop.user,
    stdin: file === "-" || process.stdin.isTTY ? readerOf("") : wholeStdin(hold),
    stdout: outputTo(process.stdout, hold),
    stderr: outputTo(process.stderr, hold),
    signal: stop.signal,
  });
  const exitCode = await clock.drive(started.done);
  sandbox.stop();
  forget();
  if (timedOut) process.stderr.write(`gatehouse: ${file}: stopped after ${LIMIT_HOURS} hours of cluster time\n`);
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  return timedOut ? TIMED_OUT : exitCode;
}

/** stdin, read whole when it is first asked for: how it comes in pieces must not show. */
function wholeStdin(hold: <T>(work: Promise<T>) => Promise<T>): ByteReader {
  let reader: Promise<ByteReader> | undefined;
  const read = async () => {
    reader ??= hold(
      (async () => {
        const all = collector();
        for await (const chunk of process.stdin) await all.writer.write(chunk as Uint8Array);
        return readerOf(all.bytes());
      })(),
    );
    return (await reader).read();
  };
  return {
    read,
    cancel() {},
    async *[Symbol.asyncIterator]() {
      for (let chunk = await read(); chunk; chunk = await read()) yield chunk;
    },
  };
}

/** Passes on what asks this process to end. Returns how to stop listening. */
function onSignals(tell: (name: SignalName) => void): () => void {
  const listeners = (["SIGINT", "SIGTERM", "SIGHUP"] as const).map((name) => [name, () => tell(name)] as const);
  for (const [name, listener] of listeners) process.on(name, listener);
  return () => {
    for (const [name, listener] of listeners) process.off(name, listener);
  };
}

function inWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return "No such file or directory";
  if (code === "EISDIR") return "Is a directory";
  return code === "EACCES" ? "Permission denied" : message;
}
