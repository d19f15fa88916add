/**
 * What a node may do: what the pods bound to it need, and its own objects.
 *
 * @see k8s.io/kubernetes plugin/pkg/auth/authorizer/node
 */
import type { PodSpec, PolicyRule, Volume } from "../../generated/types.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { Identity } from "../request.ts";
import { ALLOWED, type Attributes, type Decision, isPath, NO_OPINION, type ResourceRequest } from "./attributes.ts";
import { ruleAllows } from "./rules.ts";

const USER = "system:node:";
const GROUP = "system:nodes";
const OWN_VERBS = ["get", "create", "update", "patch", "delete"];

type PodView = KubeObject & { readonly spec: PodSpec };

/** What the decisions look at. */
export interface NodeSurroundings {
  /** The rules of the role system:node as they come, whatever has become of the role. */
  readonly rules: readonly PolicyRule[];
  podsOn(node: string): Iterable<KubeObject>;
  object(resource: string, key: string): KubeObject | undefined;
}

/** The node that an identity stands for. k8s.io/kubernetes pkg/auth/nodeidentifier */
export const nodeOf = ({ user, groups }: Identity): string | undefined =>
  user.startsWith(USER) && groups.includes(GROUP) ? user.slice(USER.length) : undefined;

export function nodeDecision(node: string, attributes: Attributes, around: NodeSurroundings): Decision {
  if (!isPath(attributes)) {
    const special = SPECIAL[attributes.group ? `${attributes.resource}.${attributes.group}` : attributes.resource];
    if (special) return special(node, attributes, around);
  }
  return around.rules.some((rule) => ruleAllows(rule, attributes)) ? ALLOWED : NO_OPINION;
}

type Judge = (node: string, request: ResourceRequest, around: NodeSurroundings) => Decision;

const no = (reason: string): Decision => ({ allowed: false, reason });

/** Whether something that pods name is named by one on this node. */
function related(node: string, { namespace, name }: ResourceRequest, named: boolean | undefined): Decision {
  if (!name) return no("No Object name found");
  return named && (namespace === undefined || namespace) ? ALLOWED : unrelated(node);
}

const unrelated = (node: string) => no(`no relationship found between node '${node}' and this object`);

function podsNaming(
  node: string,
  { namespace, name }: ResourceRequest,
  around: NodeSurroundings,
  names: (spec: PodSpec) => Iterable<string | undefined>,
): boolean {
  for (const pod of around.podsOn(node)) {
    if (pod.metadata.namespace !== namespace) continue;
    for (const one of names((pod as PodView).spec)) if (one === name) return true;
  }
  return false;
}

const readNamed =
  (names: (spec: PodSpec) => Iterable<string | undefined>): Judge =>
  (node, request, around) => {
    const { verb, subresource, namespace, name } = request;
    if (!["get", "list", "watch"].includes(verb)) return no("can only read resources of this type");
    if (subresource) return no("cannot read subresource");
    if (!namespace) return no("can only read namespaced object of this type");
    return related(node, request, name ? podsNaming(node, request, around, names) : false);
  };

function onlyGet({ verb, subresource }: ResourceRequest): Decision | undefined {
  if (verb !== "get") return no("can only get individual resources of this type");
  return subresource ? no("cannot get subresource") : undefined;
}

const volumes = (spec: PodSpec): readonly Volume[] => spec.volumes ?? [];

function containersOf(spec: PodSpec) {
  return [...(spec.initContainers ?? []), ...spec.containers];
}

function* secretNames(spec: PodSpec): Iterable<string | undefined> {
  for (const { name } of spec.imagePullSecrets ?? []) yield name;
  for (const volume of volumes(spec)) {
    yield volume.secret?.secretName;
    for (const source of volume.projected?.sources ?? []) yield source.secret?.name;
  }
  for (const { env = [], envFrom = [] } of containersOf(spec)) {
    for (const { valueFrom } of env) yield valueFrom?.secretKeyRef?.name;
    for (const { secretRef } of envFrom) yield secretRef?.name;
  }
}

function* configMapNames(spec: PodSpec): Iterable<string | undefined> {
  for (const volume of volumes(spec)) {
    yield volume.configMap?.name;
    for (const source of volume.projected?.sources ?? []) yield source.configMap?.name;
  }
  for (const { env = [], envFrom = [] } of containersOf(spec)) {
    for (const { valueFrom } of env) yield valueFrom?.configMapKeyRef?.name;
    for (const { configMapRef } of envFrom) yield configMapRef?.name;
  }
}

