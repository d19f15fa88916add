import type { EndpointAddress, EndpointSubset, PodObject, ServiceObject } from "../../api/generated/types.ts";
import { isReady } from "../workload/pods.ts";
import { isHeadless, type MemberPort, memberHostname, memberPorts } from "./members.ts";

/** An Endpoints object lists at most this many addresses. */
const CAPACITY = 1000;

interface Group {
  readonly ports: readonly MemberPort[];
  readonly ready: EndpointAddress[];
  readonly notReady: EndpointAddress[];
}

/**
 * The subsets of a service's Endpoints: addresses that share the same ports together, ready apart from not ready. Pods on
 * their way out are left out unless the service publishes what is not ready.
 *
 * @see k8s.io/kubernetes pkg/controller/endpoint, pkg/api/v1/endpoints RepackSubsets
 */
export function subsetsOf(
  service: ServiceObject,
  pods: readonly PodObject[],
): { readonly subsets: readonly EndpointSubset[]; readonly truncated: boolean } {
  const publishAll = service.spec.publishNotReadyAddresses === true;
  const portsOn = memberPorts(service);
  const portless = isHeadless(service) && (service.spec.ports ?? []).length === 0;
  const groups = new Map<string, Group>();
  for (const pod of pods) {
    if (pod.metadata.deletionTimestamp !== undefined && !publishAll) continue;
    const { ports, key } = portsOn(pod);
    if (ports.length === 0 && !portless) continue;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports, ready: [], notReady: [] }));
    (publishAll || isReady(pod) ? group.ready : group.notReady).push(addressOf(pod, service));
  }
  let room = CAPACITY;
  const take = (addresses: readonly EndpointAddress[]) => {
    const taken = [...addresses].sort(byIp).slice(0, room);
    room -= taken.length;
    return taken;
  };
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const ready = sorted.map((group) => take(group.ready));
  const notReady = sorted.map((group) => take(group.notReady));
  const subsets = sorted
    .map(({ ports }, i) => ({
      ...(ready[i]!.length > 0 && { addresses: ready[i]! }),
      ...(notReady[i]!.length > 0 && { notReadyAddresses: notReady[i]! }),
      ...(ports.length > 0 && { ports: ports.map(portOf) }),
    }))
    .filter(({ addresses, notReadyAddresses }) => addresses || notReadyAddresses);
  const all = sorted.reduce((count, group) => count + group.ready.length + group.notReady.length, 0);
  return { subsets, truncated: all > CAPACITY };
}

function addressOf(pod: PodObject, service: ServiceObject): EndpointAddress {
  const hostname = memberHostname(pod, service);
  const { nodeName } = pod.spec;
  return {
    ...(hostname !== undefined && { hostname }),
    ip: pod.status!.podIP!,
    ...(nodeName !== undefined && { nodeName }),
    targetRef: {
      kind: "Pod",
      name: pod.metadata.name,
      namespace: pod.metadata.namespace!,
      uid: pod.metadata.uid!,
    },
  };
}

/** An unnamed port has no name here, where a slice has an empty one. */
const portOf = ({ name, ...port }: MemberPort) => (name === "" ? port : { name, ...port });

const byIp = (a: EndpointAddress, b: EndpointAddress): number => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0);
