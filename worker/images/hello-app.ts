import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { distroless } from "./base/index.ts";

const program = (tag: string): ContainerProgram => later(async () => (await import("./servers/hello-app.ts")).run(tag));

export const helloAppImage: Image = {
  repositories: ["gcr.io/google-samples/hello-app", "us-docker.pkg.dev/google-samples/containers/gke/hello-app"],
  hasTag: (tag) => ["1.0", "2.0"].includes(tag),
  sizeBytes: 11_500_000,
  entrypoint: ["./hello-app"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", PORT: "8080" },
  workingDirectory: "/",
  user: { name: "nonroot", uid: 65_532 },
  files: () => distroless.files,
  programs: (tag) => new Map([["/hello-app", program(tag)]]),
};
