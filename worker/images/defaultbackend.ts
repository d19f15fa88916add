import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { scratch } from "./base/index.ts";

const program: ContainerProgram = later(async () => (await import("./servers/defaultbackend.ts")).run);

/** What the ingress-nginx chart deploys as a default backend. */
export const defaultBackendImage: Image = {
  repositories: ["registry.k8s.io/defaultbackend-amd64"],
  hasTag: (tag) => /^1\.[0-5]$/.test(tag),
  sizeBytes: 5_132_544,
  entrypoint: ["/server"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "nobody", uid: 65_534 },
  files: () => scratch.files,
  programs: () => new Map([["/server", program]]),
};
