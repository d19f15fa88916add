import type { ContainerProgram, Image } from "../kubelet/image.ts";
import { later } from "../programs/later.ts";
import { scratch } from "./base/index.ts";

const program = (tag: string): ContainerProgram =>
  later(async () => (await import("./servers/reversewords.ts")).run(tag));

export const reverseWordsImage: Image = {
  repositories: ["quay.io/mavazque/reversewords"],
  hasTag: (tag) => /^(latest|blue|green|v?0\.0\.\d{1,2}|multiarch|healthy)$/.test(tag),
  sizeBytes: 11_200_000,
  entrypoint: ["/usr/bin/reverse-words"],
  command: [],
  env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
  workingDirectory: "/",
  user: { name: "9999", uid: 9999 },
  files: () => scratch.files,
  programs: (tag) => new Map([["/usr/bin/reverse-words", program(tag)]]),
};
