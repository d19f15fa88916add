import type { ContainerProgram } from "../kubelet/image.ts";
import { componentFlags, componentImage } from "./control-plane.ts";
import { klogger } from "./klog.ts";
import { untilStopped } from "./server.ts";

/**
 * The API server's process on the control-plane node: it lives and logs. The listener that clients talk to is the
 * composition root's, since the API must be there before any pod can be.
 */
const run: ContainerProgram = async (args, io) => {
  if (io.memory.read() === undefined) {
    const flags = componentFlags(args);
    klogger(io, "options.go:263")(`external host was not specified, using ${flags.get("advertise-address") ?? ""}`);
    klogger(io, "server.go:150")(`Version: ${io.container.tag}`);
    klogger(io, "secure_serving.go:211")(`Serving securely on [::]:${flags.get("secure-port") ?? "6443"}`);
    io.memory.write({ started: true });
  }
  await untilStopped(io);
  return 0;
};

export const kubeApiServerImage = componentImage("kube-apiserver", 27_100_000, run);
