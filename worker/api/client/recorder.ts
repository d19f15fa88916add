import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { EventObject, ObjectReference } from "../generated/types.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import { StatusError } from "../machinery/status.ts";
import { timestamp } from "../machinery/values.ts";
import type { Cache, Client, EventRecorder } from "./client.ts";

export interface RecorderOptions {
  readonly client: Client;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly random: Random;
  readonly kind: Kind<EventObject>;
  /** source.component: "kubelet", "default-scheduler". */
  readonly component: string;
  /** source.host: the node's name, for what runs on one. */
  readonly host?: string;
}

const BURST = 25;
const REFILL_MS = 300_000;

/**
 * Writes Events as client-go does: the same words about the same object raise the count of the first; of one source about
 * one object at most 25 pass at once, then one every five minutes.
 * A refused event is dropped.
 *
 * @see k8s.io/client-go tools/record EventCorrelator
 */
export function eventRecorder(options: RecorderOptions): EventRecorder {
  const { client, cache, clock, random, kind, component, host } = options;
  const buckets = new Map<string, { tokens: number; at: number }>();
  const source = { component, ...(host ? { host } : {}) };

  const allowed = (uid: string): boolean => {
    const now = clock.now();
    const bucket = buckets.get(uid) ?? { tokens: BURST, at: now };
    bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / REFILL_MS);
    bucket.at = now;
    buckets.set(uid, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };

  let lastNanos = 0n;
  /** The time in nanoseconds, always later than before: events that are listed by name are in the order of their happening. */
  const nextNanos = (): bigint => {
    const chance = BigInt(random.stream("event").below(1000));
    const now = BigInt(Math.floor(clock.now())) * 1_000_000n + chance;
    lastNanos = now > lastNanos ? now : lastNanos + 1n + chance;
    return lastNanos;
  };

  return {
    async event(about, { type, reason, message, fieldPath }) {
      const involvedObject = reference(about, fieldPath);
      const uid = involvedObject.uid ?? "";
      const same = cache
        .byField(kind, "involvedObject.uid", uid)
        .find(
          (event) =>
            event.type === type &&
            event.reason === reason &&
            event.message === message &&
            event.source?.component === component &&
            event.source?.host === host &&
            event.involvedObject.fieldPath === fieldPath &&
            event.involvedObject.kind === involvedObject.kind,
        );
      const now = timestamp(clock.now());
      const namespace = about.metadata.namespace || "default";
      if (!allowed(`${involvedObject.kind}/${uid}`)) return same ?? draft();
      const fresh = same ?? draft();
      try {
        if (!same) return await client.create(kind, fresh);
        const again = { count: (same.count ?? 1) + 1, lastTimestamp: now };
        return await client.patch(kind, { namespace, name: same.metadata.name }, { type: "merge", body: again });
      } catch (error) {
        // What the server refuses (a namespace on its way out, a missing right) is dropped: nobody's work fails for an event.
        if (error instanceof StatusError) return fresh;
        throw error;
      }

      function draft(): EventObject {
        const nanos = nextNanos();
        return {
          apiVersion: "v1",
          kind: "Event",
          metadata: { name: `${about.metadata.name}.${nanos.toString(16)}`, namespace },
          involvedObject,
          reason,
          message,
          source,
          firstTimestamp: now,
          lastTimestamp: now,
          count: 1,
          type,
          reportingComponent: component,
          reportingInstance: host ?? "",
        };
      }
    },
  };
}

function reference(about: KubeObject, fieldPath: string | undefined): ObjectReference {
  const { name, namespace, uid, resourceVersion } = about.metadata;
  return {
    kind: about.kind,
    ...(namespace ? { namespace } : {}),
    name,
    ...(uid ? { uid } : {}),
    apiVersion: about.apiVersion,
    ...(resourceVersion ? { resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  };
}
