import type { NetAccess } from "../../../base/net.ts";
import type { Hop } from "../../../base/trace.ts";
import type { Files } from "../../../shell/files.ts";
import { readResolverConfig, resolveHost as resolve } from "../../resolver.ts";

/** An address and the hops that led to it, or the words of the failed lookup. */
export type Resolved =
  | { readonly ip: string; readonly hops: readonly Hop[] }
  | { readonly failure: string; readonly hops: readonly Hop[] };

const NEVER = new AbortController().signal;

/**
 * The address of a host name, as Go's resolver finds it: a literal address, /etc/hosts, then the name servers of /etc/resolv.conf with
 * its search list. Words as Go's net.DNSError has them.
 */
export async function resolveHost(
  host: string,
  files: Files,
  net: NetAccess,
  signal: AbortSignal = NEVER,
): Promise<Resolved> {
  const bare = host.replace(/^\[|\]$/g, "");
  const found = await resolve({ files, net, signal }, bare);
  const { hops } = found;
  if (found.ok) return { ip: found.addresses[0]!, hops };
  if (bare === "localhost") return { ip: "127.0.0.1", hops: [] };
  const server = readResolverConfig(files).nameServers.at(-1);
  const lookup = `lookup ${bare} on ${server}:53`;
  if (found.reason !== "tryAgain") return { failure: `${lookup}: no such host`, hops };
  const answered = found.failure.kind === "nameNotFound";
  return { failure: `${lookup}: ${answered ? "server misbehaving" : "i/o timeout"}`, hops };
}
