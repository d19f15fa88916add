import { type Header, headerOf, REASONS } from "../../base/http.ts";
import { utf8 } from "../../base/streams.ts";
import { FileError, resolvePath } from "../../shell/files.ts";
import type { Io, Program } from "../../shell/program.ts";
import { CurlError } from "../curl/error.ts";
import { followUrl, parseUrl, remoteName, showUrl, type Url } from "../curl/url.ts";
import { fetchFrom } from "./fetch.ts";
import { CONNECT_WORDS, lookUp, stoppedCode } from "./reach.ts";
import { writeBody } from "./writeBody.ts";

interface Options {
  url: string;
  output?: string;
  quiet: boolean;
  spider: boolean;
  serverResponse: boolean;
  timeoutMs?: number;
  body?: string;
  readonly headers: Header[];
}

const USAGE = `BusyBox v1.36.1 multi-call binary.

Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
	[--post-data STR | --post-file FILE] [-Y on/off]
	[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...
`;

/** wget of busybox 1.36. */
export const busyboxWget: Program = async (args, io) => {
  const options = readOptions(args);
  if (!options || options.url === "") {
    await io.stderr.write(USAGE);
    return 1;
  }
  try {
    return await download(io, options);
  } catch (error) {
    return stoppedCode(error, io);
  }
};

function readOptions(args: readonly string[]): Options | undefined {
  const options: Options = { url: "", quiet: false, spider: false, serverResponse: false, headers: [] };
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const long = /^(--[a-z-]+)(?:=(.*))?$/s.exec(arg);
    if (long) {
      const value = () => long[2] ?? rest.shift() ?? "";
      if (long[1] === "--spider") options.spider = true;
      else if (long[1] === "--quiet") options.quiet = true;
      else if (long[1] === "--server-response") options.serverResponse = true;
      else if (long[1] === "--post-data") options.body = value();
      else if (long[1] === "--output-document") options.output = value();
      else if (long[1] === "--timeout") options.timeoutMs = Number(value()) * 1000;
      else if (long[1] === "--header") {
        const text = value();
        options.headers.push([text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1).trim()]);
      } else if (long[1] !== "--no-check-certificate") return undefined;
    } else if (arg.startsWith("-") && arg !== "-") {
      for (let at = 1; at < arg.length; at++) {
        const letter = arg[at]!;
        if ("OTUPtoY".includes(letter)) {
          const value = arg.slice(at + 1) || (rest.shift() ?? "");
          if (letter === "O") options.output = value;
          if (letter === "T") options.timeoutMs = Number(value) * 1000;
          if (letter === "U") options.headers.push(["User-Agent", value]);
          break;
        }
        if (letter === "q") options.quiet = true;
        else if (letter === "S") options.serverResponse = true;
        else if (letter !== "c") return undefined;
      }
    } else options.url = arg;
  }
  return options;
}

/** Without -T busybox gives up after fifteen minutes. */
const USUAL_TIMEOUT_MS = 900_000;
const MOST_REDIRECTS = 5;

async function download(io: Io, options: Options): Promise<number> {
  const fail = async (words: string): Promise<number> => {
    await io.stderr.write(`wget: ${words}\n`);
    return 1;
  };
  let url: Url;
  try {
    url = parseUrl(options.url);
  } catch (error) {
    if (!(error instanceof CurlError)) throw error;
    return fail(`not an http or ftp url: ${options.url}`);
  }
  const first = url;
  for (let redirects = 0; ; redirects++) {
    const found = await lookUp(io, url.host, showUrl(url));
    if (!found.ok) return fail(`bad address '${url.host}'`);
    const place = url.port === 80 && url.scheme === "http" ? url.host : `${url.host}:${url.port}`;
    if (!options.quiet) await io.stderr.write(`Connecting to ${place} (${found.addresses[0]}:${url.port})\n`);
    if (url.scheme === "https") await io.stderr.write("wget: note: TLS certificate validation not implemented\n");
    const body = options.body === undefined ? new Uint8Array(0) : utf8(options.body);
    const answer = await fetchFrom(io, found, {
      url,
      method: options.spider ? "HEAD" : options.body === undefined ? "GET" : "POST",
      headers: [
        ...(options.headers.some(([name]) => /^user-agent$/i.test(name)) ? [] : ([["User-Agent", "Wget"]] as const)),
        ["Connection", "close"],
        ...(options.body === undefined
          ? []
          : ([
              ["Content-Type", "application/x-www-form-urlencoded"],
              ["Content-Length", String(body.length)],
            ] as const)),
        ...options.headers,
      ],
      body,
      timeoutMs: options.timeoutMs ?? USUAL_TIMEOUT_MS,
    });
    if (answer.ok === "late") return fail("download timed out");
    if (!answer.ok) {
      const { kind } = answer.failure;
      if (kind === "timedOut" && options.timeoutMs !== undefined) return fail("download timed out");
      if (kind === "emptyReply") return fail("error getting response");
      if (kind === "reset") return fail("error getting response: Connection reset by peer");
      return fail(`can't connect to remote host (${found.addresses[0]}): ${CONNECT_WORDS[kind]}`);
    }
    const { response } = answer;
    const line = `HTTP/1.1 ${response.status} ${response.reason ?? REASONS[response.status] ?? ""}`;
    if (options.serverResponse) {
      const lines = [line, ...response.headers.map(([name, value]) => `${name}: ${value}`)];
      await io.stderr.write(lines.map((one) => `  ${one}\n`).join(""));
    }
    const location = headerOf(response, "location");
    if (response.status >= 300 && response.status < 400 && location !== undefined) {
      if (redirects >= MOST_REDIRECTS) return fail("too many redirections");
      url = parseUrl(followUrl(url, location));
      continue;
    }
    if (response.status < 200 || response.status >= 300) return fail(`server returned error: ${line}`);
    if (options.spider) {
      if (!options.quiet) await io.stderr.write("remote file exists\n");
      return 0;
    }
    return save(io, options, { response, first });
  }
}

async function save(
  io: Io,
  options: Options,
  {
    response,
    first,
  }: {
    readonly response: Parameters<typeof headerOf>[0] & { readonly body: Uint8Array | AsyncIterable<Uint8Array> };
    readonly first: Url;
  },
): Promise<number> {
  const toStdout = options.output === "-";
  const name = options.output ?? (remoteName(first) || "index.html");
  const path = resolvePath(io.cwd, name);
  if (options.output === undefined && io.files.stat(path)) {
    await io.stderr.write(`wget: can't open '${name}': File exists\n`);
    return 1;
  }
  if (!options.quiet) await io.stderr.write(toStdout ? "writing to stdout\n" : `saving to '${name}'\n`);
  let received: number;
  try {
    received = await writeBody(io, response.body, name);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    await io.stderr.write(`wget: can't open '${name}': ${error.message}\n`);
    return 1;
  }
  if (!options.quiet) {
    const shown = (toStdout ? "-" : name).slice(0, 20).padEnd(20);
    await io.stderr.write(`${shown} 100% |${"*".repeat(32)}| ${String(received).padStart(5)}  0:00:00 ETA\n`);
    await io.stderr.write(toStdout ? "written to stdout\n" : `'${name}' saved\n`);
  }
  return 0;
}
