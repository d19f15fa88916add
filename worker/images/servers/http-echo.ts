import {
  EMPTY_BODY,
  type Header,
  type HttpRequest,
  type HttpResponse,
  headerOf,
  isEmpty,
  textResponse,
} from "../../base/http.ts";
import type { HttpServer, Peer } from "../../base/net.ts";
import { type ByteWriter, type LateLine, utf8 } from "../../base/streams.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { goContentType } from "../goContentType.ts";
import { goFlags, goLogTime, httpDate, isFirstLife, listenHttp, print, printLate, untilStopped } from "../server.ts";

/** hashicorp/http-echo: answers every request with the same text. https://github.com/hashicorp/http-echo main.go, handlers.go */
export const run: ContainerProgram = async (args, io) => {
  const release = releaseOf(io.container.tag);
  const { flags, rest, unknown } = goFlags(args, release.flags);
  const fail = async (words: string, code: number) => {
    await io.stderr.write(words);
    return code;
  };
  if (unknown === "h" || unknown === "help") return fail(release.usage, 0);
  if (unknown !== undefined) return fail(`flag provided but not defined: -${unknown}\n${release.usage}`, 2);
  const status = flags["status-code"] ?? "200";
  if (!/^[+-]?\d+$/.test(status)) {
    return fail(`invalid value "${status}" for flag -status-code: parse error\n${release.usage}`, 2);
  }
  if (flags.version) {
    await io[release.versionOn].write(`http-echo v${release.version}\n`);
    return 0;
  }
  const text = flags.text || (release.readsEnvironment && io.env.ECHO_TEXT) || "";
  if (text === "") return fail(`${release.textMissing}\n`, 127);
  if (rest.length > 0) return fail("Too many arguments!\n", 127);
  const log = (words: string) => print(io, `${goLogTime(io.clock.now())} ${words}\n`, "stderr");
  const listen = flags.listen ?? ":5678";
  if (isFirstLife(io)) log(release.listening(listen));
  const address = /^(.*):(\d+)$/.exec(listen);
  if (!address) {
    log(`[ERR] server exited with: listen tcp: address ${listen}: missing port in address`);
    return 1;
  }
  const ip = IP_OF[address[1]!] ?? address[1]!;
  const at = { port: Number(address[2]), process: "http-echo", ...(ip && { ip }) };
  const refused = (words: string) => `${goLogTime(io.clock.now())} [ERR] server exited with: ${words}`;
  const voice = voiceOf(text, Number(status), release.version);
  const server = await listenHttp(io, { ...at, fail: refused }, new Echo(io, voice));
  if (!server) return 1;
  if (release.ignoresTerm) io.onSignal?.("SIGTERM", () => log("[ERR] Unknown signal terminated"));
  await untilStopped(io);
  log(release.stopping);
  return 2;
};

/** Hosts of an address to listen on that are none by themselves; all addresses of a pod are IPv4. */
const IP_OF: Readonly<Record<string, string>> = { localhost: "127.0.0.1", "[::]": "0.0.0.0" };

class Echo implements HttpServer {
  readonly #clock: ContainerIo["clock"];
  readonly #log: ByteWriter;
  readonly #voice: Voice;

  constructor({ clock, stdout }: ContainerIo, voice: Voice) {
    this.#clock = clock;
    this.#log = stdout;
    this.#voice = voice;
  }

