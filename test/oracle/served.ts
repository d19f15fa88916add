/** A sandbox that real clients reach, as `gatehouse serve` has it, in this process. */
import { setMaxListeners } from "node:events";
import type { Speed } from "../../worker/base/clock.ts";
import { Sandbox } from "../../worker/cluster/index.ts";
import { type Doors, freshPrimes, openDoors, Pace } from "../../worker/hosts/node/serve/index.ts";
import { nodeTime } from "../../worker/hosts/node/time.ts";

// A sandbox has one signal that many loops wait for.
setMaxListeners(0);

/** The cluster boots and settles in virtual time; its clock and its clients' agree when it is ready. */
const AGE_MS = 120_000;

export interface Served {
  readonly sandbox: Sandbox;
  readonly doors: Doors;
  /** What has been said of the sockets of Services, a line each. */
  readonly said: readonly string[];
  stop(): Promise<void>;
}

/** @param speed how fast time passes from then on; "max" as with `--speed max` */
export async function served(options: {
  readonly speed: Speed;
  readonly profile?: string;
  readonly lbRange?: string;
}): Promise<Served> {
  const { speed, profile = "kind", lbRange } = options;
  const pace = speed === "max" ? new Pace() : undefined;
  const sandbox = new Sandbox({
    options: { profile, seed: 7 },
    host: nodeTime,
    startMs: Date.now() - AGE_MS,
    speed: "max",
    primes: freshPrimes(),
    ...(pace ? { aroundApi: pace.aroundApi } : {}),
  });
  await sandbox.start();
  await sandbox.clock.advance(Math.max(0, Date.now() - sandbox.clock.now()));
  sandbox.clock.setSpeed(speed);
  pace?.begin(sandbox.clock);
  const said: string[] = [];
  const doors = await openDoors(sandbox, {
    pace,
    say: (line) => said.push(line),
    ...(lbRange === undefined ? {} : { lbRange }),
  });
  return {
    sandbox,
    doors,
    said,
    stop: async () => {
      await doors.close();
      sandbox.stop();
    },
  };
}
