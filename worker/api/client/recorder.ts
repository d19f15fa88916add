import type { Clock } from "../../base/clock.ts";
import type { Random } from "../../base/random.ts";
import type { EventObject, ObjectReference } from "../generated/types.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import { StatusError } from "../machinery/status.ts";
import { timestamp } from "../machinery/values.ts";
import type { Cache, Client, EventRecorder } from "./client.ts";

type Said = Parameters<EventRecorder["event"]>[1];

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

  const draft = (
    { metadata }: KubeObject,
    { type, reason, message }: Said,
    involvedObject: ObjectReference,
  ): EventObject => {
    const now = timestamp(clock.now());
    return {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${metadata.name}.${nextNanos().toString(16)}`, namespace: metadata.namespace || "default" },
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
  };

  /** What has been said already about the same object in the same words. */
  const known = ({ type, reason, message, fieldPath }: Said, { kind: about, uid = "" }: ObjectReference) => {
    for (const event of cache.byField(kind, "involvedObject.uid", uid)) {
      const { involvedObject } = event;
      if (event.reason !== reason || event.message !== message || event.type !== type) continue;
      if (event.source?.component !== component || event.source?.host !== host) continue;
      if (involvedObject.fieldPath === fieldPath && involvedObject.kind === about) return event;
    }
    return undefined;
  };

  return {
    async event(about, said) {
      const involvedObject = reference(about, said.fieldPath);
      const same = known(said, involvedObject);
      if (!allowed(`${involvedObject.kind}/${involvedObject.uid ?? ""}`)) {
        return same ?? draft(about, said, involvedObject);
      }
      const fresh = same ?? draft(about, said, involvedObject);
      try {
        if (!same) return await client.create(kind, fresh);
        const again = { count: (same.count ?? 1) + 1, lastTimestamp: timestamp(clock.now()) };
        const { name, namespace = "default" } = same.metadata;
        return await client.patch(kind, { namespace, name }, { type: "merge", body: again });
      } catch (error) {
        // What the server refuses (a namespace on its way out, a missing right) is dropped: nobody's work fails for an event.
        if (error instanceof StatusError) return fresh;
        throw error;
      }
    },
  };
}

function reference(about: KubeObject, fieldPath: string | undefined): ObjectReference {
  const { name, namespace, uid, resourceVersion } = about.metadata;
  const made: { -readonly [Key in keyof ObjectReference]: ObjectReference[Key] } = {};
  made.kind = about.kind;
  if (namespace) made.namespace = namespace;
  made.name = name;
  if (uid) made.uid = uid;
  made.apiVersion = about.apiVersion;
  if (resourceVersion) made.resourceVersion = resourceVersion;
  if (fieldPath) made.fieldPath = fieldPath;
  return made;
}
