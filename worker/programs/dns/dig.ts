import type { DnsAnswer, DnsRecord, DnsType } from "../../base/net.ts";
import { MONTHS } from "../../base/time.ts";
import type { Io, Program } from "../../shell/program.ts";
import { candidateNames, isIpAddress, readResolverConfig, resolveHost } from "../resolver.ts";
import { absolute, ask } from "./ask.ts";
import { type DigRequest, type Lookup, readDigArguments } from "./digArguments.ts";

/** dig of BIND 9.18: one answer after the other. https://bind9.readthedocs.io/en/v9.18.33/manpages.html#dig */
export const dig: Program = async (args, io) => {
  const version = versionOn(io);
  const request = readDigArguments(args, version);
  if ("code" in request) {
    await io.stdout.write(request.stdout ?? "");
    await io.stderr.write(request.stderr ?? "");
    return request.code;
  }
  for (const warning of request.warnings) await io.stderr.write(warning);
  const servers: (readonly string[])[] = [];
  for (const lookup of request.lookups) {
    const found = await serversFor(io, lookup);
    if (typeof found === "string") {
      await io.stderr.write(found);
      return 1;
    }
    servers.push(found);
  }
  let code = 0;
  for (const [at, lookup] of request.lookups.entries()) {
    const greeting = at === 0 && request.cmd ? greet(args, version, request.serverFirst) : "";
    if (!(await lookUp(io, { request, lookup, servers: servers[at]!, greeting }))) code = 9;
  }
  return code;
};

/** As the system's packages have it. */
function versionOn({ files }: Io): string {
  const release = files.stat(OS_RELEASE)?.type === "file" ? files.readText(OS_RELEASE) : "";
  const id = /^ID=(.*)$/m.exec(release)?.[1] ?? "debian";
  return VERSIONS[id] ?? VERSIONS.debian!;
}

const OS_RELEASE = "/etc/os-release";
const VERSIONS: Readonly<Record<string, string>> = {
  alpine: "9.18.35",
  debian: "9.18.33-1~deb12u2-Debian",
  ubuntu: "9.18.30-0ubuntu0.24.04.2-Ubuntu",
};

const greet = (args: readonly string[], version: string, serverFirst: boolean): string =>
  `\n; <<>> DiG ${version} <<>> ${args.join(" ")}\n${serverFirst ? "; (1 server found)\n" : ""};; global options: +cmd\n`;

interface Asking {
  readonly request: DigRequest;
  readonly lookup: Lookup;
  readonly servers: readonly string[];
  readonly greeting: string;
}

/** Asks for one name, with the search list where that is wanted. @returns whether anybody answered */
async function lookUp(io: Io, asking: Asking): Promise<boolean> {
  const { request, lookup, greeting } = asking;
  const names = lookup.search ? candidateNames(lookup.name, readResolverConfig(io.files)) : [absolute(lookup.name)];
  for (const [index, name] of names.entries()) {
    const startedMs = io.clock.now();
    const found = await query(io, asking, name);
    if (!found) {
      await io.stdout.write(`${greeting};; no servers could be reached\n`);
      return false;
    }
    if (found.answer.code === "NXDOMAIN" && index < names.length - 1) continue;
    const nowMs = io.clock.now();
    const tookMs = Math.round(nowMs - startedMs);
    const id = io.random.stream("dns-id").below(65_536);
    const shown = { asking, name, server: found.server, tookMs, nowMs, id };
    await io.stdout.write(request.short ? short(found.answer) : report(found.answer, shown));
    return true;
  }
  return true;
}

async function serversFor(io: Io, { server }: Lookup): Promise<readonly string[] | string> {
  if (server === undefined) return readResolverConfig(io.files).nameServers;
  if (isIpAddress(server)) return [server];
  const found = await resolveHost(io, server);
  if (found.ok) return found.addresses;
  return `dig: couldn't get address for '${server}': ${found.reason === "tryAgain" ? "failure" : "not found"}\n`;
}

async function query(
  io: Io,
  { request, lookup, servers }: Asking,
  name: string,
): Promise<{ readonly answer: DnsAnswer; readonly server: string } | undefined> {
  const { type, timeoutMs } = lookup;
  for (const server of servers) {
    for (let attempt = 0; attempt < lookup.tries; attempt++) {
      const answer = await ask(io, { server, port: request.port, name, type, timeoutMs });
      if ("dns" in answer) return { answer, server };
      const why = REASONS[answer.failure.kind] ?? "timed out";
      await io.stdout.write(`;; communications error to ${server}#${request.port}: ${why}\n`);
    }
  }
  return undefined;
}

const REASONS: Readonly<Record<string, string>> = { refused: "connection refused", noRoute: "host unreachable" };

