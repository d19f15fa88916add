import { textResponse } from "../../base/http.ts";
import type { ContainerProgram } from "../../kubelet/image.ts";
import { goFlags, goLogTime, listenHttp, print, untilStopped } from "../server.ts";

/** agnhost's netexec and serve-hostname: small servers of Kubernetes' own tests. */
export const run: ContainerProgram = async (args, io) => {
  const [command = "pause", ...rest] = args;
  const { flags } = goFlags(rest, {
    "http-port": "value",
    "udp-port": "value",
    port: "value",
    http: "value",
    delay: "value",
  });
  const host = io.env.HOSTNAME ?? io.container.podName;
  const log = (line: string) => print(io, `${goLogTime(io.clock.now())} ${line}\n`, "stderr");
  if (command === "netexec") {
    const port = Number(flags["http-port"] ?? 8080);
    const server = await listenHttp(io, { port, process: "agnhost" }, ({ method, path }, peer) => {
      const [place = "/", query = ""] = path.split("?");
      const values = new URLSearchParams(query);
      log(`${method} ${place}`);
      const text = (body: string, status = 200) => textResponse(status, body, "text/plain; charset=utf-8");
      switch (place) {
        case "/":
          return text(`NOW: ${new Date(io.clock.now()).toISOString()}`);
        case "/hostname":
        case "/hostName":
          return text(host);
        case "/clientip":
          return text(`${peer.source.ip}:${peer.source.port}`);
        case "/echo":
          return text(values.get("msg") ?? "", Number(values.get("code") ?? 200));
        case "/healthz":
          return text("");
        case "/header":
          return text("");
        default:
          return text("404 page not found\n", 404);
      }
    });
    if (!server) return 1;
    log(`Started HTTP server on port ${port}`);
  } else if (command === "serve-hostname") {
    const port = Number(flags.port ?? 9376);
    const server = await listenHttp(io, { port, process: "agnhost" }, () => {
      log("Serving HTTP request");
      return textResponse(200, host, "text/plain; charset=utf-8");
    });
    if (!server) return 1;
  } else if (command !== "pause") {
    await io.stderr.write(`Error: unknown command "${command}" for "app"\nRun 'app --help' for usage.\n`);
    return 1;
  }
  await untilStopped(io);
  return 0;
};
