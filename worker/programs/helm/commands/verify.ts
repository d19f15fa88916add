import { helmCommand } from "../cli/command.ts";
import { HelmError } from "../errors.ts";

export const verify = helmCommand({
  usage: "verify PATH",
  about: ["Check a packed chart against the provenance file beside it, which its maker signed."],
  flags: { keyring: { type: "string", help: "file with public keys", shown: "" } },
  operands: { exactly: 1 },
  async run({ operands }, helm) {
    const [path] = operands as [string];
    const { files } = helm.io;
    const stat = files.stat(helm.path(path));
    if (!stat) throw new HelmError(`stat ${path}: no such file or directory`);
    if (stat.type === "directory") throw new HelmError("unpacked charts cannot be verified");
    if (!/\.(tgz|tar\.gz)$/.test(path)) throw new HelmError("chart must be a tgz file");
    const signature = `${path}.prov`;
    if (!files.stat(helm.path(signature))) {
      throw new HelmError(`could not load provenance file ${signature}: stat ${signature}: no such file or directory`);
    }
    const keyring = `${helm.io.env.GNUPGHOME ?? `${helm.io.env.HOME ?? "/"}/.gnupg`}/pubring.gpg`;
    throw new HelmError(`failed to load keyring: open ${keyring}: no such file or directory`);
  },
});
