import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { scratch } from "./base/index.ts";

const program: ContainerProgram = later(async () => (await import("./servers/whoami.ts")).run);

export const whoamiImage: Image = {
  repositories: ["docker.io/traefik/whoami", "docker.io/containous/whoami", "ghcr.io/traefik/whoami"],
  hasTag: (tag) => /^(latest|v1(\.\d+(\.\d+)?)?)$/.test(tag),
  sizeBytes: 2_873_000,
  entrypoint: ["/whoami"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "root", uid: 0 },
  files: () => scratch.files,
  programs: () => new Map([["/whoami", program]]),
};
