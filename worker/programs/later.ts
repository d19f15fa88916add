import type { Program } from "../shell/program.ts";

/** What running a program needs of its surroundings to wait for code. */
type Holding = Pick<Parameters<Program>[1], "clock">;

/**
 * A program whose code is fetched when it is first run. Cluster time stands still meanwhile. Works for ordinary programs
 * and for those of images, whose Io holds more.
 */
export function later<T extends Holding>(
  load: () => Promise<(args: readonly string[], io: T) => Promise<number>>,
): (args: readonly string[], io: T) => Promise<number> {
  return async (args, io) => (await io.clock.hold(load()))(args, io);
}
