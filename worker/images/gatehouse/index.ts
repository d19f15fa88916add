/**
 * The images of the gatehouse implementation of Gateway API: its controller and its proxy. Their code is fetched when a pod first
 * runs one.
 *
 * @module
 */
import type { ContainerProgram, Image } from "../../kubelet/image.ts";
import { later } from "../../programs/later.ts";
import { distroless } from "../base/index.ts";

interface Parts {
  readonly repository: string;
  readonly path: string;
  readonly sizeBytes: number;
  readonly program: ContainerProgram;
}

const image = ({ repository, path, sizeBytes, program }: Parts): Image => ({
  repositories: [repository],
  hasTag: (tag) => tag === "latest" || tag === "v0.1.0",
  sizeBytes,
  entrypoint: [path],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "nonroot", uid: 65_532 },
  files: () => distroless.files,
  programs: () => new Map([[path, program]]),
});

export const gatehouseImages: readonly Image[] = [
  image({
    repository: "ghcr.io/gatehouse-dev/gateway-controller",
    path: "/gateway-controller",
    sizeBytes: 24_300_000,
    program: later(async () => (await import("./controller.ts")).run),
  }),
  image({
    repository: "ghcr.io/gatehouse-dev/gateway-proxy",
    path: "/gateway-proxy",
    sizeBytes: 19_800_000,
    program: later(async () => (await import("./proxy.ts")).run),
  }),
];
