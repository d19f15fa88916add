import type { DnsAnswer, DnsRecord, DnsType } from "../../base/net.ts";
import type { Io, Program } from "../../shell/program.ts";
import { candidateNames, isIpAddress, readResolverConfig, resolveHost } from "../resolver.ts";
import { absolute, ask, dnsType, relative, reverseName } from "./ask.ts";

interface Options {
  readonly names: readonly string[];
  readonly type: DnsType | undefined;
  readonly port: number;
  readonly timeoutMs: number;
}

/** nslookup of BIND 9.18, not interactive. */
export const nslookup: Program = async (args, io) => {
  const { names, type, port, timeoutMs } = readOptions(args);
  const [name, given] = names;
  if (name === undefined) {
    await io.stderr.write("nslookup: interactive mode needs a name here: nslookup NAME [SERVER]\n");
    return 1;
  }
  const config = readResolverConfig(io.files);
  const server = await serverAddress(io, given, config.nameServers[0]!);
  if (server === undefined) {
    await io.stdout.write(`nslookup: couldn't get address for '${given}': not found\n`);
    return 1;
  }
  const reverse = isIpAddress(name);
  const candidates = reverse ? [reverseName(name)] : type ? [absolute(name)] : candidateNames(name, config);
  const wanted = reverse ? "PTR" : (type ?? "A");
  let answer: DnsAnswer | undefined;
  let asked = candidates[0]!;
  for (asked of candidates) {
    const reply = await tryThrice(io, { server, port, name: asked, type: wanted, timeoutMs });
    if (!reply) {
      await io.stdout.write(";; no servers could be reached\n\n");
      return 1;
    }
    answer = reply;
    if (answer.code !== "NXDOMAIN") break;
  }
  const found = answer!;
  // A reverse answer comes without the head.
  const head = reverse ? "" : `Server:\t\t${given ?? server}\nAddress:\t${server}#${port}\n\n`;
  if (found.code !== "NOERROR") {
    const shown = reverse ? asked.replace(/\.$/, "") : relative(name);
    await io.stdout.write(`${head}** server can't find ${shown}: ${found.code}\n\n`);
    return 1;
  }
  const note = found.authoritative ? "" : "Non-authoritative answer:\n";
  if (found.answers.length === 0) {
    await io.stdout.write(`${head}${note}*** Can't find ${relative(name)}: No answer\n\n`);
    return 0;
  }
  await io.stdout.write(`${head}${reverse ? "" : note}${found.answers.map(line).join("")}\n`);
  return 0;
};

async function tryThrice(io: Io, asking: Parameters<typeof ask>[1]): Promise<DnsAnswer | undefined> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const reply = await ask(io, asking);
    if ("dns" in reply) return reply;
    const why = reply.failure.kind === "refused" ? "connection refused" : "timed out";
    await io.stdout.write(`;; communications error to ${asking.server}#${asking.port}: ${why}\n`);
  }
  return undefined;
}

function readOptions(args: readonly string[]): Options {
  const names: string[] = [];
  let type: DnsType | undefined;
  let port = 53;
  let timeoutMs = 5000;
  for (const arg of args) {
    const [, key, value] = /^-([a-z]+)=(.*)$/.exec(arg) ?? [];
    if (key === undefined || value === undefined) {
      if (!arg.startsWith("-")) names.push(arg);
    } else if (/^(type|query|querytype|q|ty)$/.test(key)) type = dnsType(value);
    else if (key === "port") port = Number(value);
    else if (key === "timeout") timeoutMs = Number(value) * 1000;
  }
  return { names, type, port, timeoutMs };
}

async function serverAddress(io: Io, given: string | undefined, usual: string): Promise<string | undefined> {
  if (given === undefined) return usual;
  const found = await resolveHost(io, given);
  return found.ok ? found.addresses[0] : undefined;
}

function line({ name, type, data }: DnsRecord): string {
  const owner = relative(name);
  switch (type) {
    case "A":
    case "AAAA":
      return `Name:\t${owner}\nAddress: ${data}\n`;
    case "CNAME":
      return `${owner}\tcanonical name = ${data}\n`;
    case "PTR":
      return `${owner}\tname = ${data}\n`;
    case "SRV":
      return `${owner}\tservice = ${data}\n`;
    case "TXT":
      return `${owner}\ttext = ${data}\n`;
    case "MX":
      return `${owner}\tmail exchanger = ${data}\n`;
    case "NS":
      return `${owner}\tnameserver = ${data}\n`;
    default:
      return `${owner}\t${type.toLowerCase()} = ${data}\n`;
  }
}
