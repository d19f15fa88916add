import { textResponse } from "../../base/http.ts";
import {
  CONFIGURATION_PORT,
  Configurations,
  HEALTH_PORT,
  PROXY_IMAGE,
  runGatehouse,
  VERSION,
} from "../../gateway/implementations/gatehouse/index.ts";
import type { ContainerProgram } from "../../kubelet/image.ts";
import { goFlags, isFirstLife, listenHttp } from "../server.ts";
import { logger } from "./log.ts";

const PROCESS = "gateway-controller";

/** The controller of the gatehouse implementation: asks the API as its service account, serves configurations to proxies. */
export const run: ContainerProgram = async (args, io) => {
  const { flags, unknown } = goFlags(args, { "proxy-image": "value", "controller-service": "value" });
  if (unknown !== undefined) {
    await io.stderr.write(`flag provided but not defined: -${unknown}\n`);
    return 2;
  }
  const log = logger(io);
  const fresh = isFirstLife(io);
  if (fresh) log("INFO", "starting", { version: io.container.tag, controllerName: "gatehouse.dev/gateway-controller" });
  let ready = false;
  const health = await listenHttp(io, { port: HEALTH_PORT, process: PROCESS }, ({ path }) =>
    path === "/readyz" && !ready
      ? textResponse(503, "the Gateway API CRDs are not installed\n", "text/plain; charset=utf-8")
      : textResponse(200, "ok", "text/plain; charset=utf-8"),
  );
  if (!health) return 1;
  const configurations = new Configurations();
  io.net.listen(
    { port: CONFIGURATION_PORT, process: PROCESS },
    { tcp: (connection) => void configurations.serve(connection) },
  );
  const { client, cache } = io.api({
    signal: io.signal,
    failed: (type, error) => log("ERROR", "Failed to watch", { logger: "UnhandledError", type, error }),
  });
  const proxy = {
    image: flags["proxy-image"] ?? `${PROXY_IMAGE}:${VERSION}`,
    controller: flags["controller-service"] ?? `gatehouse-controller.gatehouse-system.svc:${CONFIGURATION_PORT}`,
  };
  const parts = {
    client,
    cache,
    clock: io.clock,
    proxy,
    configurations,
    log,
    ready: (is: boolean) => {
      ready = is;
    },
  };
  await runGatehouse(parts, io.signal);
  log("INFO", "stopped");
  return 0;
};
