import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { alpine } from "./base/index.ts";

const program: ContainerProgram = later(async () => (await import("./servers/stand-in.ts")).run);

export const standInImage: Image = {
  repositories: [],
  hasTag: () => true,
  sizeBytes: 5_000_000,
  entrypoint: ["/stand-in"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "root", uid: 0 },
  files: () => alpine.files,
  programs: () => new Map([["/stand-in", program]]),
  tools: alpine.tools,
  ownCommandOnly: true,
};
