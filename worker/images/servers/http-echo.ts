import { type HttpRequest, type HttpResponse, headerOf, textResponse } from "../../base/http.ts";
import type { HttpServer, Peer } from "../../base/net.ts";
import { utf8 } from "../../base/streams.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { goFlags, goLogTime, httpDate, isFirstLife, listenHttp, print, untilStopped } from "../server.ts";

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
  const echo = new Echo(io, status, utf8(`${text}\n`));
  const server = await listenHttp(io, { port, process: "http-echo" }, echo);
  if (!server) return 1;
  if (isFirstLife(io)) print(io, `${goLogTime(io.clock.now())} [INFO] server is listening on ${listen}\n`);
  await untilStopped(io);
  print(io, `${goLogTime(io.clock.now())} [INFO] server is shutting down...\n`);
  return 0;
};

class Echo implements HttpServer {
  readonly #io: ContainerIo;
  readonly #status: number;
  readonly #body: Uint8Array;
  /** The answer of the present second: only its date ever changes. */
  #answered: { readonly date: string; readonly response: HttpResponse } | undefined;

  constructor(io: ContainerIo, status: number, body: Uint8Array) {
    this.#io = io;
    this.#status = status;
    this.#body = body;
  }

  http(request: HttpRequest, { source }: Peer): HttpResponse {
    const time = this.#io.clock.now();
    const agent = headerOf(request, "User-Agent") ?? "";
    const asked = `"${request.method} ${request.path} ${request.protocol}" ${this.#status} ${this.#body.length}`;
    const line = `${goLogTime(time)} ${request.authority} ${source.ip}:${source.port} ${asked} "${agent}" 22.5µs\n`;
    print(this.#io, line);
    const date = httpDate(time);
    return this.#answered?.date === date ? this.#answered.response : this.#answerOf(date);
  }

  #answerOf(date: string): HttpResponse {
    const response = textResponse(this.#status, this.#body, "text/plain; charset=utf-8", [
      ["X-App-Name", "http-echo"],
      ["X-App-Version", VERSION],
      ["Date", date],
    ]);
    this.#answered = { date, response };
    return response;
  }
}
