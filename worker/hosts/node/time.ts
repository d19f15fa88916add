import type { HostTime } from "../../base/clock.ts";

/** Time as Node gives it. */
export const nodeTime: HostTime = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  hop: () => new Promise((resolve) => setImmediate(resolve)),
};
