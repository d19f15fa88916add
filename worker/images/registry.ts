import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { alpine } from "./base/index.ts";

const program: ContainerProgram = later(async () => (await import("./servers/registry.ts")).run);
const CONFIG = `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`;

/** https://hub.docker.com/_/registry; the configuration lies where version 2 has it and where version 3 has it. */
export const registryImage: Image = {
  repositories: ["docker.io/library/registry"],
  hasTag: (tag) => /^(latest|[23]|2\.[78](\.\d)?|3\.[01](\.\d)?)$/.test(tag),
  sizeBytes: 9_772_000,
  entrypoint: ["/entrypoint.sh"],
  command: ["/etc/distribution/config.yml"],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", OTEL_TRACES_EXPORTER: "none" },
  workingDirectory: "/",
  user: { name: "root", uid: 0 },
  files: () => ({
    ...alpine.files,
    "/etc/distribution/config.yml": CONFIG,
    "/etc/docker/registry/config.yml": CONFIG,
    "/var/lib/registry/": "",
  }),
  programs: () =>
    new Map([
      ["/entrypoint.sh", program],
      ["/bin/registry", program],
    ]),
  tools: alpine.tools,
};
