import { headerOf, textResponse } from "../../base/http.ts";
import type { ContainerProgram } from "../../kubelet/image.ts";
import { goFlags, goLogTime, isFirstLife, listenHttp, print, untilStopped } from "../server.ts";

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
  const server = await listenHttp(io, { port, process: "http-echo" }, (request, peer) => {
    const time = io.clock.now();
    const agent = headerOf(request, "user-agent") ?? "";
    const size = new TextEncoder().encode(`${text}\n`).length;
    const source = `${peer.source.ip}:${peer.source.port}`;
    const line = `${goLogTime(time)} ${request.authority} ${source} "${request.method} ${request.path} ${request.protocol}" ${status} ${size} "${agent}" 22.5µs\n`;
    print(io, line);
    return textResponse(status, `${text}\n`, "text/plain; charset=utf-8", [
      ["X-App-Name", "http-echo"],
      ["X-App-Version", VERSION],
      ["Date", new Date(time).toUTCString()],
    ]);
  });
  if (!server) return 1;
  if (isFirstLife(io)) print(io, `${goLogTime(io.clock.now())} [INFO] server is listening on ${listen}\n`);
  await untilStopped(io);
  print(io, `${goLogTime(io.clock.now())} [INFO] server is shutting down...\n`);
  return 0;
};