const short = ({ answers }: DnsAnswer): string => answers.map(({ data }) => `${data}\n`).join("");

interface Shown {
  readonly asking: Asking;
  readonly name: string;
  readonly server: string;
  readonly tookMs: number;
  readonly nowMs: number;
  readonly id: number;
}

function report(answer: DnsAnswer, shown: Shown): string {
  const { asking, name } = shown;
  const { sections, type } = asking.lookup;
  const out = [asking.greeting];
  if (sections.comments) out.push(comments(answer, shown));
  if (sections.question) {
    if (sections.comments) out.push(";; QUESTION SECTION:\n");
    out.push(`;${question(name, type)}\n`);
    if (sections.comments) out.push("\n");
  }
  const list = (title: string, records: readonly DnsRecord[]) => {
    if (records.length === 0) return;
    if (sections.comments) out.push(`;; ${title} SECTION:\n`);
    out.push(...records.map((record) => `${recordLine(record)}\n`));
    if (sections.comments) out.push("\n");
  };
  if (sections.answer) list("ANSWER", answer.answers);
  if (sections.authority) list("AUTHORITY", answer.authority);
  if (sections.stats) out.push(stats(answer, shown));
  return out.join("");
}

function comments(answer: DnsAnswer, { id }: Shown): string {
  const flags = answer.authoritative ? "qr aa rd" : "qr rd ra";
  const counts = `QUERY: 1, ANSWER: ${answer.answers.length}, AUTHORITY: ${answer.authority.length}, ADDITIONAL: 1`;
  return [
    ";; Got answer:",
    `;; ->>HEADER<<- opcode: QUERY, status: ${answer.code}, id: ${id}`,
    `;; flags: ${flags}; ${counts}`,
    ...(answer.authoritative ? [";; WARNING: recursion requested but not available"] : []),
    "",
    ";; OPT PSEUDOSECTION:",
    "; EDNS: version: 0, flags:; udp: 1232",
    "",
  ].join("\n");
}

const TAB = 8;

/** Goes on to a column with tabs, at least one blank away. BIND's master file style. */
function toColumn(text: string, column: number): string {
  const from = text.replace(/\t/g, "").length === text.length ? text.length : width(text);
  const to = Math.max(column, from + 1);
  const tabs = Math.floor(to / TAB) - Math.floor(from / TAB);
  const after = tabs > 0 ? Math.floor(to / TAB) * TAB : from;
  return text + "\t".repeat(tabs) + " ".repeat(to - after);
}

function width(text: string): number {
  let column = 0;
  for (const character of text) column = character === "\t" ? (Math.floor(column / TAB) + 1) * TAB : column + 1;
  return column;
}

const question = (name: string, type: DnsType): string => `${toColumn(`${toColumn(name, 32)}IN`, 40)}${type}`;

function recordLine({ name, ttl, type, data }: DnsRecord): string {
  const withTtl = `${toColumn(absolute(name), 24)}${ttl}`;
  return `${toColumn(`${toColumn(`${toColumn(withTtl, 32)}IN`, 40)}${type}`, 48)}${data}`;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function stats(answer: DnsAnswer, { asking, server, tookMs, nowMs, name }: Shown): string {
  const date = new Date(nowMs);
  const time = date.toISOString().slice(11, 19);
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, "0")}`;
  return [
    `;; Query time: ${tookMs} msec`,
    `;; SERVER: ${server}#${asking.request.port}(${asking.lookup.server ?? server}) (UDP)`,
    `;; WHEN: ${day} ${time} UTC ${date.getUTCFullYear()}`,
    `;; MSG SIZE  rcvd: ${messageSize(answer, name)}`,
    "\n",
  ].join("\n");
}

/** The message's length on the wire, without name compression, RFC 1035 section 4. */
function messageSize(answer: DnsAnswer, name: string): number {
  const nameSize = (one: string) => absolute(one).length + 1;
  const dataSize = ({ type, data }: DnsRecord) => {
    if (type === "A") return 4;
    if (type === "AAAA") return 16;
    if (type === "TXT") return data.length - 1;
    const words = data.split(" ");
    if (type === "SRV") return 6 + nameSize(words.at(-1)!);
    if (type === "MX") return 2 + nameSize(words.at(-1)!);
    if (type === "SOA") return nameSize(words[0]!) + nameSize(words[1] ?? ".") + 20;
    return nameSize(data);
  };
  const records = [...answer.answers, ...answer.authority];
  const size = records.reduce((sum, record) => sum + nameSize(record.name) + 10 + dataSize(record), 0);
  return 12 + nameSize(name) + 4 + size + 11;
}
