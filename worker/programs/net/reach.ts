import type { FailureKind, Hop, Trace, TraceFailure } from "../../base/trace.ts";
import { type Io, Terminated } from "../../shell/program.ts";
import { type Resolution, resolveHost } from "../resolver.ts";

/** What connect(2) says. */
export const CONNECT_WORDS: Readonly<Record<FailureKind, string>> = {
  refused: "Connection refused",
  timedOut: "Connection timed out",
  noRoute: "No route to host",
  reset: "Connection reset by peer",
  nameNotFound: "Name or service not known",
  nameServerUnreachable: "Temporary failure in name resolution",
  tls: "Protocol error",
  emptyReply: "Connection closed",
  badReply: "Protocol error",
};

/** What getaddrinfo(3) says. */
export function nameWords(found: Extract<Resolution, { ok: false }>): string {
  if (found.reason === "tryAgain") return "Temporary failure in name resolution";
  return found.reason === "noData" ? "No address associated with hostname" : "Name or service not known";
}

/** Resolves a name; a failure goes to the trace. */
export async function lookUp(io: Io, name: string, target: string): Promise<Resolution> {
  const startedMs = io.clock.now();
  const found = await resolveHost(io, name);
  if (!found.ok) io.trace({ startedMs, target, hops: found.hops, failure: found.failure });
  return found;
}

/** Starts a trace of a way that begins with a resolved name. */
export function traceFrom(io: Io, target: string, before: readonly Hop[]) {
  const startedMs = io.clock.now();
  return (hops: readonly Hop[], rest: { readonly failure?: TraceFailure; readonly status?: number } = {}): void => {
    const trace: Trace = { startedMs, target, hops: [...before, ...hops], ...rest };
    io.trace(trace);
  };
}

/** The exit code of a program that a signal stopped; anything else is thrown on. */
export function stoppedCode(error: unknown, io: Io): number {
  if (error instanceof Terminated) return error.exitCode;
  if (io.signal.reason instanceof Terminated) return io.signal.reason.exitCode;
  throw error;
}

/** Well-known ports, as in /etc/services. */
const SERVICES: Readonly<Record<number, string>> = {
  22: "ssh",
  25: "smtp",
  53: "domain",
  80: "http",
  110: "pop3",
  143: "imap2",
  443: "https",
  3306: "mysql",
  5432: "postgresql",
  6379: "redis",
  8080: "http-alt",
  9418: "git",
};

export const serviceName = (port: number): string | undefined => SERVICES[port];

/** A port by number or by well-known name; undefined when it is neither. */
export function readPort(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 65_535 ? Number(text) : undefined;
  const found = Object.entries(SERVICES).find(([, name]) => name === text)?.[0];
  return found === undefined ? undefined : Number(found);
}
