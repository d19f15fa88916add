import { textResponse } from "../../base/http.ts";
import type { ContainerProgram } from "../../kubelet/image.ts";
import { goLogTime, isFirstLife, listenHttp, print, untilStopped } from "../server.ts";

/** gcr.io/google-samples/hello-app: says its version and where it runs. */
export const run =
  (tag: string): ContainerProgram =>
  async (_args, io) => {
    const port = Number(io.env.PORT ?? 8080);
    const version = tag === "2.0" ? "2.0.0" : "1.0.0";
    const log = (line: string) => print(io, `${goLogTime(io.clock.now())} ${line}\n`, "stderr");
    const fail = (words: string) => `${goLogTime(io.clock.now())} ${words}`;
    const server = await listenHttp(io, { port, process: "hello-app", fail }, (request) => {
      log(`Serving request: ${request.path.split("?")[0]}`);
      const body = `Hello, world!\nVersion: ${version}\nHostname: ${io.env.HOSTNAME ?? io.container.podName}\n`;
      return textResponse(200, body, "text/plain; charset=utf-8", [["Date", new Date(io.clock.now()).toUTCString()]]);
    });
    if (!server) return 1;
    if (isFirstLife(io)) log(`Server listening on port ${port}`);
    await untilStopped(io);
    return 2;
  };
