import type { Client } from "../../api/index.ts";
import { StatusError } from "../../api/index.ts";
import { Lease } from "../../api/kinds/index.ts";
import type { Clock } from "../../base/clock.ts";

export interface Election {
  readonly client: Client;
  readonly clock: Clock;
  readonly namespace: string;
  readonly name: string;
  readonly identity: string;
  /** --election-ttl */
  readonly ttlMs: number;
  /** Told of a holder that is another than before. */
  onLeader(identity: string): void;
  log(source: string, line: string): void;
}

/** Times with microseconds, as Leases have them. */
const microTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, -1)}000Z`;

/**
 * Holds or waits for a Lease until the signal aborts, and gives it up then.
 *
 * @param holder who held it when the sandbox was saved
 * @see k8s.io/client-go tools/leaderelection
 */
export async function runElection(election: Election, holder: string, signal: AbortSignal): Promise<void> {
  const { clock, ttlMs, identity, namespace, name, log } = election;
  let known = holder;
  if (known === "") log("leaderelection.go:257", `attempting to acquire leader lease ${namespace}/${name}...`);
  while (!signal.aborted) {
    const now = await tryHold(election).catch((error: unknown) => refused(election, error));
    if (now !== undefined && now !== known) {
      if (now === identity) log("leaderelection.go:271", `successfully acquired lease ${namespace}/${name}`);
      known = now;
      election.onLeader(now);
    }
    await clock.sleep(ttlMs / 4, signal).catch(() => {});
  }
}

function refused({ namespace, name, log }: Election, error: unknown): undefined {
  if (!(error instanceof StatusError)) throw error;
  if (error.is("Conflict") || error.is("AlreadyExists")) return undefined;
  log("leaderelection.go:441", `error retrieving resource lock ${namespace}/${name}: ${error.message}`);
  return undefined;
}

/** One try; who holds the Lease afterwards. */
async function tryHold({ client, clock, namespace, name, identity, ttlMs }: Election): Promise<string> {
  const now = clock.now();
  const time = microTime(now);
  const mine = { holderIdentity: identity, leaseDurationSeconds: ttlMs / 1000, renewTime: time };
  const lease = await client.tryGet(Lease, { namespace, name });
  if (!lease) {
    await client.create(Lease, {
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: { namespace, name },
      spec: { ...mine, acquireTime: time, leaseTransitions: 0 },
    });
    return identity;
  }
  const { holderIdentity = "", renewTime, leaseTransitions = 0, acquireTime = time } = lease.spec ?? {};
  const free =
    holderIdentity === "" || now > Date.parse(renewTime ?? "") + ttlMs || Number.isNaN(Date.parse(renewTime ?? ""));
  if (holderIdentity !== identity && !free) return holderIdentity;
  const same = holderIdentity === identity;
  await client.replace(Lease, {
    ...lease,
    spec: {
      ...mine,
      acquireTime: same ? acquireTime : time,
      leaseTransitions: same ? leaseTransitions : leaseTransitions + 1,
    },
  });
  return identity;
}
