import type { ReconcileContext } from "../../api/client/controller.ts";
import type { ControllerRevisionObject, LabelSelector, PodTemplateSpec } from "../../api/generated/types.ts";
import { ControllerRevision } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { type KubeObject, refOf } from "../../api/machinery/object.ts";
import { StatusError } from "../../api/machinery/status.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { podTemplateHash } from "../../base/names.ts";
import { claimed, controllerReference, unlessGone } from "./ownership.ts";

/** Histories of workloads: what their templates were, one ControllerRevision each. k8s.io/kubernetes pkg/controller/history */

export const REVISION_HASH_LABEL = "controller-revision-hash";

interface Owner extends KubeObject {
  readonly spec: { readonly selector: LabelSelector; readonly template: PodTemplateSpec };
  readonly status?: { readonly collisionCount?: number };
}

/** The template that a revision keeps. */
export function templateOf({ data }: ControllerRevisionObject): PodTemplateSpec {
  const { $patch: _, ...template } = (data as { spec: { template: PodTemplateSpec & { $patch?: string } } }).spec
    .template;
  return template;
}

/** The revisions of an owner, oldest first, after adopting and releasing what its selector asks. */
export async function revisionsOf<T extends Owner>(
  kind: Kind<T>,
  owner: T,
  { cache, client }: ReconcileContext,
): Promise<readonly ControllerRevisionObject[]> {
  const { selector } = owner.spec;
  const found = await claimed({ ownerKind: kind, owner, selector, kind: ControllerRevision, cache, client });
  return [...found].sort((a, b) => a.revision - b.revision || (a.metadata.name < b.metadata.name ? -1 : 1));
}

/**
 * The revision of the owner's template as it is now: the last one when nothing changed, an older one that moves to the end
 * when somebody went back to it, or a new one.
 */
export async function updateRevision<T extends Owner>(
  kind: Kind<T>,
  owner: T,
  known: readonly ControllerRevisionObject[],
  { client }: ReconcileContext,
): Promise<{ readonly revision: ControllerRevisionObject; readonly collisionCount: number }> {
  const { template } = owner.spec;
  const last = known.at(-1);
  let collisionCount = owner.status?.collisionCount ?? 0;
  const equal = known.findLast((one) => deepEqual(templateOf(one), template));
  if (equal && equal === last) return { revision: equal, collisionCount };
  const revision = (last?.revision ?? 0) + 1;
  if (equal) {
    const { metadata } = equal;
    const body = { metadata: { resourceVersion: metadata.resourceVersion }, revision };
    return { revision: await client.patch(ControllerRevision, refOf(equal), { type: "merge", body }), collisionCount };
  }
  for (;;) {
    const hash = podTemplateHash(template, collisionCount);
    const { name, namespace, annotations } = owner.metadata;
    try {
      const created = await client.create(ControllerRevision, {
        apiVersion: "apps/v1",
        kind: "ControllerRevision",
        metadata: {
          name: `${name}-${hash}`,
          namespace: namespace!,
          labels: { ...template.metadata?.labels, [REVISION_HASH_LABEL]: hash },
          ...(annotations && { annotations }),
          ownerReferences: [controllerReference(kind as unknown as Kind, owner)],
        },
        data: { spec: { template: { ...template, $patch: "replace" } } },
        revision,
      });
      return { revision: created, collisionCount };
    } catch (error) {
      if (!(error instanceof StatusError && error.is("AlreadyExists"))) throw error;
      collisionCount += 1;
    }
  }
}

/** Deletes the oldest revisions that nobody uses, beyond what is to be kept; a negative limit keeps all. */
export async function truncateHistory(
  known: readonly ControllerRevisionObject[],
  {
    live,
    limit,
    context,
  }: { readonly live: ReadonlySet<string>; readonly limit: number; readonly context: ReconcileContext },
): Promise<void> {
  const unused = known.filter(({ metadata }) => !live.has(metadata.name));
  if (limit < 0 || unused.length <= limit) return;
  for (const one of unused.slice(0, unused.length - limit)) {
    await unlessGone(context.client.delete(ControllerRevision, refOf(one)));
  }
}
