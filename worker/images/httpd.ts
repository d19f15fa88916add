import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { debian } from "./base/index.ts";

const ROOT = "/usr/local/apache2/htdocs";
const program: ContainerProgram = later(async () => (await import("./servers/httpd.ts")).run);

export const httpdImage: Image = {
  repositories: ["docker.io/library/httpd"],
  hasTag: (tag) =>
    /^(latest|2|2\.4|2\.4\.\d{1,2})(-(alpine|bookworm|trixie|alpine3\.\d+))?$|^(alpine|bookworm)$/.test(tag),
  sizeBytes: 45_192_000,
  entrypoint: [],
  command: ["httpd-foreground"],
  env: {
    PATH: "/usr/local/apache2/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HTTPD_PREFIX: "/usr/local/apache2",
  },
  workingDirectory: "/usr/local/apache2",
  user: { name: "root", uid: 0 },
  builtMs: () => Date.UTC(2007, 5, 11, 18, 53, 14),
  files: () => ({ ...debian.files, [`${ROOT}/index.html`]: "<html><body><h1>It works!</h1></body></html>\n" }),
  programs: () => new Map([["/usr/local/bin/httpd-foreground", program]]),
  tools: debian.tools,
};
