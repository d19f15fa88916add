import { idText } from "../../coreutils/tools/id.ts";
import { identityOf } from "../../coreutils/users.ts";
import type { Applet } from "../applet.ts";

export const id: Applet = {
  usage: "[-ugGnr] [USER]",
  help: "Print information about USER or the current user",
  flags: "ugGnr",
  async run(options, io) {
    const [who] = options.operands;
    const found = identityOf(io, who);
    if (!found) {
      await io.stderr.write(`id: unknown user ${who}\n`);
      return 1;
    }
    await io.stdout.write(`${idText(found, options)}\n`);
    return 0;
  },
};

export const groups: Applet = {
  usage: "[USER]",
  help: "Print the groups USER is in",
  flags: "",
  async run({ operands: [who] }, io) {
    const found = identityOf(io, who);
    if (!found) {
      await io.stderr.write(`groups: unknown user ${who}\n`);
      return 1;
    }
    await io.stdout.write(`${found.groups.map(({ gid, name }) => name ?? String(gid)).join(" ")}\n`);
    return 0;
  },
};

export const whoami: Applet = {
  usage: "",
  help: "Print the user name associated with the current effective user id",
  flags: "",
  async run(_, io) {
    const { user, uid } = identityOf(io)!;
    if (user === undefined) {
      await io.stderr.write(`whoami: unknown uid ${uid}\n`);
      return 1;
    }
    await io.stdout.write(`${user}\n`);
    return 0;
  },
};
