import { textResponse } from "../../base/http.ts";
import type { SocketAddress } from "../../base/net.ts";
import { followConfiguration, READY_PORT, type Update } from "../../gateway/implementations/gatehouse/index.ts";
import type { ContainerIo, ContainerProgram } from "../../kubelet/image.ts";
import { resolveHost } from "../../programs/resolver.ts";
import type { RouteTable, Upstreams } from "../../routing/index.ts";
import { HttpProxy } from "../proxy/index.ts";
import { goFlags, listenHttp } from "../server.ts";
import { logger } from "./log.ts";
import { gatehouseStyle } from "./style.ts";

/** The configuration that it goes by, with the versions that the controller gave its parts: all that it remembers. */
interface Memory {
  readonly table?: { readonly version: string; readonly value: RouteTable };
  readonly upstreams?: { readonly version: string; readonly value: Upstreams };
}

/** The proxy of a Gateway: takes its configuration from the controller and keeps the last one, with or without it. */
export const run: ContainerProgram = async (args, io) => {
  const { flags, unknown } = goFlags(args, { gateway: "value", controller: "value" });
  if (unknown !== undefined || !flags.gateway || !flags.controller) {
    await io.stderr.write("usage: gateway-proxy --gateway=NAMESPACE/NAME --controller=HOST:PORT\n");
    return 2;
  }
  const { gateway, controller } = flags;
  const log = logger(io);
  const proxy = new HttpProxy(io, gatehouseStyle(io));
  let memory = (io.memory.read() as Memory | undefined) ?? {};
  const use = (next: Memory) => {
    memory = next;
    if (next.upstreams) proxy.useUpstreams(next.upstreams.value);
    if (!next.table) return;
    const taken = proxy.use(next.table.value);
    if (taken.length > 0) log("ERROR", "ports are in use already", { ports: taken });
  };
  use(memory);
  const isReady = () => memory.table !== undefined && memory.upstreams !== undefined;
  const ready = await listenHttp(io, { port: READY_PORT, process: "gateway-proxy" }, () =>
    isReady()
      ? textResponse(200, "ready\n", "text/plain; charset=utf-8")
      : textResponse(503, "no configuration yet\n", "text/plain; charset=utf-8"),
  );
  if (!ready) return 1;
  const take = (update: Update) => {
    const { version } = update;
    use(
      "table" in update
        ? { ...memory, table: { version, value: update.table } }
        : { ...memory, upstreams: { version, value: update.upstreams } },
    );
    io.memory.write(memory);
    log("INFO", "configuration taken", { part: "table" in update ? "routes" : "endpoints", version });
  };
  const feed = {
    net: io.net,
    clock: io.clock,
    find: () => find(controller, io),
    hello: () => ({
      gateway,
      pod: io.container.podName,
      ...(memory.table && { table: memory.table.version }),
      ...(memory.upstreams && { upstreams: memory.upstreams.version }),
    }),
    take,
    resumed: memory.table !== undefined,
    say: (state: string) => log("INFO", state, { controller }),
  };
  await followConfiguration(feed, io.signal);
  proxy.close();
  return 0;
};

async function find(controller: string, io: ContainerIo): Promise<SocketAddress | undefined> {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(controller) ?? [];
  const found = await resolveHost(io, host);
  return found.ok ? { ip: found.addresses[0]!, port: Number(port) } : undefined;
}
