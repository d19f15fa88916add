import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { scratch } from "./base/index.ts";
import { untilStopped } from "./server.ts";

/** Waits until it is told to go. https://github.com/kubernetes/kubernetes/tree/master/build/pause */
const pause: ContainerProgram = async (_args, io) => {
  await untilStopped(io);
  await io.stderr.write("Shutting down, got signal: Terminated\n");
  return 0;
};

export const pauseImage: Image = {
  repositories: [
    "registry.k8s.io/pause",
    "k8s.gcr.io/pause",
    "mcr.microsoft.com/oss/kubernetes/pause",
    "gcr.io/google_containers/pause",
  ],
  hasTag: (tag) => /^(latest|\d\.\d+(\.\d+)?)$/.test(tag),
  sizeBytes: 318_000,
  entrypoint: ["/pause"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "65535", uid: 65_535, gid: 65_535 },
  files: () => scratch.files,
  programs: () => new Map([["/pause", pause]]),
};
