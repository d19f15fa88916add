import { FileError } from "../shell/files.ts";
import type { Io } from "../shell/program.ts";

/**
 * The address of a name as the C library finds it: /etc/hosts, then the servers of /etc/resolv.conf with its search list.
 * An address stands for itself.
 */
export async function resolveName(
  name: string,
  { files, net }: Pick<Io, "files" | "net">,
): Promise<string | undefined> {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return name;
  for (const line of linesOf(files, "/etc/hosts")) {
    const [ip = "", ...names] = line.split(/\s+/);
    if (names.includes(name) && !ip.includes(":")) return ip;
  }
  const servers: string[] = [];
  let searches: readonly string[] = [];
  let ndots = 1;
  for (const line of linesOf(files, "/etc/resolv.conf")) {
    const [key, ...values] = line.split(/\s+/);
    if (key === "nameserver" && values[0]) servers.push(values[0]);
    else if (key === "search") searches = values;
    else if (key === "options") {
      const found = values.find((value) => value.startsWith("ndots:"));
      if (found) ndots = Number(found.slice(6));
    }
  }
  const absolute = name.endsWith(".");
  const plain = absolute ? name.slice(0, -1) : name;
  const searched = absolute ? [] : searches.map((domain) => `${plain}.${domain}`);
  const enough = plain.split(".").length - 1 >= ndots;
  for (const candidate of enough ? [plain, ...searched] : [...searched, plain]) {
    for (const server of servers) {
      const answer = await net.datagram(
        { ip: server, port: 53 },
        { dns: "query", name: `${candidate}.`, type: "A" },
        { timeoutMs: 5000 },
      );
      if (!answer.ok || !("dns" in answer.payload) || answer.payload.dns !== "answer") continue;
      const address = answer.payload.answers.find(({ type }) => type === "A");
      if (address) return address.data;
      break;
    }
  }
  return undefined;
}

function linesOf(files: Io["files"], path: string): readonly string[] {
  try {
    return files
      .readText(path)
      .split("\n")
      .map((line) => line.replace(/#.*/, "").trim())
      .filter((line) => line !== "");
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}
