/**
 * EndpointSlices say which pods serve a service, and whether each is ready: what proxies and DNS read.
 *
 * In:   Services, pods, zones of nodes.
 * Out:  EndpointSlices owned by the service, at most 100 endpoints each.
 * Never: touches slices that another manager's label is on.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { EndpointSliceObject, ServiceObject } from "../../api/generated/types.ts";
import { EndpointSlice, Node, Pod, Service } from "../../api/kinds/index.ts";
import type { Kind } from "../../api/machinery/kind.ts";
import { refOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import {
  HEADLESS_LABEL,
  hasMembers,
  isHeadless,
  LAST_CHANGE,
  lastChange,
  membersOf,
  servicesOf,
} from "../endpoints/members.ts";
import { controllerReference, unlessGone } from "../workload/ownership.ts";
import { Pace } from "../workload/pace.ts";
import { groupEndpoints, planSlices, type SliceContent } from "./slices.ts";

export const SERVICE_NAME = "kubernetes.io/service-name";
export const MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
const MANAGER = "endpointslice-controller.k8s.io";
const ZONE = "topology.kubernetes.io/zone";

export function endpointSliceController(): Controller<ServiceObject> {
  const pace = new Pace();
  return defineController<ServiceObject>({
    name: "endpointslice-controller",
    for: Service,
    watches: [
      on(Pod, servicesOf),
      on(EndpointSlice, ({ metadata }) => {
        const name = metadata.labels?.[SERVICE_NAME];
        return name && metadata.labels?.[MANAGED_BY] === MANAGER ? [`${metadata.namespace}/${name}`] : [];
      }),
    ],
    async reconcile(ref, service, context) {
      if (!service) {
        // What a deleted service leaves behind is the garbage collector's.
        pace.forget(ref);
        return undefined;
      }
      if (!hasMembers(service) || service.metadata.deletionTimestamp !== undefined) return undefined;
      const slices = slicesOf(service, context);
      const size = slices.reduce((count, { endpoints = [] }) => count + endpoints.length, 0);
      const early = pace.wait(service, size, context.clock.now());
      if (early) return early;
      return sync(service, slices, context);
    },
  });
}

function slicesOf(service: ServiceObject, { cache }: ReconcileContext): readonly EndpointSliceObject[] {
  return cache
    .ownedBy(EndpointSlice, service.metadata.uid!)
    .filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER && metadata.deletionTimestamp === undefined);
}

async function sync(service: ServiceObject, slices: readonly EndpointSliceObject[], context: ReconcileContext) {
  const { client, cache } = context;
  const pods = membersOf(service, cache);
  const zoneOf = (name: string | undefined) => (name ? cache.get(Node, { name })?.metadata.labels?.[ZONE] : undefined);
  const plan = planSlices(slices, groupEndpoints(service, pods, zoneOf));
  const labels = labelsOf(service);
  const annotations = annotationsOf(lastChange(service, pods));
  const blank: SliceContent = { ports: [], endpoints: [] };
  // A service without endpoints keeps one empty slice.
  const placeholder = plan.create.length + plan.update.length === 0 && plan.remove.length === slices.length;
  const spared = placeholder
    ? slices.find(({ endpoints = [], ports = [] }) => endpoints.length + ports.length === 0)
    : undefined;

  for (const slice of plan.remove) {
    if (slice !== spared) await unlessGone(client.delete(EndpointSlice, refOf(slice)));
  }
  for (const { slice, endpoints, ports } of plan.update) {
    const metadata = { ...slice.metadata, labels, annotations };
    await client.replace(EndpointSlice, { ...slice, metadata, endpoints, ports });
  }
  for (const content of placeholder && !spared ? [blank] : plan.create) {
    await client.create(EndpointSlice, sliceOf(service, content, { labels, annotations }));
  }
  const updated = new Set([
    ...plan.update.map(({ slice }) => slice),
    ...plan.remove.filter((slice) => slice !== spared),
  ]);
  for (const slice of slices) {
    if (updated.has(slice) || deepEqual(slice.metadata.labels, labels)) continue;
    await client.replace(EndpointSlice, { ...slice, metadata: { ...slice.metadata, labels } });
  }
  return undefined;
}

function sliceOf(
  service: ServiceObject,
  { ports, endpoints }: SliceContent,
  {
    labels,
    annotations,
  }: { readonly labels: Readonly<Record<string, string>>; readonly annotations: Readonly<Record<string, string>> },
): EndpointSliceObject {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    addressType: "IPv4",
    metadata: {
      name: "",
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace!,
      labels,
      annotations,
      ownerReferences: [controllerReference(Service as unknown as Kind, service)],
    },
    ...(endpoints.length > 0 && { endpoints }),
    ...(ports.length > 0 && { ports }),
  };
}

/** The service's own labels, and those by which its slices are found. */
function labelsOf(service: ServiceObject): Readonly<Record<string, string>> {
  const { [HEADLESS_LABEL]: _headless, ...own } = service.metadata.labels ?? {};
  return {
    ...own,
    [MANAGED_BY]: MANAGER,
    [SERVICE_NAME]: service.metadata.name,
    ...(isHeadless(service) && { [HEADLESS_LABEL]: "" }),
  };
}

const annotationsOf = (changed: string | undefined): Readonly<Record<string, string>> =>
  changed === undefined ? {} : { [LAST_CHANGE]: changed };
