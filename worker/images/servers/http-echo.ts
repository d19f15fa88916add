import { EMPTY_BODY, type HttpRequest, type HttpResponse, headerOf, textResponse } from "../../base/http.ts";
import type { HttpServer, Peer } from "../../base/net.ts";
import { type ByteWriter, type LateLine, utf8 } from "../../base/streams.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { goFlags, goLogTime, httpDate, isFirstLife, listenHttp, print, printLate, untilStopped } from "../server.ts";

const VERSION = "1.0.0";

/** hashicorp/http-echo: answers every request with the same text. https://github.com/hashicorp/http-echo */
export const run: ContainerProgram = async (args, io) => {
  const { flags, unknown } = goFlags(args, {
    text: "value",
    listen: "value",
    "status-code": "value",
    version: "switch",
  });
  if (unknown !== undefined) {
    await io.stderr.write(`flag provided but not defined: -${unknown}\n`);
    return 2;
  }
  if (flags.version) {
    await io.stderr.write(`http-echo v${VERSION}\n`);
    return 0;
  }
  const text = flags.text ?? io.env.ECHO_TEXT ?? "";
  if (text === "") {
    await io.stderr.write("Missing -text option or ECHO_TEXT env var!\n");
    return 127;
  }
  const listen = flags.listen ?? ":5678";
  const status = Number(flags["status-code"] ?? 200);
  const port = Number(/:(\d+)$/.exec(listen)?.[1] ?? 5678);
  const server = await listenHttp(io, { port, process: "http-echo" }, new Echo(io, voiceOf(text, status)));
  if (!server) return 1;
  if (isFirstLife(io)) print(io, `${goLogTime(io.clock.now())} [INFO] server is listening on ${listen}\n`);
  await untilStopped(io);
  print(io, `${goLogTime(io.clock.now())} [INFO] server is shutting down...\n`);
  return 0;
};

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
    printLate(this.#log, new AccessLine(time, request, peer, this.#voice));
    return this.#voice.answerAt(time);
  }
}

/** What the log says of a request. */
class AccessLine implements LateLine {
  readonly ms: number;
  readonly request: HttpRequest;
  readonly peer: Peer;
  readonly voice: Voice;

  constructor(ms: number, request: HttpRequest, peer: Peer, voice: Voice) {
    this.ms = ms;
    const { body } = request;
    // A body is not kept for it.
    this.request = body instanceof Uint8Array && body.length === 0 ? request : { ...request, body: EMPTY_BODY };
    this.peer = peer;
    this.voice = voice;
  }

  words(): string {
    const { ip, port } = this.peer.source;
    const { method, path, protocol, authority } = this.request;
    const { status, length } = this.voice;
    const asked = `"${method} ${path} ${protocol}" ${status} ${length} "${headerOf(this.request, "User-Agent") ?? ""}"`;
    return `${goLogTime(this.ms)} ${authority} ${ip}:${port} ${asked} 22.5µs\n`;
  }
}

const voices = new Map<string, Voice>();

/** All processes that were told to say the same share a voice. */
function voiceOf(text: string, status: number): Voice {
  const key = `${status} ${text}`;
  const voice = voices.get(key) ?? new Voice(text, status);
  voices.set(key, voice);
  return voice;
}

/** What a text and a status come to: the same for all who ask alike within one second. */
class Voice {
  readonly #body: Uint8Array;
  readonly status: number;
  #answer: HttpResponse | undefined;
  /** The second of the answer's Date, in ms. */
  #second = Number.NaN;

  constructor(text: string, status: number) {
    this.#body = utf8(`${text}\n`);
    this.status = status;
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

  #respond(date: string): HttpResponse {
    return textResponse(this.status, this.#body, "text/plain; charset=utf-8", [
      ["X-App-Name", "http-echo"],
      ["X-App-Version", VERSION],
      ["Date", date],
    ]);
  }
}
