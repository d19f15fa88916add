import type { TlsVersion } from "../../base/tls.ts";
import { UsageError } from "./error.ts";

/** What the command line asks for, until a --next. */
export interface Operation {
  urls: string[];
  /** What to do with each body, in the order of the URLs: a file name (may hold #1), or the URL's own name. */
  outputs: (string | { readonly remoteName: true })[];
  method?: string;
  head: boolean;
  get: boolean;
  headers: string[];
  data: DataPart[];
  json: boolean;
  form: string[];
  upload: string[];
  include: boolean;
  dumpHeader?: string;
  follow: boolean;
  trusted: boolean;
  maxRedirects: number;
  keepMethod: Set<number>;
  insecure: boolean;
  cacert?: string;
  capath?: string;
  cert?: string;
  key?: string;
  tlsVersions?: readonly TlsVersion[];
  fail: boolean;
  failWithBody: boolean;
  userAgent: string;
  referer?: string;
  user?: string;
  bearer?: string;
  cookies: string[];
  cookieJar?: string;
  range?: string;
  protocol?: "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";
  priorKnowledge: boolean;
  compressed: boolean;
  writeOut?: string;
  maxTimeMs?: number;
  connectTimeoutMs?: number;
  retries: number;
  retryDelayMs?: number;
  retryMaxMs?: number;
  retryRefused: boolean;
  retryAll: boolean;
  resolve: string[];
  connectTo: string[];
  ipVersion?: 4 | 6;
  urlQuery: string[];
  globOff: boolean;
  pathAsIs: boolean;
  outputDirectory?: string;
  createDirectories: boolean;
  remoteNameAll: boolean;
}

export interface DataPart {
  readonly kind: "data" | "raw" | "binary" | "urlencode";
  readonly text: string;
}

/** What holds for the whole run. */
export interface Settings {
  silent: boolean;
  showError: boolean;
  verbose: boolean;
  noMeter: boolean;
  bar: boolean;
  failEarly: boolean;
}

export interface CommandLine {
  readonly settings: Settings;
  readonly operations: readonly Operation[];
  readonly show?: "help" | "version";
}

const freshOperation = (): Operation => ({
  urls: [],
  outputs: [],
  head: false,
  get: false,
  headers: [],
  data: [],
  json: false,
  form: [],
  upload: [],
  include: false,
  follow: false,
  trusted: false,
  maxRedirects: 50,
  keepMethod: new Set(),
  insecure: false,
  fail: false,
  failWithBody: false,
  userAgent: "",
  cookies: [],
  priorKnowledge: false,
  compressed: false,
  retries: 0,
  retryRefused: false,
  retryAll: false,
  resolve: [],
  connectTo: [],
  urlQuery: [],
  globOff: false,
  pathAsIs: false,
  createDirectories: false,
  remoteNameAll: false,
});

interface Target {
  readonly operation: Operation;
  readonly settings: Settings;
  readText(file: string): string;
}

type Setter =
  | { readonly takes: "nothing"; readonly set: (target: Target, on: boolean) => void }
  | { readonly takes: "value"; readonly set: (target: Target, value: string, flag: string) => void };

const flag = (set: (target: Target, on: boolean) => void): Setter => ({ takes: "nothing", set });
const value = (set: (target: Target, value: string, flag: string) => void): Setter => ({ takes: "value", set });
const ignored: Setter = flag(() => {});
const ignoredValue: Setter = value(() => {});

function seconds(text: string, flagText: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw badNumber(flagText);
  return number < 0 ? fail(`option ${flagText}: expected a positive numerical parameter`) : number * 1000;
}
function count(text: string, flagText: string): number {
  if (!/^-?\d+$/.test(text)) throw badNumber(flagText);
  return text.startsWith("-") ? fail(`option ${flagText}: expected a positive numerical parameter`) : Number(text);
}
const badNumber = (flagText: string) => new UsageError(`option ${flagText}: expected a proper numerical parameter`);
function fail(message: string): never {
  throw new UsageError(message);
}
const data = (kind: DataPart["kind"]): Setter =>
  value(({ operation }, text) => {
    operation.data.push({ kind, text });
  });
