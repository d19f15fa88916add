import type { TraceFailure } from "../../base/trace.ts";
import { FileError } from "../../shell/files.ts";
import type { Io } from "../../shell/program.ts";
import { CA_FILE } from "../curl/trust.ts";
import { parseUrl } from "../curl/url.ts";
import { fetchFrom } from "../net/fetch.ts";
import { lookUp } from "../net/reach.ts";

/** A package as a distribution has it. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Of the archive, and of what is unpacked. */
  readonly kilobytes: number;
  readonly installedKilobytes: number;
  /** What it brings along, as "name version". */
  readonly needs: readonly string[];
  /** The files of its programs. */
  readonly programs: readonly string[];
}

export type Reached =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: "name" | "tryAgain" | TraceFailure["kind"] | "status" };

/** Asks a mirror for an index: whether the network, names, policies and all let it through. */
export async function reachMirror(io: Io, address: string): Promise<Reached> {
  const url = parseUrl(address);
  const found = await lookUp(io, url.host, address);
  if (!found.ok) return { ok: false, why: found.reason === "tryAgain" ? "tryAgain" : "name" };
  const trust = readIfThere(io, CA_FILE);
  const answer = await fetchFrom(io, found, {
    url,
    method: "GET",
    headers: [["User-Agent", "package manager"]],
    body: new Uint8Array(0),
    timeoutMs: 30_000,
    ...(url.scheme === "https" && { tls: { trust } }),
  });
  if (answer.ok === "late") return { ok: false, why: "timedOut" };
  if (!answer.ok) return { ok: false, why: answer.failure.kind };
  return answer.response.status === 200 ? { ok: true } : { ok: false, why: "status" };
}

export function readIfThere(io: Io, path: string): string {
  try {
    return io.files.readText(path);
  } catch (error) {
    if (error instanceof FileError) return "";
    throw error;
  }
}

/** Writes the executables of a package, and its name into the database. */
export function unpack(io: Io, one: Package, database: string): void {
  for (const program of one.programs) {
    io.files.makeDirectory("/usr/bin", { parents: true });
    io.files.write(`/usr/bin/${program}`, "\u007fELF\u0002\u0001\u0001\u0000", { mode: 0o755 });
  }
  for (const entry of [...one.needs, `${one.name} ${one.version}`]) record(io, entry, database);
}

function record(io: Io, entry: string, database: string): void {
  const name = entry.split(" ")[0]!;
  if (installedIn(io, database).has(name)) return;
  io.files.makeDirectory(database.slice(0, database.lastIndexOf("/")), { parents: true });
  io.files.write(database, `${readIfThere(io, database)}${entry}\n`);
}

/** Names of what has been installed by hand. */
export const installedIn = (io: Io, database: string): ReadonlySet<string> =>
  new Set(
    readIfThere(io, database)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split(" ")[0]!),
  );