  http(request: HttpRequest, peer: Peer): HttpResponse {
    const time = this.#clock.now();
    if (request.path.startsWith("/health") && pathOf(request) === "/health") return this.#voice.healthAt(time);
    const voice = this.#voice;
    const line: AccessLine = { ms: time, request: withoutBody(request), peer, voice, words: accessWords };
    printLate(this.#log, line);
    return voice.answerAt(time);
  }
}

/** Go's URL.Path: without the query, unescaped. */
function pathOf({ path }: Pick<HttpRequest, "path">): string {
  const [asked = ""] = path.split("?");
  try {
    return decodeURIComponent(asked);
  } catch {
    return asked;
  }
}

/** What is kept of a request until its line of the log is worded. */
const withoutBody = (request: HttpRequest): HttpRequest =>
  isEmpty(request.body) ? request : { ...request, body: EMPTY_BODY };

/** What the log says of a request. */
interface AccessLine extends LateLine {
  readonly request: HttpRequest;
  readonly peer: Peer;
  readonly voice: Voice;
}

function accessWords(this: AccessLine): string {
  const { ip, port } = this.peer.source;
  const { method, protocol, authority } = this.request;
  const { status, length } = this.voice;
  const asked = `"${method} ${pathOf(this.request)} ${protocol}" ${status} ${length} "${headerOf(this.request, "User-Agent") ?? ""}"`;
  return `${goLogTime(this.ms)} ${authority} ${ip}:${port} ${asked} 22.5µs\n`;
}

const voices = new Map<string, Voice>();

/** All processes that were told to say the same share a voice. */
function voiceOf(text: string, status: number, version: string): Voice {
  const key = `${version} ${status} ${text}`;
  const voice = voices.get(key) ?? new Voice(text, status, version);
  voices.set(key, voice);
  return voice;
}

/** What a text and a status come to: the same for all who ask alike within one second. */
class Voice {
  readonly #body: Uint8Array;
  readonly status: number;
  readonly #contentType: string;
  readonly #version: string;
  #answer: HttpResponse | undefined;
  /** The second of the answer's Date, in ms. */
  #second = Number.NaN;

  constructor(text: string, status: number, version: string) {
    this.#body = utf8(`${text}\n`);
    this.status = status;
    this.#contentType = goContentType(text);
    this.#version = version;
  }

  get length(): number {
    return this.#body.length;
  }

  answerAt(ms: number): HttpResponse {
    const since = ms - this.#second;
    if (since >= 0 && since < 1000 && this.#answer) return this.#answer;
    this.#second = Math.floor(ms / 1000) * 1000;
    this.#answer = this.#respond(httpDate(ms));
    return this.#answer;
  }

  healthAt(ms: number): HttpResponse {
    return textResponse(200, '{"status":"ok"}\n', "text/plain; charset=utf-8", this.#head(httpDate(ms)));
  }

  #respond(date: string): HttpResponse {
    const { status } = this;
    const headers = this.#head(date);
    // Go writes no headers of content where there can be none.
    if (status === 204 || status === 304) return { status, headers, body: EMPTY_BODY };
    return textResponse(status, this.#body, this.#contentType, headers);
  }

  #head(date: string): readonly Header[] {
    return [
      ["X-App-Name", "http-echo"],
      ["X-App-Version", this.#version],
      ["Date", date],
    ];
  }
}

/** What differs between releases. */
interface Release {
  readonly version: string;
  readonly flags: Readonly<Record<string, "value" | "switch">>;
  readonly usage: string;
  readonly versionOn: "stdout" | "stderr";
  readonly readsEnvironment: boolean;
  readonly textMissing: string;
  /** Only an interrupt ends it. */
  readonly ignoresTerm: boolean;
  readonly stopping: string;
  listening(address: string): string;
}

const USAGE = `Usage of /http-echo:
  -listen string
    	address and port to listen (default ":5678")
`;
const STATUS_USAGE = `  -status-code int
    	http response code, e.g.: 200 (default 200)
`;
const TEXT_USAGE = `  -text string
    	text to put on the webpage
  -version
    	display version information
`;
const FLAGS = { text: "value", listen: "value", version: "switch" } as const;

const CURRENT: Release = {
  version: "1.0.0",
  flags: { ...FLAGS, "status-code": "value" },
  usage: USAGE + STATUS_USAGE + TEXT_USAGE,
  versionOn: "stdout",
  readsEnvironment: true,
  textMissing: "Missing -text option or ECHO_TEXT env var!",
  ignoresTerm: false,
  stopping: "[INFO] received interrupt, shutting down...",
  listening: (address) => `[INFO] server is listening on ${address}`,
};

const OLD: Omit<Release, "version"> = {
  flags: FLAGS,
  usage: USAGE + TEXT_USAGE,
  versionOn: "stderr",
  readsEnvironment: false,
  textMissing: "Missing -text option!",
  ignoresTerm: true,
  stopping: "[INFO] Received interrupt",
  listening: (address) => `Server is listening on ${address}`,
};

function releaseOf(tag: string): Release {
  if (tag === "alpine") return { version: "0.2.3", ...OLD };
  return tag.startsWith("0.") ? { version: tag, ...OLD } : CURRENT;
}