/** -1, --tlsv1.2, --tls-max and their like: the versions that remain. */
function versionsBetween(least: TlsVersion, most: TlsVersion): readonly TlsVersion[] {
  return (["TLSv1.2", "TLSv1.3"] as const).filter((one) => least <= one && one <= most);
}

const LINES = /\r?\n/;

const OPTIONS: Readonly<Record<string, Setter>> = {
  anyauth: ignored,
  basic: ignored,
  cacert: value(({ operation }, file) => (operation.cacert = file)),
  capath: value(({ operation }, directory) => (operation.capath = directory)),
  cert: value(({ operation }, file) => (operation.cert = file)),
  "cert-type": ignoredValue,
  key: value(({ operation }, file) => (operation.key = file)),
  "key-type": ignoredValue,
  pass: ignoredValue,
  ciphers: ignoredValue,
  compressed: flag(({ operation }, on) => (operation.compressed = on)),
  config: value((target, file) => readConfig(target, file)),
  "connect-timeout": value(({ operation }, text, name) => (operation.connectTimeoutMs = seconds(text, name))),
  "connect-to": value(({ operation }, text) => operation.connectTo.push(text)),
  cookie: value(({ operation }, text) => operation.cookies.push(text)),
  "cookie-jar": value(({ operation }, file) => (operation.cookieJar = file)),
  "create-dirs": flag(({ operation }, on) => (operation.createDirectories = on)),
  data: data("data"),
  "data-ascii": data("data"),
  "data-binary": data("binary"),
  "data-raw": data("raw"),
  "data-urlencode": data("urlencode"),
  disable: ignored,
  "dump-header": value(({ operation }, file) => (operation.dumpHeader = file)),
  fail: flag(({ operation }, on) => (operation.fail = on)),
  "fail-early": flag(({ settings }, on) => (settings.failEarly = on)),
  "fail-with-body": flag(({ operation }, on) => (operation.failWithBody = on)),
  form: value(({ operation }, text) => operation.form.push(text)),
  get: flag(({ operation }, on) => (operation.get = on)),
  globoff: flag(({ operation }, on) => (operation.globOff = on)),
  head: flag(({ operation }, on) => {
    operation.head = on;
    operation.include = on;
  }),
  header: value((target, text) => {
    const lines = text.startsWith("@") ? target.readText(text.slice(1)).split(LINES).filter(Boolean) : [text];
    target.operation.headers.push(...lines);
  }),
  "http0.9": ignored,
  "http1.0": flag(({ operation }) => (operation.protocol = "HTTP/1.0")),
  "http1.1": flag(({ operation }) => (operation.protocol = "HTTP/1.1")),
  http2: flag(({ operation }) => (operation.protocol = "HTTP/2")),
  "http2-prior-knowledge": flag(({ operation }) => {
    operation.protocol = "HTTP/2";
    operation.priorKnowledge = true;
  }),
  include: flag(({ operation }, on) => (operation.include = on)),
  "show-headers": flag(({ operation }, on) => (operation.include = on)),
  insecure: flag(({ operation }, on) => (operation.insecure = on)),
  interface: ignoredValue,
  ipv4: flag(({ operation }) => (operation.ipVersion = 4)),
  ipv6: flag(({ operation }) => (operation.ipVersion = 6)),
  json: value(({ operation }, text) => {
    operation.json = true;
    operation.data.push({ kind: "binary", text });
  }),
  keepalive: ignored,
  "keepalive-time": ignoredValue,
  location: flag(({ operation }, on) => (operation.follow = on)),
  "location-trusted": flag(({ operation }, on) => {
    operation.follow = on;
    operation.trusted = on;
  }),
  "max-redirs": value(({ operation }, text, name) => {
    operation.maxRedirects = text === "-1" ? Number.POSITIVE_INFINITY : count(text, name);
  }),
  "max-time": value(({ operation }, text, name) => (operation.maxTimeMs = seconds(text, name))),
  next: ignored,
  "no-buffer": ignored,
  buffer: ignored,
  noproxy: ignoredValue,
  "oauth2-bearer": value(({ operation }, text) => (operation.bearer = text)),
  output: value(({ operation }, file) => operation.outputs.push(file)),
  "output-dir": value(({ operation }, directory) => (operation.outputDirectory = directory)),
  parallel: ignored,
  "parallel-max": ignoredValue,
  "path-as-is": flag(({ operation }, on) => (operation.pathAsIs = on)),
  post301: flag(({ operation }) => operation.keepMethod.add(301)),
  post302: flag(({ operation }) => operation.keepMethod.add(302)),
  post303: flag(({ operation }) => operation.keepMethod.add(303)),
  "progress-bar": flag(({ settings }, on) => (settings.bar = on)),
  "progress-meter": flag(({ settings }, on) => (settings.noMeter = !on)),
  proto: ignoredValue,
  range: value(({ operation }, text) => (operation.range = text)),
  referer: value(({ operation }, text) => (operation.referer = text)),
  "remote-name": flag(({ operation }) => operation.outputs.push({ remoteName: true })),
  "remote-name-all": flag(({ operation }, on) => (operation.remoteNameAll = on)),
  request: value(({ operation }, text) => (operation.method = text)),
  resolve: value(({ operation }, text) => operation.resolve.push(text)),
  retry: value(({ operation }, text, name) => (operation.retries = count(text, name))),
  "retry-all-errors": flag(({ operation }, on) => (operation.retryAll = on)),
  "retry-connrefused": flag(({ operation }, on) => (operation.retryRefused = on)),
  "retry-delay": value(({ operation }, text, name) => (operation.retryDelayMs = seconds(text, name))),
  "retry-max-time": value(({ operation }, text, name) => (operation.retryMaxMs = seconds(text, name))),
  "show-error": flag(({ settings }, on) => (settings.showError = on)),
  silent: flag(({ settings }, on) => (settings.silent = on)),
  "speed-limit": ignoredValue,
  "speed-time": ignoredValue,
  "ssl-reqd": ignored,
  "styled-output": ignored,
  "tcp-nodelay": ignored,
  "tls-max": value(({ operation }, text, name) => {
    const most = ({ default: "TLSv1.3", "1.2": "TLSv1.2", "1.3": "TLSv1.3" } as const)[text as "1.2"];
    if (!most) fail(`option ${name}: expected a proper numerical parameter`);
    operation.tlsVersions = versionsBetween(operation.tlsVersions?.[0] ?? "TLSv1.2", most);
  }),
  tlsv1: ignored,
  "tlsv1.2": ignored,
  "tlsv1.3": flag(({ operation }) => (operation.tlsVersions = versionsBetween("TLSv1.3", "TLSv1.3"))),
  "upload-file": value(({ operation }, file) => operation.upload.push(file)),
  url: value(({ operation }, text) => operation.urls.push(text)),
  "url-query": value(({ operation }, text) => operation.urlQuery.push(text)),
  user: value(({ operation }, text) => (operation.user = text)),
  "user-agent": value(({ operation }, text) => {
    operation.userAgent = text;
    // An empty agent sends none.
    if (text === "") operation.headers.push("User-Agent:");
  }),
  verbose: flag(({ settings }, on) => (settings.verbose = on)),
  "write-out": value((target, text) => {
    target.operation.writeOut = text.startsWith("@") ? target.readText(text.slice(1)) : text;
  }),
};

