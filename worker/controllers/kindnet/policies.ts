/** What network policies come to for the pods of one node. */
import type {
  LabelSelector,
  NamespaceObject,
  NetworkPolicyObject,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  PodObject,
} from "../../api/generated/types.ts";
import { formatSelector, fromLabelSelector, matches } from "../../api/machinery/labels.ts";
import type { AllowedPort, AllowedTraffic, FilteredPod, FilteredSide } from "./filter.ts";

export interface PolicySnapshot {
  readonly policies: readonly NetworkPolicyObject[];
  readonly pods: readonly PodObject[];
  readonly namespaces: readonly NamespaceObject[];
}

type Side = "ingress" | "egress";

/**
 * The pods of a node that a policy is for, with the pods that rules choose resolved to addresses.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function filteredPods(snapshot: PolicySnapshot, node: string): readonly FilteredPod[] {
  const policies = [...snapshot.policies].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const all: PolicySnapshot = { ...snapshot, policies, pods: snapshot.pods.filter(isOnPodNetwork) };
  const allowed = new Map<string, readonly AllowedTraffic[]>();
  const trafficOf = (policy: NetworkPolicyObject, side: Side) => {
    const key = `${side} ${keyOf(policy)}`;
    const known = allowed.get(key) ?? traffic(policy, side, all);
    allowed.set(key, known);
    return known;
  };
  return all.pods
    .filter(({ spec }) => spec.nodeName === node)
    .flatMap((pod): FilteredPod[] => {
      const sideOf = (side: Side): FilteredSide | undefined => {
        const own = policies.filter((policy) => concerns(policy, side, pod));
        if (own.length === 0) return undefined;
        return { policies: own.map(keyOf), allows: own.flatMap((policy) => trafficOf(policy, side)) };
      };
      const [ingress, egress] = [sideOf("ingress"), sideOf("egress")];
      if (!ingress && !egress) return [];
      return [{ ip: addressOf(pod), name: keyOf(pod), ...(ingress ? { ingress } : {}), ...(egress ? { egress } : {}) }];
    });
}

const keyOf = ({ metadata }: { readonly metadata: { readonly namespace?: string; readonly name: string } }): string =>
  `${metadata.namespace}/${metadata.name}`;

const addressOf = ({ status }: PodObject): string => status?.podIP ?? "";

const isOnPodNetwork = ({ spec, status }: PodObject): boolean =>
  !spec.hostNetwork && Boolean(status?.podIP) && status?.phase !== "Succeeded" && status?.phase !== "Failed";

const chooses = (selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean =>
  matches(fromLabelSelector(selector ?? {}), labels);

function concerns({ metadata, spec }: NetworkPolicyObject, side: Side, pod: PodObject): boolean {
  if (metadata.namespace !== pod.metadata.namespace || !chooses(spec.podSelector, pod.metadata.labels)) return false;
  const types = spec.policyTypes ?? ["Ingress", ...(spec.egress ? ["Egress"] : [])];
  return types.includes(side === "ingress" ? "Ingress" : "Egress");
}

function traffic(policy: NetworkPolicyObject, side: Side, snapshot: PolicySnapshot): readonly AllowedTraffic[] {
  const { spec, metadata } = policy;
  const rules =
    side === "ingress"
      ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
      : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }));
  return rules.map(({ peers, ports }, at) => {
    const chosen = peers?.length
      ? peers.flatMap((peer) => podsOf(peer, metadata.namespace ?? "", snapshot))
      : undefined;
    const blocks = (peers ?? []).flatMap(({ ipBlock }) =>
      ipBlock ? [{ cidr: ipBlock.cidr, except: ipBlock.except ?? [] }] : [],
    );
    return {
      policy: keyOf(policy),
      field: `spec.${side}[${at}]`,
      says: `${portWords(ports)} ${side === "ingress" ? "from" : "to"} ${peerWords(peers)}`,
      ...(chosen ? { peers: [...new Set(chosen.map(addressOf))], blocks } : {}),
      ...(ports?.length ? { ports: ports.flatMap((port) => allowedPorts(port, snapshot)) } : {}),
    };
  });
}

function podsOf(peer: NetworkPolicyPeer, own: string, { pods, namespaces }: PolicySnapshot): readonly PodObject[] {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock) return [];
  const within = namespaceSelector
    ? new Set(
        namespaces
          .filter(({ metadata }) => chooses(namespaceSelector, metadata.labels))
          .map(({ metadata }) => metadata.name),
      )
    : new Set([own]);
  return pods.filter(({ metadata }) => within.has(metadata.namespace ?? "") && chooses(podSelector, metadata.labels));
}

/** A named port is looked up in the pod that is asked. */
function allowedPorts(
  { port, endPort, protocol = "TCP" }: NetworkPolicyPort,
  { pods }: PolicySnapshot,
): readonly AllowedPort[] {
  if (port === undefined) return [{ protocol }];
  if (typeof port === "number") return [{ protocol, first: port, last: endPort ?? port }];
  const byNumber = new Map<number, string[]>();
  for (const pod of pods) {
    for (const { ports = [] } of pod.spec.containers) {
      const found = ports.find((one) => one.name === port && (one.protocol ?? "TCP") === protocol);
      if (found) byNumber.set(found.containerPort, [...(byNumber.get(found.containerPort) ?? []), addressOf(pod)]);
    }
  }
  return [...byNumber].map(([first, of]) => ({ protocol, first, last: first, of }));
}

function portWords(ports: readonly NetworkPolicyPort[] | undefined): string {
  if (!ports?.length) return "any port";
  const words = ports.map(({ port, endPort, protocol = "TCP" }) =>
    port === undefined ? protocol : `${port}${endPort ? `-${endPort}` : ""}/${protocol}`,
  );
  return `port ${words.join(", ")}`;
}

function peerWords(peers: readonly NetworkPolicyPeer[] | undefined): string {
  if (!peers?.length) return "anybody";
  return peers
    .map(({ ipBlock, podSelector, namespaceSelector }) => {
      if (ipBlock) return `${ipBlock.cidr}${ipBlock.except?.length ? ` except ${ipBlock.except.join(", ")}` : ""}`;
      const pods = podSelector ? selectorWords("pods", podSelector) : "all pods";
      return namespaceSelector ? `${pods} in ${selectorWords("namespaces", namespaceSelector)}` : pods;
    })
    .join(" or ");
}

function selectorWords(what: string, selector: LabelSelector): string {
  const text = formatSelector(fromLabelSelector(selector));
  return text ? `${what} with ${text}` : `all ${what}`;
}
