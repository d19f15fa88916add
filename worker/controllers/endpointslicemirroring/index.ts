/**
 * EndpointSlices for Endpoints that somebody wrote by hand, so that proxies, which read slices only, see them.
 *
 * In:   Endpoints whose service has no selector.
 * Out:  EndpointSlices owned by the Endpoints.
 * Never: touches Endpoints, or mirrors those that a loop made.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { Endpoint, EndpointAddress, EndpointSliceObject, EndpointsObject } from "../../api/generated/types.ts";
import { EndpointSlice, Endpoints, Service } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { keyOf, refOf } from "../../api/machinery/object.ts";
import { keyOfPorts, LAST_CHANGE } from "../endpoints/members.ts";
import { MANAGED_BY, SERVICE_NAME } from "../endpointslice/index.ts";
import { type EndpointGroups, planSlices } from "../endpointslice/slices.ts";
import { controllerReference, unlessGone } from "../workload/ownership.ts";

const MANAGER = "endpointslicemirroring-controller.k8s.io";
const SKIP = "endpointslice.kubernetes.io/skip-mirror";
const LEADER = "control-plane.alpha.kubernetes.io/leader";
const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
/** Of one subset at most this many addresses are mirrored. */
const CAPACITY = 1000;

export function endpointSliceMirroringController(): Controller<EndpointsObject> {
  return defineController<EndpointsObject>({
    name: "endpointslice-mirroring-controller",
    for: Endpoints,
    watches: [
      on(Service, (service) => [keyOf(service)]),
      on(EndpointSlice, ({ metadata }) => {
        const name = metadata.labels?.[SERVICE_NAME];
        return name && metadata.labels?.[MANAGED_BY] === MANAGER ? [`${metadata.namespace}/${name}`] : [];
      }),
    ],
    async reconcile(_ref, endpoints, context) {
      // Slices of Endpoints that are gone go with their owner.
      if (!endpoints || endpoints.metadata.deletionTimestamp !== undefined) return undefined;
      const { cache, client } = context;
      const slices = cache
        .ownedBy(EndpointSlice, endpoints.metadata.uid!)
        .filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER);
      if (!isMirrored(endpoints, context)) {
        for (const slice of slices) await unlessGone(client.delete(EndpointSlice, refOf(slice)));
        return undefined;
      }
      const plan = planSlices(slices, groupsOf(endpoints));
      for (const slice of plan.remove) await unlessGone(client.delete(EndpointSlice, refOf(slice)));
      for (const { slice, ports, endpoints: wanted } of plan.update) {
        await client.replace(EndpointSlice, { ...slice, ports, endpoints: wanted });
      }
      for (const content of plan.create) await client.create(EndpointSlice, { ...blankSlice(endpoints), ...content });
      return undefined;
    },
  });
}

/** Only beside a service without selector, and not where somebody asked to leave it be. */
function isMirrored({ metadata }: EndpointsObject, { cache }: ReconcileContext): boolean {
  if (metadata.labels?.[SKIP] === "true" || metadata.annotations?.[LEADER] !== undefined) return false;
  const service = cache.get(Service, { namespace: metadata.namespace!, name: metadata.name });
  return service !== undefined && Object.keys(service.spec.selector ?? {}).length === 0;
}

/** The subsets as endpoints by ports. */
export function groupsOf({ subsets = [] }: EndpointsObject): EndpointGroups {
  const groups = new Map<string, { ports: EndpointSliceObject["ports"] & {}; endpoints: Endpoint[] }>();
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    const own = ports.map(({ name = "", protocol = "TCP", ...rest }) => ({ name, ...rest, protocol }));
    const key = keyOfPorts(own);
    const group = groups.get(key) ?? { ports: own, endpoints: [] };
    groups.set(key, group);
    const all = [
      ...addresses.map((address) => endpointOf(address, true)),
      ...notReadyAddresses.map((address) => endpointOf(address, false)),
    ];
    group.endpoints.push(...all.slice(0, CAPACITY));
  }
  return groups;
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname !== undefined && { hostname }),
    ...(nodeName !== undefined && { nodeName }),
    ...(targetRef && { targetRef }),
  };
}

function blankSlice(endpoints: EndpointsObject): EndpointSliceObject {
  const { [LAST_APPLIED]: _applied, [LAST_CHANGE]: _change, ...annotations } = endpoints.metadata.annotations ?? {};
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    addressType: "IPv4",
    metadata: {
      name: "",
      generateName: `${endpoints.metadata.name}-`,
      namespace: endpoints.metadata.namespace!,
      labels: { ...endpoints.metadata.labels, [MANAGED_BY]: MANAGER, [SERVICE_NAME]: endpoints.metadata.name },
      ...(Object.keys(annotations).length > 0 && { annotations }),
      ownerReferences: [controllerReference(Endpoints as unknown as Kind, endpoints)],
    },
  };
}
