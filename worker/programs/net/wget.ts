import { type Header, type HttpResponse, headerOf, REASONS } from "../../base/http.ts";
import { utf8 } from "../../base/streams.ts";
import type { TlsTrouble } from "../../base/trace.ts";
import { FileError, resolvePath } from "../../shell/files.ts";
import type { Io, Program } from "../../shell/program.ts";
import { CurlError } from "../curl/error.ts";
import { CA_FILE } from "../curl/trust.ts";
import { followUrl, parseUrl, remoteName, showUrl, type Url } from "../curl/url.ts";
import { fetchFrom } from "./fetch.ts";
import { CONNECT_WORDS, lookUp, nameWords, stoppedCode } from "./reach.ts";
import { writeBody } from "./writeBody.ts";

interface Options {
  readonly urls: string[];
  output?: string;
  quiet: boolean;
  verbose: boolean;
  serverResponse: boolean;
  spider: boolean;
  checksCertificate: boolean;
  authority?: string;
  tries: number;
  timeoutMs?: number;
  readonly headers: Header[];
  body?: string;
  method?: string;
  userAgent: string;
  maxRedirects: number;
  directory: string;
}

/** GNU Wget 1.25: messages on stderr, the body in a file or on stdout with -O -. */
export const wget: Program = async (args, io) => {
  const options = readOptions(args);
  if (typeof options === "string") {
    await io.stderr.write(options);
    return 2;
  }
  if (options.urls.length === 0) {
    await io.stderr.write(`wget: missing URL\n${HINT}`);
    return 1;
  }
  let code = 0;
  try {
    for (const url of options.urls) code = Math.max(code, await download(io, options, url));
  } catch (error) {
    return stoppedCode(error, io);
  }
  return code;
};

const HINT = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n";

const WITH_VALUE = new Set([
  "-O",
  "--output-document",
  "-T",
  "--timeout",
  "--connect-timeout",
  "--read-timeout",
  "-t",
  "--tries",
  "--header",
  "--post-data",
  "--body-data",
  "--method",
  "-U",
  "--user-agent",
  "-P",
  "--directory-prefix",
  "--max-redirect",
  "-w",
  "--wait",
  "--ca-certificate",
]);

function readOptions(args: readonly string[]): Options | string {
  const options: Options = {
    urls: [],
    quiet: false,
    verbose: true,
    serverResponse: false,
    spider: false,
    checksCertificate: true,
    tries: 20,
    headers: [],
    userAgent: "Wget/1.25.0",
    maxRedirects: 20,
    directory: "",
  };
  const rest = args.flatMap((arg) => {
    if (/^--[a-z-]+=/.test(arg)) return [arg.slice(0, arg.indexOf("=")), arg.slice(arg.indexOf("=") + 1)];
    // Short options may be joined: -qO-
    const joined = /^-([a-zA-Z]{1,3})(.*)$/s.exec(arg);
    if (!joined || arg.startsWith("--") || arg === "-nv" || arg === "-nc") return [arg];
    const letters = arg.slice(1);
    const valueAt = [...letters].findIndex((letter) => WITH_VALUE.has(`-${letter}`));
    if (valueAt < 0) return [...letters].map((letter) => `-${letter}`);
    const value = letters.slice(valueAt + 1);
    return [...[...letters.slice(0, valueAt + 1)].map((letter) => `-${letter}`), ...(value ? [value] : [])];
  });
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const value = WITH_VALUE.has(arg) ? rest.shift() : "";
    if (value === undefined) return `wget: option requires an argument -- '${arg.replace(/^-+/, "")}'\n${HINT}`;
    const seconds = () => Number(value) * 1000;
    if (!arg.startsWith("-")) options.urls.push(arg);
    else if (arg === "-O" || arg === "--output-document") options.output = value;
    else if (arg === "-q" || arg === "--quiet") options.quiet = true;
    else if (arg === "-nv" || arg === "--no-verbose") options.verbose = false;
    else if (arg === "-S" || arg === "--server-response") options.serverResponse = true;
    else if (arg === "--spider") options.spider = true;
    else if (arg === "--no-check-certificate") options.checksCertificate = false;
    else if (arg === "--ca-certificate") options.authority = value;
    else if (arg === "-t" || arg === "--tries") options.tries = Number(value) || Number.POSITIVE_INFINITY;
    else if (/^-T$|timeout$/.test(arg)) options.timeoutMs = seconds();
    else if (arg === "--header") options.headers.push(headerFrom(value));
    else if (arg === "--post-data" || arg === "--body-data") options.body = value;
    else if (arg === "--method") options.method = value;
    else if (arg === "-U" || arg === "--user-agent") options.userAgent = value;
    else if (arg === "-P" || arg === "--directory-prefix") options.directory = `${value}/`;
    else if (arg === "--max-redirect") options.maxRedirects = Number(value);
    else if (!IGNORED.has(arg) && !WITH_VALUE.has(arg)) {
      return arg.startsWith("--")
        ? `wget: unrecognized option '${arg}'\n${HINT}`
        : `wget: invalid option -- '${arg.slice(1)}'\n${HINT}`;
    }
  }
  return options;
}

