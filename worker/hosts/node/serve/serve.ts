import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Speed } from "../../../base/clock.ts";
import { Sandbox } from "../../../cluster/index.ts";
import { readPages } from "../lessonFiles.ts";
import type { CommonOptions } from "../options.ts";
import { nodeTime } from "../time.ts";
import { openDoors } from "./doors.ts";
import { freshPrimes } from "./keys.ts";
import { Pace } from "./pace.ts";

export interface ServeOptions extends CommonOptions {
  /** Where the kubeconfig is written. */
  readonly kubeconfig: string;
  /** How many times as fast as the host's cluster time passes; "max" jumps to what comes next whenever a client waits. */
  readonly speed: Speed;
  /** Loopback addresses for Services of type LoadBalancer: "127.0.64.0/24". */
  readonly lbRange?: string;
}

/**
 * How old a cluster is when it is ready: it boots as fast as the machine can, from a time so long ago, and then lives through the rest,
 * so that its clock and that of its clients agree.
 */
const AGE_MS = 300_000;

/** Serves a fresh sandbox until a signal asks to stop: its exit code. */
export async function serve({ internet, kubeconfig, speed, lbRange, ...options }: ServeOptions): Promise<number> {
  const stopped = new Promise<void>((stop) => {
    process.once("SIGINT", () => stop()).once("SIGTERM", () => stop());
  });
  const pace = speed === "max" ? new Pace() : undefined;
  const sandbox = new Sandbox({
    options,
    ...(internet === undefined ? {} : { internet: readPages(internet) }),
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
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const doors = await openDoors(sandbox, { pace, say, ...(lbRange === undefined ? {} : { lbRange }) });
  const file = resolve(kubeconfig);
  writeFileSync(file, doors.kubeconfig, { mode: 0o600 });
  process.stdout.write(`Serving ${sandbox.profile.name} at ${doors.url}\nexport KUBECONFIG=${file}\n`);
  await stopped;
  await doors.close();
  rmSync(file, { force: true });
  sandbox.stop();
  return 0;
}
