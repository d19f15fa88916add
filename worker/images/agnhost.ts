import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { alpine } from "./base/index.ts";

const program: ContainerProgram = later(async () => (await import("./servers/agnhost.ts")).run);

export const agnhostImage: Image = {
  repositories: ["registry.k8s.io/e2e-test-images/agnhost", "k8s.gcr.io/e2e-test-images/agnhost"],
  hasTag: (tag) => /^2\.\d{1,2}(\.\d)?$/.test(tag),
  sizeBytes: 51_700_000,
  entrypoint: ["/agnhost"],
  command: ["pause"],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "root", uid: 0 },
  files: () => alpine.files,
  programs: () => new Map([["/agnhost", program]]),
  tools: alpine.tools,
};
