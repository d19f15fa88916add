import { runKindnet } from "../controllers/kindnet/index.ts";
import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { klogger, moduleReflector, reflectorsInKlog } from "./klog.ts";
import { isFirstLife } from "./server.ts";

/** kind's pod network: routes to the pods of other nodes. */
const run: ContainerProgram = async (_args, io) => {
  const { nodeNetwork, signal } = io;
  const log = klogger(io, "main.go:299");
  if (!nodeNetwork) {
    log('"Error running kindnetd" err="not on the host network"');
    return 1;
  }
  // What it says while it starts, it says once.
  let quiet = !isFirstLife(io);
  const { cache } = io.api(reflectorsInKlog(io, 36, moduleReflector("0.36.0")));
  const running = runKindnet({ cache, clock: io.clock, node: nodeNetwork, log: (line) => quiet || log(line) }, signal);
  quiet = false;
  await running;
  return 0;
};

export const kindnetImage: Image = {
  repositories: ["docker.io/kindest/kindnetd"],
  hasTag: (tag) => tag === "latest" || /^v\d{8}-/.test(tag),
  sizeBytes: 39_000_000,
  entrypoint: ["/bin/kindnetd"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "root", uid: 0 },
  files: () => ({}),
  programs: () => new Map([["/bin/kindnetd", run]]),
};
