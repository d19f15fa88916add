import type { NetAccess } from "../../../base/net.ts";
import type { Hop } from "../../../base/trace.ts";
import type { Files } from "../../../shell/files.ts";

/**
 * The address of a host name, as Go's resolver finds it: a literal address, /etc/hosts, then the name servers of
 * /etc/resolv.conf.
 *
 * @returns the address, or the words of the failed lookup
 */
export async function resolveHost(
  host: string,
  files: Files,
  net: NetAccess,
): Promise<{ readonly ip: string } | { readonly failure: string; readonly hop?: Hop }> {
  const bare = host.replace(/^\[|\]$/g, "");
  if (/^\d+\.\d+\.\d+\.\d+$/.test(bare) || bare.includes(":")) return { ip: bare };
  const listed = hostsEntry(files, bare);
  if (listed) return { ip: listed };
  if (bare === "localhost") return { ip: "127.0.0.1" };
  const servers = nameServers(files);
  for (const server of servers) {
    const name = bare.endsWith(".") ? bare : `${bare}.`;
    const answer = await net.datagram({ ip: server, port: 53 }, { dns: "query", name, type: "A" }, { timeoutMs: 5000 });
    if (!answer.ok || !("dns" in answer.payload) || answer.payload.dns !== "answer") continue;
    const address = answer.payload.answers.find((record) => record.type === "A");
    if (address) return { ip: address.data };
    const { hop } = answer.payload;
    return { failure: `lookup ${bare} on ${server}:53: no such host`, ...(hop ? { hop } : {}) };
  }
  const last = servers.at(-1);
  return { failure: last ? `lookup ${bare} on ${last}:53: i/o timeout` : `lookup ${bare}: no such host` };
}

function hostsEntry(files: Files, name: string): string | undefined {
  for (const line of linesOf(files, "/etc/hosts")) {
    const [ip, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (ip && names.includes(name)) return ip;
  }
  return undefined;
}

const nameServers = (files: Files): string[] =>
  linesOf(files, "/etc/resolv.conf").flatMap((line) => {
    const [word, ip] = line.trim().split(/\s+/);
    return word === "nameserver" && ip ? [ip] : [];
  });

const linesOf = (files: Files, path: string): string[] => (files.stat(path) ? files.readText(path).split("\n") : []);
