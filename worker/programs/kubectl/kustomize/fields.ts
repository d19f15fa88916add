import { type Gvk, gvkOf, isSelected } from "./resource.ts";
import { type Branch, isBranch, type Tree } from "./tree.ts";

/** A field of certain kinds. Lists on the way are walked through; "\/" is a slash that belongs to a name. */
export interface FieldSpec extends Partial<Gvk> {
  readonly path: string;
  /** Made when it is missing. */
  readonly create?: boolean;
}

/** The value in a field's place, and how to put another there. */
export type FieldSetter = (value: Tree | undefined, set: (value: Tree) => void) => void;

/**
 * Visits the field of an object, if it is of the spec's kind.
 *
 * @param made what a missing field begins as where the spec creates it; without it nothing is created
 * @see sigs.k8s.io/kustomize/api/filters/fieldspec
 */
export function visitField(object: Branch, spec: FieldSpec, visit: FieldSetter, made?: () => Tree): void {
  if (!isSelected(gvkOf(object), spec)) return;
  const steps = spec.path.split(/(?<!\\)\//).map((step) => step.replace(/\\\//g, "/"));
  walk(object, steps, spec.create ? made : undefined, visit);
}

function walk(at: Tree, steps: readonly string[], made: (() => Tree) | undefined, visit: FieldSetter): void {
  if (Array.isArray(at)) {
    for (const item of at) walk(item, steps, made, visit);
    return;
  }
  if (!isBranch(at)) return;
  const [step = "", ...rest] = steps;
  const isList = step.endsWith("[]");
  const key = isList ? step.slice(0, -2) : step;
  const creates = made !== undefined && !isList;
  if (at[key] === undefined || at[key] === null) {
    if (!creates) return;
    at[key] = rest.length === 0 ? made() : {};
  }
  if (rest.length === 0) {
    visit(at[key], (value) => {
      at[key] = value;
    });
    return;
  }
  walk(at[key]!, rest, made, visit);
}

const WORKLOADS = ["Deployment", "ReplicaSet", "DaemonSet"];
const APPS = "apps";

const AFFINITY = ["podAffinity", "podAntiAffinity"].flatMap((one) => [
  `spec/template/spec/affinity/${one}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `spec/template/spec/affinity/${one}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);

const SPREAD = "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels";

export const METADATA_LABELS: FieldSpec = { path: "metadata/labels", create: true };

/** Labels of objects and of the pods that they make. */
export const TEMPLATE_LABELS: readonly FieldSpec[] = [
  METADATA_LABELS,
  { path: "spec/template/metadata/labels", create: true, version: "v1", kind: "ReplicationController" },
  ...WORKLOADS.map((kind) => ({ path: "spec/template/metadata/labels", create: true, kind })),
  { path: "spec/template/metadata/labels", create: true, group: APPS, kind: "StatefulSet" },
  { path: "spec/volumeClaimTemplates[]/metadata/labels", create: true, group: APPS, kind: "StatefulSet" },
  { path: "spec/template/metadata/labels", create: true, group: "batch", kind: "Job" },
  { path: "spec/jobTemplate/metadata/labels", create: true, group: "batch", kind: "CronJob" },
  { path: "spec/jobTemplate/spec/template/metadata/labels", create: true, group: "batch", kind: "CronJob" },
];

/** Those, and the selectors that must find them. */
export const SELECTOR_LABELS: readonly FieldSpec[] = [
  { path: "spec/selector", create: true, version: "v1", kind: "Service" },
  { path: "spec/selector", create: true, version: "v1", kind: "ReplicationController" },
  ...WORKLOADS.map((kind) => ({ path: "spec/selector/matchLabels", create: true, kind })),
  { path: "spec/selector/matchLabels", create: true, group: APPS, kind: "StatefulSet" },
  ...["Deployment", "StatefulSet"].flatMap((kind) =>
    [...AFFINITY, SPREAD].map((path) => ({ path, group: APPS, kind })),
  ),
  { path: "spec/selector/matchLabels", group: "batch", kind: "Job" },
  { path: "spec/jobTemplate/spec/selector/matchLabels", group: "batch", kind: "CronJob" },
  { path: "spec/selector/matchLabels", group: "policy", kind: "PodDisruptionBudget" },
  ...["spec/podSelector", "spec/ingress/from/podSelector", "spec/egress/to/podSelector"].map((selector) => ({
    path: `${selector}/matchLabels`,
    group: "networking.k8s.io",
    kind: "NetworkPolicy",
  })),
  ...TEMPLATE_LABELS,
];

export const ANNOTATIONS: readonly FieldSpec[] = [
  { path: "metadata/annotations", create: true },
  { path: "spec/template/metadata/annotations", create: true, version: "v1", kind: "ReplicationController" },
  ...[...WORKLOADS, "StatefulSet"].map((kind) => ({
    path: "spec/template/metadata/annotations",
    create: true,
    kind,
  })),
  { path: "spec/template/metadata/annotations", create: true, group: "batch", kind: "Job" },
  { path: "spec/jobTemplate/metadata/annotations", create: true, group: "batch", kind: "CronJob" },
  { path: "spec/jobTemplate/spec/template/metadata/annotations", create: true, group: "batch", kind: "CronJob" },
];

export const IMAGES: readonly FieldSpec[] = ["", "template/spec/"].flatMap((prefix) =>
  ["containers[]/image", "initContainers[]/image", "volumes[]/image/reference"].map((path) => ({
    path: `spec/${prefix}${path}`,
  })),
);

export const REPLICAS: readonly FieldSpec[] = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map(
  (kind) => ({ path: "spec/replicas", create: true, kind }),
);

export const NAMESPACES: readonly FieldSpec[] = [
  { path: "metadata/name", version: "v1", kind: "Namespace", create: true },
  { path: "spec/service/namespace", group: "apiregistration.k8s.io", kind: "APIService", create: true },
  {
    path: "spec/conversion/webhook/clientConfig/service/namespace",
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
  },
];