const IGNORED = new Set([
  "-nc",
  "-c",
  "-4",
  "-6",
  "-v",
  "--verbose",
  "--content-on-error",
  "--no-proxy",
  "--show-progress",
  "--no-cache",
]);
const headerFrom = (text: string): Header => [
  text.slice(0, text.indexOf(":")),
  text.slice(text.indexOf(":") + 1).trim(),
];

const two = (n: number): string => String(n).padStart(2, "0");
const stamp = (ms: number): string => {
  const date = new Date(ms);
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
};

async function download(io: Io, options: Options, text: string): Promise<number> {
  const say = async (line: string) => {
    if (!options.quiet && options.verbose) await io.stderr.write(line);
  };
  const complain = async (line: string) => {
    if (!options.quiet) await io.stderr.write(line);
  };
  let url: Url;
  try {
    url = parseUrl(text);
  } catch (error) {
    if (!(error instanceof CurlError)) throw error;
    const scheme = /^([a-z]+):\/\//.exec(text)?.[1];
    await complain(error.code === 1 ? `${text}: Unsupported scheme ‘${scheme}’.\n` : `${text}: Invalid host name.\n`);
    return 1;
  }
  const first = url;
  for (let redirects = 0; ; redirects++) {
    await say(`--${stamp(io.clock.now())}--  ${showUrl(url)}\n`);
    const answer = await request(io, options, url, say);
    if (typeof answer === "number") return answer;
    const { status } = answer;
    const reason = answer.reason ?? REASONS[status] ?? "";
    if (options.serverResponse) {
      const lines = [`HTTP/1.1 ${status} ${reason}`, ...answer.headers.map(([name, value]) => `${name}: ${value}`)];
      await complain(`\n${lines.map((line) => `  ${line}\n`).join("")}`);
    } else await say(`${status} ${reason}\n`);
    const location = headerOf(answer, "location");
    if (status >= 300 && status < 400 && status !== 304 && location !== undefined) {
      await say(`Location: ${location} [following]\n`);
      if (redirects >= options.maxRedirects) {
        await complain(`${options.maxRedirects} redirections exceeded.\n`);
        return 8;
      }
      url = parseUrl(followUrl(url, location));
      continue;
    }
    if (status >= 400) {
      if (!options.verbose || options.quiet) await complain(`${showUrl(url)}:\n`);
      await complain(`${stamp(io.clock.now())} ERROR ${status}: ${reason}.\n\n`);
      return 8;
    }
    return save(io, options, { answer, url, first, say });
  }
}