const accountNames = (spec: PodSpec) => [spec.serviceAccountName];

const claimNames = (spec: PodSpec) => volumes(spec).map((volume) => volume.persistentVolumeClaim?.claimName);

const account: Judge = (node, request, around) => {
  const { verb, subresource, name } = request;
  if (verb === "get" && !subresource) return readNamed(accountNames)(node, request, around);
  if (verb !== "create" || !name) return no("can only create tokens for individual service accounts");
  if (subresource !== "token") return no("can only create token subresource of serviceaccount");
  return podsNaming(node, request, around, accountNames) ? ALLOWED : unrelated(node);
};

const claim: Judge = (node, request, around) => {
  const { verb, subresource } = request;
  if (subresource === "status") {
    if (verb !== "update" && verb !== "patch") return no("can only get/update/patch this type");
  } else {
    const wrong = onlyGet(request);
    if (wrong) return wrong;
  }
  return related(node, request, podsNaming(node, request, around, claimNames));
};

const volume: Judge = (node, request, around) => {
  const wrong = onlyGet(request);
  if (wrong) return wrong;
  const { claimRef } =
    (around.object("persistentvolumes", request.name ?? "") as { spec?: { claimRef?: ResourceRequest } })?.spec ?? {};
  return related(node, request, claimRef && podsNaming(node, claimRef, around, claimNames));
};

const lease: Judge = (node, { verb, namespace, name }) => {
  if (!OWN_VERBS.includes(verb)) return no("can only get, create, update, patch, or delete a node lease");
  if (namespace !== "kube-node-lease") return no('can only access leases in the "kube-node-lease" system namespace');
  if (verb !== "create" && name !== node)
    return no("can only access node lease with the same name as the requesting node");
  return ALLOWED;
};

const csiNode: Judge = (node, { verb, subresource, name }) => {
  if (!OWN_VERBS.includes(verb)) return no("can only get, create, update, patch, or delete a CSINode");
  if (subresource) return no("cannot authorize CSINode subresources");
  if (verb !== "create" && name !== node)
    return no("can only access CSINode with the same name as the requesting node");
  return ALLOWED;
};

const ownNode: Judge = (node, { verb, subresource, name }) => {
  const writes = verb === "update" || verb === "patch";
  if (subresource) return subresource === "status" && writes ? ALLOWED : NO_OPINION;
  if (writes || verb === "create") return ALLOWED;
  if (!["get", "list", "watch"].includes(verb)) return NO_OPINION;
  if (name === node) return ALLOWED;
  return no(
    name
      ? `node '${node}' cannot read '${name}', only its own Node object`
      : `node '${node}' cannot read all nodes, only its own Node object`,
  );
};

const pod: Judge = (node, request, around) => {
  const { verb, subresource, namespace, name, fields } = request;
  const writes = verb === "update" || verb === "patch";
  if (subresource === "status") return writes ? ALLOWED : NO_OPINION;
  if (subresource === "eviction") return verb === "create" ? ALLOWED : NO_OPINION;
  if (subresource) return NO_OPINION;
  const bound = () => {
    const found = around.object("pods", `${namespace ?? ""}/${name ?? ""}`) as PodView | undefined;
    return related(node, request, found?.spec.nodeName === node);
  };
  switch (verb) {
    case "get":
      return bound();
    case "list":
    case "watch":
      if ((fields ?? "").split(",").some((one) => /^spec\.nodeName==?(.*)$/.exec(one)?.[1] === node)) return ALLOWED;
      return name ? bound() : no("can only list/watch pods with spec.nodeName field selector");
    case "create":
    case "delete":
      return ALLOWED;
    default:
      return NO_OPINION;
  }
};

const SPECIAL: Readonly<Record<string, Judge>> = {
  secrets: readNamed(secretNames),
  configmaps: readNamed(configMapNames),
  serviceaccounts: account,
  persistentvolumeclaims: claim,
  persistentvolumes: volume,
  "leases.coordination.k8s.io": lease,
  "csinodes.storage.k8s.io": csiNode,
  nodes: ownNode,
  pods: pod,
};
