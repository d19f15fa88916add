import type { Program } from "../../../shell/program.ts";
import { say } from "../tool.ts";
import { identityOf } from "../users.ts";

/** groups(1) */
export const groups: Program = async (args, io) => {
  const who = args.find((word) => !word.startsWith("-"));
  const found = identityOf(io, who);
  if (!found) {
    await say(io, `‘${who}’: no such user`);
    return 1;
  }
  const names = found.groups.map(({ gid, name }) => name ?? String(gid)).join(" ");
  await io.stdout.write(`${who === undefined ? "" : `${who} : `}${names}\n`);
  return 0;
};
