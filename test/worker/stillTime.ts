import type { HostTime } from "../../worker/base/clock.ts";

/** A host on which no time passes: a clock on it goes on only when a test advances it. */
export const stillTime: HostTime = {
  now: () => 0,
  after: () => () => {},
  hop: () => new Promise((resolve) => setImmediate(resolve)),
};
