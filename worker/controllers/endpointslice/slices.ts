import type {
  DiscoveryEndpointPort,
  Endpoint,
  EndpointSliceObject,
  PodObject,
  ServiceObject,
} from "../../api/generated/types.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { keyOfPorts, type MemberPort, memberHostname, memberPorts } from "../endpoints/members.ts";
import { isReady } from "../workload/pods.ts";

/** A slice holds at most this many endpoints. */
const CAPACITY = 100;

/** What a set of slices should become; slices that may stay are not mentioned. */
export interface SlicePlan {
  readonly create: readonly SliceContent[];
  readonly update: readonly (SliceContent & { readonly slice: EndpointSliceObject })[];
  readonly remove: readonly EndpointSliceObject[];
}

export interface SliceContent {
  readonly ports: readonly DiscoveryEndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** Endpoints that share the same ports, by the text of the ports. */
export type EndpointGroups = ReadonlyMap<string, SliceContent>;

/** The endpoint that a pod gives a service. k8s.io/endpointslice podToEndpoint */
export function endpointOf(pod: PodObject, service: ServiceObject, zone?: string): Endpoint {
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const hostname = memberHostname(pod, service);
  const { nodeName } = pod.spec;
  return {
    addresses: [pod.status!.podIP!],
    conditions: { ready, serving, terminating },
    ...(hostname !== undefined && { hostname }),
    ...(nodeName !== undefined && { nodeName }),
    targetRef: {
      kind: "Pod",
      name: pod.metadata.name,
      namespace: pod.metadata.namespace!,
      uid: pod.metadata.uid!,
    },
    ...(zone !== undefined && { zone }),
  };
}

/** Sorts a service's pods by the ports they offer it; a pod that lacks every named port stands in a slice without ports. */
export function groupEndpoints(
  service: ServiceObject,
  pods: readonly PodObject[],
  zoneOf: (nodeName: string | undefined) => string | undefined,
): EndpointGroups {
  const groups = new Map<string, { ports: readonly MemberPort[]; endpoints: Endpoint[] }>();
  const portsOn = memberPorts(service);
  for (const pod of pods) {
    const { ports, key } = portsOn(pod);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports, endpoints: [] }));
    group.endpoints.push(endpointOf(pod, service, zoneOf(pod.spec.nodeName)));
  }
  return groups;
}

/**
 * The least change that makes slices hold the wanted endpoints: an endpoint stays in the slice that has it, new ones fill
 * slices with room, emptied slices go, and the rest gets new slices. k8s.io/endpointslice Reconciler
 */
export function planSlices(existing: readonly EndpointSliceObject[], groups: EndpointGroups): SlicePlan {
  const create: SliceContent[] = [];
  const update: (SliceContent & { readonly slice: EndpointSliceObject })[] = [];
  const remove: EndpointSliceObject[] = [];
  const byPorts = new Map<string, EndpointSliceObject[]>();
  for (const slice of existing) {
    const key = keyOfPorts(slice.ports ?? []);
    if (!groups.has(key) || slice.addressType !== "IPv4") remove.push(slice);
    else byPorts.set(key, [...(byPorts.get(key) ?? []), slice]);
  }
  for (const [key, { ports, endpoints }] of groups) {
    const missing = new Map(endpoints.map((endpoint) => [identityOf(endpoint), endpoint]));
    const slices = (byPorts.get(key) ?? []).map((slice) => {
      let changed = false;
      const kept: Endpoint[] = [];
      for (const endpoint of slice.endpoints ?? []) {
        const id = identityOf(endpoint);
        const wanted = missing.get(id);
        missing.delete(id);
        if (!wanted || !deepEqual(wanted, endpoint)) changed = true;
        if (wanted) kept.push(wanted);
      }
      return { slice, kept, changed };
    });
    const added = [...missing.values()];
    for (const one of slices) {
      const taken = added.splice(0, CAPACITY - one.kept.length);
      one.kept.push(...taken);
      if (one.kept.length === 0) remove.push(one.slice);
      else if (one.changed || taken.length > 0) update.push({ slice: one.slice, ports, endpoints: one.kept });
    }
    while (added.length > 0) create.push({ ports, endpoints: added.splice(0, CAPACITY) });
  }
  // A slice that would go takes the place of one that would come, and keeps its name.
  while (create.length > 0 && remove.length > 0) update.push({ slice: remove.shift()!, ...create.shift()! });
  return { create, update, remove };
}

const identityOf = ({ addresses, targetRef }: Endpoint): string => `${targetRef?.uid ?? ""} ${addresses[0]}`;
