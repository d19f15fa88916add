/**
 * The Endpoints object beside each service with a selector, as older clients read it.
 *
 * In:   Services and pods.
 * Out:  an Endpoints object of the service's name.
 * Never: touches Endpoints of services without a selector: those are the author's.
 *
 * @module
 */

import { type Controller, defineController, on, type ReconcileContext } from "../../api/client/controller.ts";
import type { EndpointsObject, ServiceObject } from "../../api/generated/types.ts";
import { Endpoints, Pod, Service } from "../../api/kinds/index.ts";
import { keyOf, type ObjectRef, refOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { unlessGone } from "../workload/ownership.ts";
import { Pace } from "../workload/pace.ts";
import { HEADLESS_LABEL, hasMembers, isHeadless, LAST_CHANGE, lastChange, membersOf, servicesOf } from "./members.ts";
import { subsetsOf } from "./subsets.ts";

const MANAGED_BY = "endpoints.kubernetes.io/managed-by";
const OVER_CAPACITY = "endpoints.kubernetes.io/over-capacity";

export function endpointsController(): Controller<ServiceObject> {
  const pace = new Pace();
  return defineController<ServiceObject>({
    name: "endpoints-controller",
    for: Service,
    watches: [on(Pod, servicesOf), on(Endpoints, (endpoints) => [keyOf(endpoints)])],
    async reconcile(ref, service, context) {
      if (!service) {
        pace.forget(ref);
        return removeLeft(ref, context);
      }
      if (!hasMembers(service)) return undefined;
      const early = pace.wait(service, sizeOf(context.cache.get(Endpoints, ref)), context.clock.now());
      if (early) return early;
      return sync(service, context);
    },
  });
}

/** Only what this loop made goes with the service; what an author wrote for a name without a service stays. */
async function removeLeft(ref: ObjectRef, { client, cache }: ReconcileContext) {
  const left = cache.get(Endpoints, ref);
  if (left?.metadata.labels?.[MANAGED_BY]) await unlessGone(client.delete(Endpoints, ref));
  return undefined;
}

async function sync(service: ServiceObject, { client, cache }: ReconcileContext) {
  const pods = membersOf(service, cache);
  const { subsets, truncated } = subsetsOf(service, pods);
  const current = cache.get(Endpoints, refOf(service));
  const labels = {
    ...service.metadata.labels,
    [MANAGED_BY]: "endpoint-controller",
    ...(isHeadless(service) && { [HEADLESS_LABEL]: "" }),
  };
  const { [OVER_CAPACITY]: _capacity, ...kept } = current?.metadata.annotations ?? {};
  const annotations = { ...kept, ...(truncated && { [OVER_CAPACITY]: "truncated" }) };
  const same =
    current &&
    deepEqual(current.subsets ?? [], subsets) &&
    deepEqual(current.metadata.labels, labels) &&
    deepEqual(current.metadata.annotations ?? {}, annotations);
  if (same) return undefined;

  const changed = lastChange(service, pods);
  const wanted: EndpointsObject = {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: {
      ...(current?.metadata ?? { name: service.metadata.name, namespace: service.metadata.namespace! }),
      labels,
      annotations: { ...annotations, ...(changed !== undefined && { [LAST_CHANGE]: changed }) },
    },
    ...(subsets.length > 0 && { subsets }),
  };
  if (current) await client.replace(Endpoints, wanted);
  else await client.create(Endpoints, wanted);
  return undefined;
}

const sizeOf = (endpoints: EndpointsObject | undefined): number =>
  (endpoints?.subsets ?? []).reduce(
    (count, { addresses = [], notReadyAddresses = [] }) => count + addresses.length + notReadyAddresses.length,
    0,
  );
