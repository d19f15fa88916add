import type { Program } from "../shell/program.ts";

/** A program whose code is fetched when it is first run: tools that few sessions need. Cluster time stands still meanwhile. */
export function later(load: () => Promise<Program>): Program {
  return async (args, io) => (await io.clock.hold(load()))(args, io);
}
