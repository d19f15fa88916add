/**
 * `why`: the last request's way in words, drawn from its trace and never derived again.
 *
 * @module
 */
import { REASONS } from "../base/http.ts";
import { type FailureKind, type Hop, nameObject, reasonOf, type Trace, type TraceObject } from "../base/trace.ts";
import type { Program } from "../shell/program.ts";

const FAILURES: Readonly<Record<FailureKind, string>> = {
  refused: "the connection was refused",
  timedOut: "nothing answered in time",
  noRoute: "there is no route to the host",
  reset: "the connection was reset",
  nameNotFound: "the name has no address",
  nameServerUnreachable: "no name server answered",
  tls: "the TLS handshake failed",
  emptyReply: "the server closed the connection without an answer",
  badReply: "what came back is not HTTP",
};

/** The whole account of a request: what came of it, each hop, and on failure the object and field to look at. */
export function tellTrace(trace: Trace): string {
  return `${[`${trace.target}: ${resultOf(trace)}`, ...trace.hops.flatMap(tellHop), ...tellFailure(trace)].join("\n")}\n`;
}

/** What came of a request: "answered with 200 OK", "the connection was refused". */
export function resultOf({ failure, status }: Trace): string {
  if (failure) return FAILURES[failure.kind];
  if (status === undefined) return "the connection was made";
  const reason = REASONS[status];
  return `answered with ${status}${reason ? ` ${reason}` : ""}`;
}

function tellHop(hop: Hop, index: number): readonly string[] {
  const about = hop.object ? ` (${nameObject(hop.object)})` : "";
  const lines = [`${String(index + 1).padStart(3)}. ${hop.kind} at ${hop.at}: ${hop.says}${about}`];
  const add = (text: string) => lines.push(`     ${text}`);
  if (hop.to) add(`goes on to ${hop.to}${hop.source ? `, which sees ${hop.source} as the source` : ""}`);
  else if (hop.source) add(`the next station sees ${hop.source} as the source`);
  if (hop.candidates && hop.candidates.length > 1) {
    const shown = hop.candidates.slice(0, 8).map(({ to, share }) => `${to} (${percent(share)})`);
    const more = hop.candidates.length - shown.length;
    add(`could have gone to ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`);
  }
  for (const miss of hop.nearMisses ?? []) add(tellMiss(miss));
  return lines;
}

/** 0.333 as "33.3%". */
export const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`;

const tellMiss = ({ object, because }: { readonly object: TraceObject; readonly because: string }): string =>
  `not ${nameObject(object)}: ${because}`;

function tellFailure(trace: Trace): readonly string[] {
  const failure = reasonOf(trace);
  if (!failure) return [];
  return [
    "",
    `Why: ${failure.says}.`,
    ...(failure.look ? [`Look at: ${nameObject(failure.look)}`] : []),
    ...(failure.nearMisses ?? []).map((miss) => `     ${tellMiss(miss)}`),
  ];
}

const USAGE = "usage: why [-o text|json]\n";

/** why: the way of the last request from this machine, hop by hop, and what to look at when it failed. */
export const why: Program = async (args, io) => {
  let format = "text";
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const glued = /^(?:-o|--output=)(.+)$/.exec(arg)?.[1];
    if (arg === "-h" || arg === "--help") {
      await io.stdout.write(USAGE);
      return 0;
    }
    if (glued !== undefined) format = glued.replace(/^=/, "");
    else if (arg === "-o" || arg === "--output") format = args[++i] ?? "";
    else format = "";
    if (format !== "text" && format !== "json") {
      await io.stderr.write(USAGE);
      return 2;
    }
  }
  const trace = io.lastTrace();
  if (!trace) {
    await io.stderr.write("why: no request has been made yet\n");
    return 1;
  }
  await io.stdout.write(format === "json" ? `${JSON.stringify(trace, undefined, 2)}\n` : tellTrace(trace));
  return 0;
};
