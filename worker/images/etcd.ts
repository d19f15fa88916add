import { textResponse } from "../base/http.ts";
import { AddressInUse } from "../base/net.ts";
import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { componentFlags, componentImage } from "./control-plane.ts";
import { print, untilStopped } from "./server.ts";

const HEALTH = /^\/(health|readyz|livez)\b/;

/** etcd's process: it lives, logs, and answers its health checks on the metrics address. What the API stores is not here. */
const run: ContainerProgram = async (args, io) => {
  const log = (level: string, caller: string, msg: string) => {
    const ts = `${new Date(io.clock.now()).toISOString().slice(0, 23)}000Z`;
    print(io, `${JSON.stringify({ level, ts, caller, msg })}\n`, "stderr");
  };
  if (io.memory.read() === undefined) {
    log("info", "etcdmain/etcd.go:64", "Running: ");
    log("info", "embed/etcd.go:140", "configuring peer listeners");
    log("info", "embed/serve.go:103", "ready to serve client requests");
    io.memory.write({ started: true });
  }
  const address = componentFlags(args).get("listen-metrics-urls") ?? "http://127.0.0.1:2381";
  const port = Number(/:(\d+)/.exec(address.replace(/^https?:/, ""))?.[1] ?? 2381);
  try {
    io.net.listen(
      { ip: "127.0.0.1", port, process: "etcd" },
      {
        http: ({ path }) =>
          HEALTH.test(path)
            ? textResponse(200, '{"health":"true","reason":""}', "application/json")
            : textResponse(404, "404 page not found\n", "text/plain; charset=utf-8"),
      },
    );
  } catch (error) {
    if (!(error instanceof AddressInUse)) throw error;
    log(
      "fatal",
      "etcdmain/etcd.go:204",
      `discovery failed: listen tcp 127.0.0.1:${port}: bind: address already in use`,
    );
    return 1;
  }
  await untilStopped(io);
  return 0;
};

export const etcdImage: Image = {
  ...componentImage("etcd", 58_900_000, run),
  hasTag: (tag) => /^v?3\.\d+\.\d+(-\d+)?$/.test(tag),
};
