import type { DnsType } from "../../base/net.ts";
import { dnsType, reverseName } from "./ask.ts";

/** One name to ask for. */
export interface Lookup {
  readonly name: string;
  readonly type: DnsType;
  /** As it was given after "@"; the system's own when absent. */
  readonly server?: string;
  readonly search: boolean;
  readonly tries: number;
  readonly timeoutMs: number;
  readonly sections: Readonly<Record<Section, boolean>>;
}

export type Section = "comments" | "question" | "answer" | "authority" | "stats";

/** What a command line asks for. */
export interface DigRequest {
  readonly lookups: readonly Lookup[];
  readonly port: number;
  readonly short: boolean;
  /** Whether the first answer begins with the command line. */
  readonly cmd: boolean;
  /** Whether a server was named before the first name: the greeting tells of it. */
  readonly serverFirst: boolean;
  /** Complaints that do not keep it from asking. */
  readonly warnings: readonly string[];
}

/** Nothing is asked: what is printed instead, and the exit code. */
export interface DigEnd {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code: number;
}

const SECTIONS: readonly Section[] = ["comments", "question", "answer", "authority", "stats"];

type Draft = { -readonly [key in keyof Lookup]: Lookup[key] } & { sections: Record<Section, boolean> };

/**
 * The command line of BIND 9.18's dig: what stands before the first name holds for all names, what comes after one for that name; types
 * and classes may stand on either side; whether answers are short and begin with the command line holds for all.
 *
 * @see https://bind9.readthedocs.io/en/v9.18.33/manpages.html#dig, and dig 9.18.49 on Debian, which was asked the same
 */
export function readDigArguments(args: readonly string[], version: string): DigRequest | DigEnd {
  const shared: Draft = {
    name: ".",
    type: "A",
    search: false,
    tries: 3,
    timeoutMs: 5000,
    sections: { comments: true, question: true, answer: true, authority: true, stats: true },
  };
  const request = {
    lookups: [] as Draft[],
    port: 53,
    short: false,
    cmd: true,
    serverFirst: false,
    warnings: [] as string[],
  };
  const typed = new Set<Draft>();
  let current = shared;
  let mayBeType = true;
  const begin = (name: string) => {
    current = { ...shared, sections: { ...shared.sections }, name };
    if (typed.has(shared)) typed.add(current);
    if (request.lookups.length === 0) request.serverFirst = shared.server !== undefined;
    request.lookups.push(current);
  };
  const setType = (type: DnsType) => {
    if (typed.has(current)) request.warnings.push(";; Warning, extra type option\n");
    current.type = type;
    typed.add(current);
  };
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg.startsWith("@")) current.server = arg.slice(1);
    else if (arg.startsWith("+")) {
      const end = applyPlus(request, current, arg.slice(1));
      if (end) return end;
    } else if (arg.startsWith("-")) {
      const option = arg.slice(0, 2);
      if (option === "-v") return { stderr: `DiG ${version}\n`, code: 0 };
      if (option === "-h") return { stdout: HELP, code: 0 };
      if (SWITCHES.has(arg)) continue;
      const value = arg.slice(2) || args[at + 1];
      if (!VALUED.has(option) || value === undefined) return { stderr: `Invalid option: ${arg}\n${USAGE}`, code: 1 };
      if (arg.length === 2) at++;
      if (option === "-p") request.port = Number(value);
      else if (option === "-q") begin(value);
      else if (option === "-x") {
        begin(reverseName(value));
        current.type = "PTR";
        typed.add(current);
      } else if (option === "-t") {
        mayBeType = false;
        const type = dnsType(value);
        if (type) setType(type);
        else if (OTHER_TYPES.has(value.toUpperCase())) return noRecords(value);
        else request.warnings.push(`;; Warning, ignoring invalid type ${value}\n`);
      } else if (option === "-c") {
        mayBeType = false;
        if (OTHER_CLASSES.has(value.toUpperCase())) return noClass(value);
      } else return unsupported(option);
    } else if (mayBeType && dnsType(arg)) setType(dnsType(arg)!);
    else if (mayBeType && OTHER_TYPES.has(arg.toUpperCase())) return noRecords(arg);
    else if (mayBeType && OTHER_CLASSES.has(arg.toUpperCase())) return noClass(arg);
    else if (!mayBeType || arg.toUpperCase() !== "IN") begin(arg);
  }
  if (request.lookups.length === 0) {
    begin(".");
    current.type = "NS";
  }
  return request;
}

