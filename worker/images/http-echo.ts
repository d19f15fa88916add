import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { distroless } from "./base/index.ts";

const program: ContainerProgram = later(async () => (await import("./servers/http-echo.ts")).run);

export const httpEchoImage: Image = {
  repositories: [
    "docker.io/hashicorp/http-echo",
    "docker.io/library/http-echo",
    "registry.k8s.io/e2e-test-images/http-echo",
  ],
  hasTag: (tag) => /^(latest|1|1\.0|1\.0\.0|0\.2\.[0-3]|alpine)$/.test(tag),
  sizeBytes: 2_946_000,
  entrypoint: ["/http-echo"],
  command: [],
  // Read by 1.0 only, whose image sets it.
  env: { ECHO_TEXT: "hello-world", PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "nonroot", uid: 65_532 },
  files: () => distroless.files,
  programs: () => new Map([["/http-echo", program]]),
};