async function request(
  io: Io,
  options: Options,
  url: Url,
  say: (line: string) => Promise<void>,
): Promise<HttpResponse | number> {
  const complain = async (line: string) => {
    if (!options.quiet) await io.stderr.write(line);
  };
  const literal = /^[\d.]+$/.test(url.host);
  if (!literal) await say(`Resolving ${url.host} (${url.host})... `);
  const found = await lookUp(io, url.host, showUrl(url));
  if (!found.ok) {
    const words = nameWords(found);
    await say(`failed: ${words}.\n`);
    await complain(`wget: unable to resolve host address ‘${url.host}’\n`);
    return 4;
  }
  if (!literal) await say(`${found.addresses.join(", ")}\n`);
  const place = literal ? `${url.host}:${url.port}` : `${url.host} (${url.host})|${found.addresses[0]}|:${url.port}`;
  const body = options.body === undefined ? new Uint8Array(0) : utf8(options.body);
  const method = options.method ?? (options.spider ? "HEAD" : options.body === undefined ? "GET" : "POST");
  const headers: Header[] = [
    ["User-Agent", options.userAgent],
    ["Accept", "*/*"],
    ["Accept-Encoding", "identity"],
    ["Connection", "Keep-Alive"],
    ...(options.body === undefined
      ? []
      : ([
          ["Content-Type", "application/x-www-form-urlencoded"],
          ["Content-Length", String(body.length)],
        ] as const)),
    ...options.headers,
  ];
  for (let attempt = 1; ; attempt++) {
    await say(`Connecting to ${place}... `);
    const answer = await fetchFrom(io, found, {
      url,
      method,
      headers,
      body,
      timeoutMs: options.timeoutMs,
      ...(url.scheme === "https"
        ? { tls: { trust: authorities(io, options), insecure: !options.checksCertificate } }
        : {}),
    });
    if (answer.ok === true) {
      await say("connected.\n");
      if (answer.trouble) await complain(distrust("WARNING", answer.trouble, url.host));
      await say("HTTP request sent, awaiting response... ");
      return answer.response;
    }
    const trouble = answer.ok === false ? answer.failure.tls : undefined;
    if (trouble && trouble.verifyCode > 0) {
      await say("connected.\n");
      await complain(distrust("ERROR", trouble, url.host));
      return 5;
    }
    const code = await tellFailure(answer, say, complain);
    const retries = answer.ok === "late" || answer.failure.kind !== "refused";
    if (code !== undefined && (!retries || attempt >= options.tries)) {
      if (retries && attempt >= options.tries && options.tries > 1) await complain("Giving up.\n\n");
      return code;
    }
    await say("Retrying.\n\n");
    await io.clock.sleep(Math.min(attempt, 10) * 1000, io.signal);
    await say(`--${stamp(io.clock.now())}--  (try:${String(attempt + 1).padStart(2)})  ${showUrl(url)}\n`);
  }
}

/** The bundle of the system, or the file of --ca-certificate; one that is not there trusts nobody. */
function authorities(io: Io, { authority }: Options): string {
  const file = authority === undefined ? CA_FILE : resolvePath(io.cwd, authority);
  return io.files.stat(file)?.type === "file" ? io.files.readText(file) : "";
}

/** GnuTLS's findings in wget's words. */
function distrust(mark: "ERROR" | "WARNING", { problem }: TlsTrouble, host: string): string {
  if (problem === "nameMismatch") return `The certificate's owner does not match hostname ‘${host}’\n`;
  const about = `${mark}: The certificate of ‘${host}’`;
  const why = {
    expired: "has expired",
    notYetValid: "is not yet activated",
    weak: "was signed using an insecure algorithm",
  }[problem as "expired"];
  return `${about} is not trusted.\n${about} ${why ?? "doesn't have a known issuer"}.\n`;
}

async function tellFailure(
  answer: Exclude<Awaited<ReturnType<typeof fetchFrom>>, { ok: true }>,
  say: (line: string) => Promise<void>,
  complain: (line: string) => Promise<void>,
): Promise<number> {
  if (answer.ok === "late") {
    await say("connected.\nHTTP request sent, awaiting response... ");
    await complain("Read error (Connection timed out) in headers.\n");
    return 4;
  }
  const { kind } = answer.failure;
  if (kind === "emptyReply" || kind === "badReply") {
    await say("connected.\nHTTP request sent, awaiting response... ");
    await complain("No data received.\n");
  } else if (kind === "reset") {
    await say("connected.\nHTTP request sent, awaiting response... ");
    await complain("Read error (Connection reset by peer) in headers.\n");
  } else if (kind === "tls") {
    await say("connected.\n");
    await complain("Unable to establish SSL connection.\n");
  } else await say(`failed: ${CONNECT_WORDS[kind]}.\n`);
  return 4;
}

