import { textResponse } from "../../base/http.ts";
import { httpDate } from "../../base/time.ts";
import type { ContainerProgram } from "../../kubelet/image.ts";
import { goFlags, listenHttp, untilStopped } from "../server.ts";

/** registry.k8s.io/defaultbackend-amd64: 404 for everything but its health check. */
export const run: ContainerProgram = async (args, io) => {
  const { flags } = goFlags(args, { port: "value", timeout: "value", "default-port": "value" });
  const server = await listenHttp(io, { port: Number(flags.port ?? 8080), process: "server" }, ({ path }) => {
    const healthy = path.split("?")[0] === "/healthz";
    const date = [["Date", httpDate(io.clock.now())]] as const;
    return textResponse(
      healthy ? 200 : 404,
      healthy ? "ok" : "default backend - 404",
      "text/plain; charset=utf-8",
      date,
    );
  });
  if (!server) return 1;
  await untilStopped(io);
  return 0;
};
