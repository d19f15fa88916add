import type { Program } from "../../../shell/program.ts";
import { say } from "../tool.ts";
import { identityOf } from "../users.ts";

/** whoami(1) */
export const whoami: Program = async (_, io) => {
  const { user, uid } = identityOf(io)!;
  if (user === undefined) {
    await say(io, `cannot find name for user ID ${uid}`);
    return 1;
  }
  await io.stdout.write(`${user}\n`);
  return 0;
};
