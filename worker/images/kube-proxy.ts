import { runKubeProxy } from "../controllers/kube-proxy/index.ts";
import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { componentReflectors, klogger } from "./klog.ts";
import { isFirstLife } from "./server.ts";

/** kube-proxy: writes the node's forwarding rules; needs the host's network and a service account's token. */
const run: ContainerProgram = async (_args, io) => {
  const { nodeNetwork, clock, net, signal } = io;
  const log = klogger(io, "server.go:675");
  if (!nodeNetwork) {
    log('"Error running ProxyServer" err="iptables is not available on this host: not on the host network"');
    return 1;
  }
  const { cache } = io.api(componentReflectors(io));
  // What it says while it starts, it says once.
  let quiet = !isFirstLife(io);
  const running = runKubeProxy({ cache, node: nodeNetwork, net, clock, log: (line) => quiet || log(line) }, signal);
  quiet = false;
  await running;
  return 0;
};

export const kubeProxyImage: Image = {
  repositories: ["registry.k8s.io/kube-proxy", "mcr.microsoft.com/oss/kubernetes/kube-proxy"],
  hasTag: (tag) => /^v1\.\d+\.\d+/.test(tag),
  sizeBytes: 31_000_000,
  entrypoint: [],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "root", uid: 0 },
  files: () => ({}),
  programs: () => new Map([["/usr/local/bin/kube-proxy", run]]),
};
