import type { NodeObject, PodObject } from "../../generated/types.ts";
import { forbiddenRequest } from "../../machinery/failures.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { deepEqual } from "../../machinery/values.ts";
import type { Admission, AdmissionContext } from "../request.ts";

const NODE = "system:node:";
const MIRROR = "kubernetes.io/config.mirror";

/** The node that asks from outside; undefined for everybody else. The cluster's own kubelets do what they may. */
function asking({ request: { by, outside } }: AdmissionContext): string | undefined {
  if (!outside || !by.user.startsWith(NODE) || !by.groups.includes("system:nodes")) return undefined;
  return by.user.slice(NODE.length);
}

function refuse({ kind }: AdmissionContext, name: string, words: string): never {
  throw forbiddenRequest(kind, name, words);
}

/** Labels that only an administrator gives a node. */
const isProtected = (label: string): boolean => {
  const domain = label.includes("/") ? label.slice(0, label.indexOf("/")) : "";
  const isOf = (name: string) => domain === name || domain.endsWith(`.${name}`);
  if (isOf("node-restriction.kubernetes.io")) return true;
  if (isOf("kubelet.kubernetes.io") || isOf("node.kubernetes.io")) return false;
  return (isOf("kubernetes.io") || isOf("k8s.io")) && !KUBELET_LABELS.has(label);
};

const KUBELET_LABELS: ReadonlySet<string> = new Set([
  "kubernetes.io/hostname",
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
  "beta.kubernetes.io/instance-type",
  "node.kubernetes.io/instance-type",
  "beta.kubernetes.io/os",
  "beta.kubernetes.io/arch",
  "kubernetes.io/os",
  "kubernetes.io/arch",
]);

function protectedLabels(node: KubeObject, old?: KubeObject): string {
  const [now, before] = [node.metadata.labels ?? {}, old?.metadata.labels ?? {}];
  const changed = Object.keys({ ...before, ...now }).filter((label) => now[label] !== before[label]);
  return changed.filter(isProtected).sort().join(", ");
}

/**
 * A kubelet changes its own node and the pods on it, and nothing else of these.
 *
 * @see k8s.io/kubernetes plugin/pkg/admission/noderestriction
 */
export const nodeRestriction: Admission = {
  name: "NodeRestriction",
  resources: ["nodes", "pods"],
  admitCreate(draft, context) {
    const node = asking(context);
    if (node === undefined) return;
    const { name } = draft.metadata;
    const quoted = JSON.stringify(node);
    if (context.kind.plural === "nodes") {
      if (name !== node) refuse(context, name, `node ${quoted} is not allowed to modify node ${JSON.stringify(name)}`);
      const labels = protectedLabels(draft as KubeObject);
      if (labels) refuse(context, name, `node ${quoted} is not allowed to set the following labels: ${labels}`);
      return;
    }
    if (draft.metadata.annotations?.[MIRROR] === undefined) {
      refuse(context, name, `pod does not have "${MIRROR}" annotation, node ${quoted} can only create mirror pods`);
    }
    if ((draft as unknown as PodObject).spec.nodeName !== node) {
      refuse(context, name, `node ${quoted} can only create pods with spec.nodeName set to itself`);
    }
  },
  admitUpdate(draft, old, context) {
    const node = asking(context);
    if (node === undefined) return;
    const { name } = old.metadata;
    const quoted = JSON.stringify(node);
    if (context.kind.plural === "pods") {
      refuse(context, name, `unexpected operation "UPDATE", node ${quoted} can only create and delete mirror pods`);
    }
    if (name !== node) refuse(context, name, `node ${quoted} is not allowed to modify node ${JSON.stringify(name)}`);
    const [now, before] = [draft as unknown as NodeObject, old as NodeObject];
    if (!deepEqual(now.spec?.taints ?? [], before.spec?.taints ?? [])) {
      refuse(context, name, `node ${quoted} is not allowed to modify taints`);
    }
    if (!deepEqual(now.metadata.ownerReferences, before.metadata.ownerReferences)) {
      refuse(context, name, `node ${quoted} is not allowed to modify ownerReferences`);
    }
    const labels = protectedLabels(now as KubeObject, old);
    if (labels) refuse(context, name, `is not allowed to modify labels: ${labels}`);
  },
  admitDelete(object, context) {
    const node = asking(context);
    if (node === undefined) return;
    const { name } = object.metadata;
    const quoted = JSON.stringify(node);
    if (context.kind.plural === "nodes") {
      if (name !== node) refuse(context, name, `node ${quoted} is not allowed to modify node ${JSON.stringify(name)}`);
    } else if ((object as PodObject).spec.nodeName !== node) {
      refuse(context, name, `node ${quoted} can only delete pods with spec.nodeName set to itself`);
    }
  },
};
