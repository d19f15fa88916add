import type { ReconcileContext } from "../../api/client/controller.ts";
import type { PodObject, PodTemplateSpec } from "../../api/generated/types.ts";
import { Pod } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { type KubeObject, refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import type { Expectations } from "./expectations.ts";
import { controllerReference } from "./ownership.ts";

/** A pod as a controller makes it from its template: a generated name, and the controller as its owner. */
export function podFromTemplate<T extends KubeObject>(kind: Kind<T>, owner: T, template: PodTemplateSpec): PodObject {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "",
      generateName: `${owner.metadata.name}-`,
      namespace: owner.metadata.namespace!,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...(finalizers && { finalizers }),
      ownerReferences: [controllerReference(kind as unknown as Kind, owner)],
    },
    spec: template.spec!,
  };
}

/** What the loop that manages pods carries from call to call. */
export interface PodControl<T extends KubeObject> {
  readonly owner: T;
  readonly context: ReconcileContext;
  readonly expectations: Expectations;
}

/** Creates one pod with the event that tells of it. @throws StatusError, after a FailedCreate event */
export async function createPod<T extends KubeObject>(
  { owner, context: { client, cache, events, clock }, expectations }: PodControl<T>,
  pod: PodObject,
): Promise<PodObject> {
  try {
    const created = await client.create(Pod, pod);
    if (!cache.get(Pod, refOf(created))) {
      expectations.expect(owner.metadata.uid!, { created: created.metadata.uid! }, clock.now());
    }
    const message = `Created pod: ${created.metadata.name}`;
    await events.event(owner, { type: "Normal", reason: "SuccessfulCreate", message });
    // A large set takes a while; keys and signals get their turn in between.
    const pause = clock.breathe();
    if (pause) await pause;
    return created;
  } catch (error) {
    if (error instanceof StatusError && !namespaceTerminating(error)) {
      await events.event(owner, {
        type: "Warning",
        reason: "FailedCreate",
        message: `Error creating: ${error.message}`,
      });
    }
    throw error;
  }
}

/** Deletes one pod with the event that tells of it; a pod already gone is fine. */
export async function deletePod<T extends KubeObject>(
  { owner, context: { client, cache, events, clock }, expectations }: PodControl<T>,
  pod: PodObject,
): Promise<void> {
  try {
    await client.delete(Pod, refOf(pod), { uid: pod.metadata.uid! });
    const left = cache.get(Pod, refOf(pod));
    if (left && left.metadata.uid === pod.metadata.uid && left.metadata.deletionTimestamp === undefined) {
      expectations.expect(owner.metadata.uid!, { deleted: pod.metadata.uid! }, clock.now());
    }
    const message = `Deleted pod: ${pod.metadata.name}`;
    await events.event(owner, { type: "Normal", reason: "SuccessfulDelete", message });
    const pause = clock.breathe();
    if (pause) await pause;
  } catch (error) {
    if (error instanceof StatusError && (error.is("NotFound") || error.is("Conflict"))) return;
    if (error instanceof StatusError) {
      const message = `Error deleting: ${error.message}`;
      await events.event(owner, { type: "Warning", reason: "FailedDelete", message });
    }
    throw error;
  }
}

/** Creation in a namespace on its way out fails for good; there is nothing to retry. */
export function namespaceTerminating(error: unknown): boolean {
  return (
    error instanceof StatusError &&
    (error.status.details?.causes ?? []).some((cause) => cause.reason === "NamespaceTerminating")
  );
}

/**
 * Calls `create` `count` times in batches of 1, 2, 4, … and stops after the first batch with a failure, so that a template
 * that is always refused costs one request and not hundreds. k8s.io/kubernetes pkg/controller/replicaset slowStartBatch
 */
export async function slowStart(count: number, create: () => Promise<unknown>): Promise<void> {
  let left = count;
  for (let batch = Math.min(1, left); batch > 0; batch = Math.min(2 * batch, left)) {
    let failure: { error: unknown } | undefined;
    for (let i = 0; i < batch; i++) {
      try {
        await create();
      } catch (error) {
        failure ??= { error };
      }
    }
    if (failure) throw failure.error;
    left -= batch;
  }
}