const SWITCHES = new Set(["-4", "-6", "-r", "-m", "-u"]);
const VALUED = new Set(["-p", "-q", "-x", "-t", "-c", "-b", "-f", "-k", "-y"]);

/** Types of records that dig knows, and no name server here has. */
const OTHER_TYPES = new Set(
  "AXFR IXFR CAA DNAME DNSKEY DS HINFO HTTPS LOC NAPTR NSEC NSEC3 OPENPGPKEY RP RRSIG SPF SSHFP SVCB TLSA URI ZONEMD".split(
    " ",
  ),
);
const OTHER_CLASSES = new Set(["CH", "CHAOS", "HS", "HESIOD"]);

const noRecords = (type: string): DigEnd => ({
  stderr: `dig: name servers here have no records of type ${type.toUpperCase()}\n`,
  code: 1,
});
const noClass = (name: string): DigEnd => ({
  stderr: `dig: name servers here have records of class IN only, not ${name.toUpperCase()}\n`,
  code: 1,
});
const unsupported = (option: string): DigEnd => ({ stderr: `dig: ${option} is not supported here\n`, code: 1 });

function applyPlus(request: { short: boolean; cmd: boolean }, lookup: Draft, text: string): DigEnd | undefined {
  const on = !text.startsWith("no");
  const [name = "", value] = text.replace(/^no/, "").split("=");
  const { sections } = lookup;
  if (name === "short") {
    request.short = on;
    if (!on) return undefined;
    request.cmd = false;
    for (const section of SECTIONS) sections[section] = section === "answer";
  } else if (name === "all") {
    request.cmd = on;
    for (const section of SECTIONS) sections[section] = on;
  } else if (name === "cmd") request.cmd = on;
  else if (SECTIONS.includes(name as Section)) sections[name as Section] = on;
  else if (name === "search" || name === "defname") lookup.search = on;
  else if (name === "time" || name === "timeout") lookup.timeoutMs = Number(value) * 1000;
  else if (name === "tries") lookup.tries = Number(value);
  else if (name === "retry") lookup.tries = Number(value) + 1;
  else if (on ? UNSUPPORTED.has(name) : UNSUPPORTED_WITHOUT.has(name)) return unsupported(`+${text}`);
  else if (!WITHOUT_EFFECT.has(name) && !UNSUPPORTED.has(name)) {
    return { stderr: `Invalid option: +${text}\n${USAGE}`, code: 1 };
  }
  return undefined;
}

/** What would print something else, and does not here. */
const UNSUPPORTED = new Set(["trace", "nssearch", "qr", "identify", "yaml", "https", "tls"]);
/** What would leave out a column. */
const UNSUPPORTED_WITHOUT = new Set(["ttlid", "class"]);
/** What changes nothing of what is printed. */
const WITHOUT_EFFECT = new Set([
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
  "cdflag",
  "bufsize",
  "ndots",
  "ignore",
  "crypto",
  "rrcomments",
]);

const SYNOPSIS = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]
`;
const USAGE = `${SYNOPSIS}
Use "dig -h" (or "dig -h | more") for complete list of options
`;
const HELP = `${SYNOPSIS}Where:  domain   is a name to ask for
        q-type   is a type of record: a, aaaa, any, cname, mx, ns, ptr, soa, srv, txt [default: a]
        q-class  is in
        q-opt    is one of:
                 -c class   -h   -p port   -q name   -t type   -v   -x address
        d-opt    is of the form +keyword[=value], where keyword is:
                 +[no]all  +[no]answer  +[no]authority  +[no]cmd  +[no]comments  +[no]question
                 +[no]search  +[no]short  +[no]stats  +retry=N  +time=SECONDS  +tries=N
`;
