import type { PodObject } from "../api/generated/types.ts";
import type { BirthPolicy, Identity } from "../api/index.ts";
import type { Profile } from "../profiles/index.ts";

/** The roles and bindings of a fresh cluster, beside those of every API server. */
export function birthPolicy({ controlPlane }: Profile): BirthPolicy {
  if (controlPlane.kind === "managed") {
    return { objects: async () => (await import("../profiles/policy/managed.ts")).objects };
  }
  return {
    objects: async () => (await import("../profiles/policy/kind.ts")).objects,
    administrators: "kubeadm:cluster-admins",
  };
}

const AUTHENTICATED = "system:authenticated";

/** A service account, as its token names it. */
export const accountIdentity = (namespace: string, name: string): Identity => ({
  user: `system:serviceaccount:${namespace}:${name}`,
  groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, AUTHENTICATED],
});

/** A component of the control plane, as its kubeconfig's certificate names it. */
export const componentIdentity = (name: string): Identity => ({ user: `system:${name}`, groups: [AUTHENTICATED] });

/** A kubelet. */
export const nodeIdentity = (name: string): Identity => ({
  user: `system:node:${name}`,
  groups: ["system:nodes", AUTHENTICATED],
});

/** Static pods of the control plane that come with a kubeconfig of their own in /etc/kubernetes. */
const WITH_KUBECONFIG = new Set(["kube-controller-manager", "kube-scheduler"]);

/** Whom a pod's programs act as, and whether they belong to the cluster itself. */
export function podIdentity(
  { metadata, spec }: PodObject,
  { objects }: Profile,
): { readonly identity: Identity; readonly own: "own" | undefined } {
  const { namespace = "default", labels, annotations } = metadata;
  const component = labels?.component ?? "";
  const isStatic = annotations?.["kubernetes.io/config.source"] === "file";
  if (isStatic && namespace === "kube-system" && WITH_KUBECONFIG.has(component)) {
    return { identity: componentIdentity(component), own: "own" };
  }
  const account = spec.serviceAccountName ?? "default";
  const known = objects.some(
    (object) =>
      object.kind === "ServiceAccount" && object.metadata.namespace === namespace && object.metadata.name === account,
  );
  return { identity: accountIdentity(namespace, account), own: known ? "own" : undefined };
}
