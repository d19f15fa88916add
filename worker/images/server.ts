import { AddressInUse, type HttpServer, type ListenHandle } from "../base/net.ts";
import type { ByteWriter, LateLine } from "../base/streams.ts";
import type { ContainerIo } from "../kubelet/image.ts";
import type { Io } from "../shell/program.ts";

/** Whether the process has just been started, rather than taken up again with its sandbox; remembered from now on. */
export function isFirstLife({ memory }: Pick<Io, "memory">): boolean {
  if (memory.read() !== undefined) return false;
  memory.write({ started: true });
  return true;
}

/** Starts listening; the answer is undefined and said on stderr in Go's words when the port is taken. */
export async function listenHttp(
  io: ContainerIo,
  { port, ip, process, fail }: { port: number; ip?: string; process: string; fail?: (words: string) => string },
  server: HttpServer | HttpServer["http"],
): Promise<ListenHandle | undefined> {
  try {
    return io.net.listen(
      { port, process, ...(ip && { ip }) },
      typeof server === "function" ? { http: server } : server,
    );
  } catch (error) {
    if (!(error instanceof AddressInUse)) throw error;
    const words = `listen tcp ${ip ?? ""}:${port}: bind: address already in use`;
    await io.stderr.write(`${fail ? fail(words) : words}\n`);
    return undefined;
  }
}

/** Resolves when the process is told to end. */
export function untilStopped(io: ContainerIo): Promise<void> {
  return new Promise((resolve) => {
    if (io.signal.aborted) resolve();
    io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

const unwritten = new Map<ByteWriter, string>();

/** Log lines to a stream that nobody waits for; what is printed in one breath is one write. */
export function print(io: Io, text: string, stream: "stdout" | "stderr" = "stdout"): void {
  printOn(io[stream], text);
}

function printOn(out: ByteWriter, text: string): void {
  if (unwritten.size > 0 || !out.offer?.(text)) write(out, text);
}

/** The same for a line that is worded when somebody reads it. */
export function printLate(out: ByteWriter, line: LateLine): void {
  if (unwritten.size > 0 || !out.taker?.offerLate?.(line)) printOn(out, line.words());
}

function write(out: ByteWriter, text: string): void {
  const before = unwritten.get(out);
  if (before === undefined && unwritten.size > 0 && out.offer?.(text)) return;
  unwritten.set(out, (before ?? "") + text);
  if (before !== undefined) return;
  queueMicrotask(() => {
    const whole = unwritten.get(out) ?? "";
    unwritten.delete(out);
    // A reader that has gone is no reason to stop.
    out.write(whole).catch(() => {});
  });
}

/** "2025/03/26 07:25:21", as Go's log package begins its lines. */
export const goLogTime = bySecond((ms) =>
  new Date(ms).toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " "),
);

/** "Wed, 26 Mar 2025 07:25:21 GMT", as the Date header has it. */
export const httpDate = bySecond((ms) => new Date(ms).toUTCString());

/** A writing of times that only their second matters to: many requests fall into the same one. */
function bySecond(write: (ms: number) => string): (ms: number) => string {
  let second = Number.NaN;
  let written = "";
  return (ms) => {
    const now = Math.floor(ms / 1000);
    if (now === second) return written;
    second = now;
    written = write(ms);
    return written;
  };
}

/** Flags in Go's way: -name value, -name=value, --name …; undefined for one that is not known. */
export function goFlags(
  args: readonly string[],
  known: Readonly<Record<string, "value" | "switch">>,
): { readonly flags: Readonly<Record<string, string>>; readonly rest: readonly string[]; readonly unknown?: string } {
  const flags: Record<string, string> = {};
  for (let at = 0; at < args.length; at++) {
    const parts = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(args[at]!);
    if (!parts || args[at] === "--") return { flags, rest: args.slice(args[at] === "--" ? at + 1 : at) };
    const [, name = "", value] = parts;
    const kind = known[name];
    if (!kind) return { flags, rest: args.slice(at + 1), unknown: name };
    if (value !== undefined) flags[name] = value;
    else if (kind === "switch") flags[name] = "true";
    else flags[name] = args[++at] ?? "";
  }
  return { flags, rest: [] };
}
