import type { DeploymentObject, ReplicaSetObject } from "../../api/generated/types.ts";
import { maxSurgeOf } from "./limits.ts";

export const REVISION = "deployment.kubernetes.io/revision";
export const REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
export const DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
export const MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

type Annotations = Readonly<Record<string, string>>;

/** These belong to the Deployment or to the ReplicaSet alone; all others pass from one to the other. */
const NOT_COPIED = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  "deprecated.deployment.rollback.to",
]);

/** The revision history of a ReplicaSet is kept to this many characters. */
const HISTORY_CHARACTERS = 2000;

/** The revision that a ReplicaSet carries; 0 when it has none. */
export function revisionOf(object: { readonly metadata: { readonly annotations?: Annotations } }): number {
  const text = object.metadata.annotations?.[REVISION];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
}

/** A whole number in an annotation, such as desired-replicas. */
export function numberIn(set: ReplicaSetObject, annotation: string): number | undefined {
  const text = set.metadata.annotations?.[annotation];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** desired-replicas and max-replicas, by which a later scaling of the Deployment is noticed and kept in proportion. */
export function sizeAnnotations(deployment: DeploymentObject): Annotations {
  const replicas = deployment.spec.replicas ?? 1;
  return {
    [DESIRED_REPLICAS]: String(replicas),
    [MAX_REPLICAS]: String(replicas + maxSurgeOf(deployment)),
  };
}

/**
 * The annotations of the Deployment's current ReplicaSet: the Deployment's own, the revision and, when an older revision is
 * taken up again, the history of revisions. Returns the old value when nothing changes.
 *
 * @see k8s.io/kubernetes pkg/controller/deployment/util SetNewReplicaSetAnnotations
 */
export function currentSetAnnotations(
  deployment: DeploymentObject,
  old: Annotations | undefined,
  revision: number,
): Annotations {
  const annotations: Record<string, string> = { ...old };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!NOT_COPIED.has(key)) annotations[key] = value;
  }
  const before = old?.[REVISION];
  if ((before === undefined ? 0 : Number(before)) < revision) {
    annotations[REVISION] = String(revision);
    if (before !== undefined) annotations[REVISION_HISTORY] = withRevision(old?.[REVISION_HISTORY], before);
  }
  return annotations;
}

function withRevision(history: string | undefined, revision: string): string {
  const revisions = history ? history.split(",") : [];
  while (revisions.length > 0 && [...revisions, revision].join(",").length > HISTORY_CHARACTERS) revisions.shift();
  return [...revisions, revision].join(",");
}
