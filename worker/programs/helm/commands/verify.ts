import { verifyLocal } from "../chart/provenance.ts";
import { helmCommand } from "../cli/command.ts";

export const verify = helmCommand({
  usage: "verify PATH",
  about: ["Check a packed chart against the provenance file beside it, which its maker signed."],
  flags: { keyring: { type: "string", help: "file with public keys", shown: "" } },
  operands: { exactly: 1 },
  run: async ({ operands }, helm) => verifyLocal(helm, operands[0]!),
});