const rate = (bytesPerSecond: number): string => {
  const units = ["B/s", "KB/s", "MB/s", "GB/s"];
  let speed = bytesPerSecond;
  let unit = 0;
  while (speed >= 1024 && unit < units.length - 1) {
    speed /= 1024;
    unit += 1;
  }
  return `${speed >= 99.95 ? speed.toFixed(0) : speed >= 9.995 ? speed.toFixed(1) : speed.toFixed(2)} ${units[unit]}`;
};

async function save(
  io: Io,
  options: Options,
  got: { readonly answer: HttpResponse; readonly url: Url; readonly first: Url; say(line: string): Promise<void> },
): Promise<number> {
  const { answer, url, say } = got;
  const length = headerOf(answer, "content-length");
  const type = headerOf(answer, "content-type")?.replace(/;.*/, "");
  await say(`Length: ${length ?? "unspecified"}${type ? ` [${type}]` : ""}\n`);
  if (options.spider) {
    await say("Remote file exists.\n\n");
    return 0;
  }
  const toStdout = options.output === "-";
  const name = options.output ?? freeName(io, options.directory + (remoteName(url) || "index.html"));
  const shown = toStdout ? "STDOUT" : name;
  await say(`Saving to: ‘${shown}’\n\n`);
  const startMs = io.clock.now();
  let received: number;
  try {
    received = await writeBody(io, answer.body, name);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await io.stderr.write(`${name}: ${error.message}\n`);
    return 3;
  }
  const seconds = Math.max(io.clock.now() - startMs, 0.01) / 1000;
  const speed = rate(received / seconds);
  await say(
    `${dots(received, length)}${speed.replace(/ ?([KMG]?)B\/s/, "$1")}=${seconds < 0.05 ? "0" : seconds.toFixed(1)}s\n\n`,
  );
  const of = length === undefined ? `[${received}]` : `[${received}/${length}]`;
  if (toStdout) await say(`${stamp(io.clock.now())} (${speed}) - written to stdout ${of}\n\n`);
  else if (options.verbose) await say(`${stamp(io.clock.now())} (${speed}) - ‘${name}’ saved ${of}\n\n`);
  else if (!options.quiet)
    await io.stderr.write(`${stamp(io.clock.now())} URL:${showUrl(url)} ${of} -> "${name}" [1]\n`);
  return 0;
}

/** wget never overwrites: the next free name.N. */
function freeName(io: Io, name: string): string {
  if (!io.files.stat(resolvePath(io.cwd, name))) return name;
  let number = 1;
  while (io.files.stat(resolvePath(io.cwd, `${name}.${number}`))) number += 1;
  return `${name}.${number}`;
}

/** Lines of fifty dots, a dot for each kilobyte. */
function dots(received: number, length: string | undefined): string {
  const lines: string[] = [];
  const kilobytes = Math.floor(received / 1024);
  for (let from = 0; from <= kilobytes; from += 50) {
    const count = Math.min(50, Math.max(0, Math.ceil((received - from * 1024) / 1024)));
    const full = received < (from + 50) * 1024 ? Math.floor((received - from * 1024) / 1024) : count;
    const groups = Array.from({ length: 5 }, (_, group) =>
      ".".repeat(Math.max(0, Math.min(10, full - group * 10))).padEnd(10),
    );
    const last = from + 50 > kilobytes;
    const total = Number(length ?? received) || 1;
    const share = last ? 100 : Math.floor(((from + 50) * 1024 * 100) / total);
    lines.push(`${String(from).padStart(6)}K ${groups.join(" ")}${String(share).padStart(3)}% `);
  }
  return lines.join("\n");
}
