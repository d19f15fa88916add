import { clusterView, runCoreDns } from "../controllers/coredns/index.ts";
import type { ContainerProgram, Image } from "../kubelet/image.ts";

const DEFAULT_COREFILE = "Corefile";

/** CoreDNS with the Corefile that `-conf` names; asks the API as its service account. */
const run: ContainerProgram = async (args, io) => {
  const at = args.findIndex((arg) => /^--?conf$/.test(arg));
  const corefilePath = (at >= 0 ? args[at + 1] : undefined) ?? DEFAULT_COREFILE;
  const { net, clock, random, memory, files, container } = io;
  const print = (line: string) => void io.stdout.write(`${line}\n`).catch(() => {});
  const { cache } = io.api({
    signal: io.signal,
    failed: (_, why) => print(`[ERROR] plugin/kubernetes: Failed to watch: ${why}`),
  });
  return runCoreDns(
    {
      view: clusterView(cache),
      net,
      version: /\d+\.\d+\.\d+/.exec(container.tag)?.[0] ?? "1.12.1",
      at: `pod ${container.namespace}/${container.podName}`,
      clock,
      chance: random.stream(`coredns/${container.podName}`),
      corefilePath,
      readFile: (path) => (files.stat(path)?.type === "file" ? files.readText(path) : undefined),
      loaded: {
        read: () => (memory.read() as { readonly corefile?: string } | undefined)?.corefile,
        write: (corefile) => memory.write({ corefile }),
      },
      print,
    },
    io.signal,
  );
};

export const coreDnsImage: Image = {
  repositories: [
    "registry.k8s.io/coredns/coredns",
    "docker.io/coredns/coredns",
    "mcr.microsoft.com/oss/kubernetes/coredns",
  ],
  hasTag: (tag) => tag === "latest" || /^v?1\.\d+\.\d+/.test(tag),
  sizeBytes: 22_000_000,
  entrypoint: ["/coredns"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "nonroot", uid: 65_532, gid: 65_532 },
  files: () => ({}),
  programs: () => new Map([["/coredns", run]]),
};
