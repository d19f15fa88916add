import { rfc3339Nano } from "../base/time.ts";
import type { ContainerLog, LogOptions } from "./logs.ts";
import type { LogLine } from "./records.ts";

/** Where reading begins: the index of the first line that the options let through. */
function firstLine(lines: readonly LogLine[], options: LogOptions, nowMs: number): number {
  const sinceMs =
    options.sinceTime !== undefined
      ? Date.parse(options.sinceTime)
      : options.sinceSeconds !== undefined
        ? nowMs - options.sinceSeconds * 1000
        : Number.NEGATIVE_INFINITY;
  let first = 0;
  while (first < lines.length && lines[first]!.ms < sinceMs) first += 1;
  if (options.tailLines !== undefined) first = Math.max(first, lines.length - options.tailLines);
  return first;
}

/** A line as the log endpoint sends it. */
function printed(line: LogLine, options: LogOptions): string {
  return options.timestamps ? `${fixedNano(line.ms)} ${line.text}` : line.text;
}

/** RFC 3339 with nine digits, as the kubelet prints log times. */
function fixedNano(ms: number): string {
  const [whole, fraction = ""] = rfc3339Nano(ms).slice(0, -1).split(".");
  return `${whole}.${fraction.padEnd(9, "0")}Z`;
}

/** The log as the options ask for it, in chunks; with `follow` until the container ends or the reader goes. */
export async function* readLog(
  log: ContainerLog,
  options: LogOptions,
  { nowMs, signal }: { nowMs: number; signal?: AbortSignal },
): AsyncGenerator<string> {
  const wanted = (line: LogLine): boolean =>
    options.stream === undefined || options.stream === "All" || options.stream.toLowerCase() === line.stream;
  let left = options.limitBytes ?? Number.POSITIVE_INFINITY;
  let next = log.dropped + firstLine(log.lines, options, nowMs);
  /** How much of the last line went out while it was still open. */
  let shown = 0;
  for (;;) {
    let chunk = "";
    for (let at = Math.max(next - log.dropped, 0); at < log.lines.length; at++) {
      const line = log.lines[at]!;
      const open = !line.text.endsWith("\n");
      if (wanted(line)) chunk += shown > 0 ? line.text.slice(shown) : printed(line, options);
      shown = open ? line.text.length : 0;
      next = log.dropped + at + (open ? 0 : 1);
    }
    if (chunk !== "") {
      if (chunk.length > left) chunk = chunk.slice(0, left);
      left -= chunk.length;
      yield chunk;
    }
    if (left <= 0 || !options.follow || log.closed || signal?.aborted) return;
    await log.changed(signal);
  }
}
