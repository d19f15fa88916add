import type { DnsAnswer, DnsRecord, DnsType } from "../../base/net.ts";
import { MONTHS } from "../../base/time.ts";
import type { Io, Program } from "../../shell/program.ts";
import { candidateNames, isIpAddress, readResolverConfig, resolveHost } from "../resolver.ts";
import { absolute, ask, dnsType, reverseName } from "./ask.ts";

const VERSION = "9.18.33-1~deb12u2-Debian";

interface Options {
  server?: string;
  port: number;
  name: string;
  type: DnsType;
  short: boolean;
  search: boolean;
  tries: number;
  timeoutMs: number;
  readonly sections: Record<Section, boolean>;
}

type Section = "cmd" | "comments" | "question" | "answer" | "authority" | "stats";

const ALL: readonly Section[] = ["cmd", "comments", "question", "answer", "authority", "stats"];

/** dig of BIND 9.18: one query, the whole answer. https://bind9.readthedocs.io/en/v9.18.33/manpages.html#dig */
export const dig: Program = async (args, io) => {
  const options = readOptions(args);
  if (typeof options === "string") {
    await io.stderr.write(options);
    return 1;
  }
  const servers = await serversFor(io, options);
  if (typeof servers === "string") {
    await io.stdout.write(servers);
    return 10;
  }
  const config = readResolverConfig(io.files);
  const names = options.search ? candidateNames(options.name, config) : [absolute(options.name)];
  for (const [index, name] of names.entries()) {
    const startedMs = io.clock.now();
    const found = await query(io, options, servers, name);
    if (!found) {
      const banner = options.sections.cmd ? `${header(args)};; global options: +cmd\n` : "";
      await io.stdout.write(
        options.short ? ";; no servers could be reached\n" : `${banner};; no servers could be reached\n`,
      );
      return 9;
    }
    if (found.answer.code === "NXDOMAIN" && index < names.length - 1) continue;
    const tookMs = Math.round(io.clock.now() - startedMs);
    const shown = {
      args,
      options,
      name,
      server: found.server,
      tookMs,
      nowMs: io.clock.now(),
      id: io.random.stream("dns-id").below(65_536),
    };
    await io.stdout.write(options.short ? short(found.answer) : report(found.answer, shown));
    return 0;
  }
  return 0;
};

function readOptions(args: readonly string[]): Options | string {
  const options: Options = {
    port: 53,
    name: "",
    type: "A",
    short: false,
    search: false,
    tries: 3,
    timeoutMs: 5000,
    sections: { cmd: true, comments: true, question: true, answer: true, authority: true, stats: true },
  };
  let typed = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const value = () => args[++i] ?? "";
    if (arg.startsWith("@")) options.server = arg.slice(1);
    else if (arg.startsWith("+")) {
      const complaint = applyPlus(options, arg.slice(1));
      if (complaint) return complaint;
    } else if (arg === "-x") {
      options.name = reverseName(value());
      options.type = "PTR";
    } else if (arg === "-p") options.port = Number(value());
    else if (arg === "-t") options.type = dnsType(value()) ?? options.type;
    else if (arg === "-q") options.name = value();
    else if (arg === "-4" || arg === "-6" || arg === "-r") continue;
    else if (arg.startsWith("-")) return `Invalid option: ${arg}\n${USAGE}`;
    else if (options.name !== "" && dnsType(arg) && !typed) {
      options.type = dnsType(arg)!;
      typed = true;
    } else if (arg.toUpperCase() === "IN" && options.name !== "") continue;
    else options.name = arg;
  }
  if (options.name === "") {
    options.name = ".";
    options.type = "NS";
  }
  return options;
}

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`;

function applyPlus(options: Options, text: string): string | undefined {
  const on = !text.startsWith("no");
  const [name, value] = text.replace(/^no/, "").split("=");
  if (name === "short") {
    options.short = on;
    if (on) for (const section of ALL) options.sections[section] = false;
  } else if (name === "all") for (const section of ALL) options.sections[section] = on;
  else if (ALL.includes(name as Section)) options.sections[name as Section] = on;
  else if (name === "search") options.search = on;
  else if (name === "time" || name === "timeout") options.timeoutMs = Number(value) * 1000;
  else if (name === "tries") options.tries = Number(value);
  else if (name === "retry") options.tries = Number(value) + 1;
  else if (!IGNORED.has(name!)) return `Invalid option: +${text}\n${USAGE}`;
  return undefined;
}

const IGNORED = new Set([
  "tcp",
  "vc",
  "recurse",
  "rec",
  "edns",
  "dnssec",
  "additional",
  "multiline",
  "ttlid",
  "class",
  "cookie",
  "adflag",
  "trace",
  "identify",
  "bufsize",
  "ndots",
  "nssearch",
  "qr",
  "ignore",
  "crypto",
  "rrcomments",
]);

async function serversFor(io: Io, { server }: Options): Promise<readonly string[] | string> {
  if (server === undefined) return readResolverConfig(io.files).nameServers;
  if (isIpAddress(server)) return [server];
  const found = await resolveHost(io, server);
  if (found.ok) return found.addresses;
  return `dig: couldn't get address for '${server}': ${found.reason === "tryAgain" ? "failure" : "not found"}\n`;
}

async function query(
  io: Io,
  options: Options,
  servers: readonly string[],
  name: string,
): Promise<{ readonly answer: DnsAnswer; readonly server: string } | undefined> {
  for (const server of servers) {
    for (let attempt = 0; attempt < options.tries; attempt++) {
      const { port, type, timeoutMs } = options;
      const answer = await ask(io, { server, port, name, type, timeoutMs });
      if ("dns" in answer) return { answer, server };
      const why = REASONS[answer.failure.kind] ?? "timed out";
      await io.stdout.write(`;; communications error to ${server}#${port}: ${why}\n`);
    }
  }
  await io.stdout.write("\n");
  return undefined;
}

const REASONS: Readonly<Record<string, string>> = { refused: "connection refused", noRoute: "host unreachable" };

const short = ({ answers }: DnsAnswer): string => answers.map(({ data }) => `${data}\n`).join("");

const header = (args: readonly string[]): string => `; <<>> DiG ${VERSION} <<>> ${args.join(" ")}\n`;

interface Shown {
  readonly args: readonly string[];
  readonly options: Options;
  readonly name: string;
  readonly server: string;
  readonly tookMs: number;
  readonly nowMs: number;
  readonly id: number;
}

function report(answer: DnsAnswer, shown: Shown): string {
  const { options, name } = shown;
  const { sections } = options;
  const out: string[] = [];
  if (sections.cmd) out.push(`\n${header(shown.args)};; global options: +cmd\n`);
  if (sections.comments) out.push(comments(answer, shown));
  if (sections.question) {
    if (sections.comments) out.push(";; QUESTION SECTION:\n");
    out.push(`;${question(name, options.type)}\n`);
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

function stats(answer: DnsAnswer, { server, options, tookMs, nowMs, name }: Shown): string {
  const date = new Date(nowMs);
  const time = date.toISOString().slice(11, 19);
  const day = `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${String(date.getUTCDate()).padStart(2, "0")}`;
  return [
    `;; Query time: ${tookMs} msec`,
    `;; SERVER: ${server}#${options.port}(${options.server ?? server}) (UDP)`,
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
