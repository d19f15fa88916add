import type {
  PersistentVolumeClaimObject,
  PodObject,
  PodTemplateSpec,
  StatefulSetObject,
} from "../../api/generated/types.ts";
import { StatefulSet } from "../../api/kinds/index.ts";
import { podFromTemplate } from "../workload/pod-control.ts";
import { REVISION_HASH_LABEL } from "../workload/revisions.ts";

/** Who the pods of a set are: names, labels and claims by ordinal. k8s.io/kubernetes pkg/controller/statefulset stateful_set_utils.go */

const POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name";
const POD_INDEX_LABEL = "apps.kubernetes.io/pod-index";

/** The ordinal in a pod's name when it is one of this set's; undefined for other names. */
export function ordinalOf({ metadata }: StatefulSetObject, pod: PodObject): number | undefined {
  const parts = /^(.*)-(\d+)$/.exec(pod.metadata.name);
  return parts && parts[1] === metadata.name ? Number(parts[2]) : undefined;
}

export const podName = ({ metadata }: StatefulSetObject, ordinal: number): string => `${metadata.name}-${ordinal}`;

export const firstOrdinal = ({ spec }: StatefulSetObject): number => spec.ordinals?.start ?? 0;

export const inRange = (set: StatefulSetObject, ordinal: number): boolean =>
  ordinal >= firstOrdinal(set) && ordinal < firstOrdinal(set) + (set.spec.replicas ?? 0);

export const revisionOf = ({ metadata }: PodObject): string | undefined => metadata.labels?.[REVISION_HASH_LABEL];

export const identityLabels = (set: StatefulSetObject, ordinal: number): Readonly<Record<string, string>> => ({
  [POD_NAME_LABEL]: podName(set, ordinal),
  [POD_INDEX_LABEL]: String(ordinal),
});

/** Names of a pod's claims by the template's. */
export function claimNames(
  set: StatefulSetObject,
  ordinal: number,
): readonly (readonly [template: string, name: string])[] {
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => {
    const template = metadata?.name ?? "";
    return [template, `${template}-${podName(set, ordinal)}`];
  });
}

/** The claims of a pod, as the set's templates describe them. */
export function claimsFor(set: StatefulSetObject, ordinal: number): readonly PersistentVolumeClaimObject[] {
  const names = claimNames(set, ordinal);
  return (set.spec.volumeClaimTemplates ?? []).map((template, i) => ({
    ...template,
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      ...template.metadata,
      name: names[i]![1],
      namespace: set.metadata.namespace!,
      labels: { ...template.metadata?.labels, ...set.spec.selector.matchLabels },
    },
    spec: template.spec ?? {},
  }));
}

/** A pod of the set. */
export function statefulPod(
  set: StatefulSetObject,
  ordinal: number,
  { template, revision }: { readonly template: PodTemplateSpec; readonly revision: string },
): PodObject {
  const pod = podFromTemplate(StatefulSet, set, template);
  const { generateName: _, ...metadata } = pod.metadata;
  const claims = claimNames(set, ordinal);
  const own = claims.map(([name, claimName]) => ({ name, persistentVolumeClaim: { claimName } }));
  const others = (pod.spec.volumes ?? []).filter(({ name }) => !claims.some(([template]) => template === name));
  const volumes = [...own, ...others];
  const name = podName(set, ordinal);
  return {
    ...pod,
    metadata: {
      ...metadata,
      generateName: `${set.metadata.name}-`,
      name,
      labels: { ...metadata.labels, ...identityLabels(set, ordinal), [REVISION_HASH_LABEL]: revision },
    },
    spec: {
      ...pod.spec,
      hostname: name,
      ...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
      ...(volumes.length > 0 ? { volumes } : {}),
    },
  };
}