const SHORT: Readonly<Record<string, string>> = {
  "0": "http1.0",
  "4": "ipv4",
  "6": "ipv6",
  "#": "progress-bar",
  ":": "next",
  a: "append",
  A: "user-agent",
  b: "cookie",
  c: "cookie-jar",
  d: "data",
  D: "dump-header",
  e: "referer",
  E: "cert",
  f: "fail",
  F: "form",
  g: "globoff",
  G: "get",
  h: "help",
  H: "header",
  i: "include",
  I: "head",
  j: "junk-session-cookies",
  k: "insecure",
  K: "config",
  L: "location",
  m: "max-time",
  n: "netrc",
  N: "no-buffer",
  o: "output",
  O: "remote-name",
  q: "disable",
  r: "range",
  s: "silent",
  S: "show-error",
  T: "upload-file",
  u: "user",
  v: "verbose",
  V: "version",
  w: "write-out",
  X: "request",
  Z: "parallel",
};

/**
 * Reads curl's command line.
 *
 * @param readText reads a file for "@file" values
 * @throws UsageError in curl's words
 */
export function parseCommandLine(args: readonly string[], readText: (file: string) => string): CommandLine {
  const settings: Settings = {
    silent: false,
    showError: false,
    verbose: false,
    noMeter: false,
    bar: false,
    failEarly: false,
  };
  const operations = [freshOperation()];
  const rest = [...args];
  let onlyUrls = false;
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const target: Target = { operation: operations.at(-1)!, settings, readText };
    if (onlyUrls || !arg.startsWith("-") || arg === "-") target.operation.urls.push(arg);
    else if (arg === "--") onlyUrls = true;
    else if (arg === "--next" || arg === "-:") operations.push(freshOperation());
    else if (arg === "--help" || arg === "-h") return { settings, operations, show: "help" };
    else if (arg === "--version" || arg === "-V") return { settings, operations, show: "version" };
    else if (arg.startsWith("--")) applyLong(target, arg, rest);
    else applyShort(target, arg, rest);
  }
  const used = operations.filter((operation) => operation.urls.length > 0);
  if (used.length === 0) throw new UsageError("(2) no URL specified");
  return { settings, operations: used };
}

