import { type HttpRequest, type HttpResponse, headerOf, textResponse } from "../../base/http.ts";
import type { Peer } from "../../base/net.ts";
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
  const echo: Echo = { io, status, body: utf8(`${text}\n`) };
  const server = await listenHttp(io, { port, process: "http-echo" }, (request, peer) => answer(echo, request, peer));
  if (!server) return 1;
  if (isFirstLife(io)) print(io, `${goLogTime(io.clock.now())} [INFO] server is listening on ${listen}\n`);
  await untilStopped(io);
  print(io, `${goLogTime(io.clock.now())} [INFO] server is shutting down...\n`);
  return 0;
};

interface Echo {
  readonly io: ContainerIo;
  readonly status: number;
  readonly body: Uint8Array;
  /** The answer of the present second: only its date ever changes. */
  answered?: { readonly date: string; readonly response: HttpResponse };
}

function answer(echo: Echo, request: HttpRequest, { source }: Peer): HttpResponse {
  const { io, status, body } = echo;
  const time = io.clock.now();
  const agent = headerOf(request, "user-agent") ?? "";
  const asked = `"${request.method} ${request.path} ${request.protocol}"`;
  const from = `${source.ip}:${source.port}`;
  print(io, `${goLogTime(time)} ${request.authority} ${from} ${asked} ${status} ${body.length} "${agent}" 22.5µs\n`);
  const date = httpDate(time);
  if (echo.answered?.date === date) return echo.answered.response;
  const response = textResponse(status, body, "text/plain; charset=utf-8", [
    ["X-App-Name", "http-echo"],
    ["X-App-Version", VERSION],
    ["Date", date],
  ]);
  echo.answered = { date, response };
  return response;
}