function applyLong(target: Target, arg: string, rest: string[]): void {
  const name = arg.slice(2);
  const negated = name.startsWith("no-") && !Object.hasOwn(OPTIONS, name);
  const option = Object.hasOwn(OPTIONS, negated ? name.slice(3) : name)
    ? OPTIONS[negated ? name.slice(3) : name]!
    : fail(`option ${arg}: is unknown`);
  if (option.takes === "nothing") {
    option.set(target, !negated);
    return;
  }
  if (negated) fail(`option ${arg}: the given option cannot be reversed with a --no- prefix`);
  option.set(target, rest.shift() ?? fail(`option ${arg}: requires parameter`), arg);
}

function applyShort(target: Target, arg: string, rest: string[]): void {
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at]!;
    const option = OPTIONS[SHORT[letter] ?? ""] ?? fail(`option ${arg}: is unknown`);
    if (option.takes === "nothing") {
      option.set(target, true);
      continue;
    }
    const glued = arg.slice(at + 1);
    option.set(target, glued || (rest.shift() ?? fail(`option ${arg}: requires parameter`)), arg);
    return;
  }
}

/** A config file: an option a line, "name = value", quotes around values with blanks. */
function readConfig(target: Target, file: string): void {
  for (const line of target.readText(file).split(LINES)) {
    const text = line.trim();
    if (text === "" || text.startsWith("#")) continue;
    const parts = /^(-?-?[^\s=:]+)\s*[=:\s]?\s*(.*)$/.exec(text)!;
    const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(parts[2]!);
    const escapes: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", v: "\v" };
    const argument = quoted ? quoted[1]!.replace(/\\(.)/g, (_, one: string) => escapes[one] ?? one) : parts[2]!;
    const rest = argument === "" && !quoted ? [] : [argument];
    const name = parts[1]!;
    if (name.startsWith("-") && !name.startsWith("--")) applyShort(target, name, rest);
    else applyLong(target, `--${name.replace(/^--/, "")}`, rest);
  }
}
