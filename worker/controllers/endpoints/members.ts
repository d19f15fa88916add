import type { Cache } from "../../api/client/client.ts";
import type { ContainerPort, PodObject, ServiceObject, ServicePort } from "../../api/generated/types.ts";
import { Pod, Service } from "../../api/kinds/index.ts";
import { keyOf } from "../../api/machinery/object.ts";
import { deepEqual } from "../../api/machinery/values.ts";
import { podCondition } from "../workload/pods.ts";

/** A port as endpoints list it: the service's name for it, the pod's number. */
export interface MemberPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

type Selector = Readonly<Record<string, string>>;
const entries = new WeakMap<Selector, readonly (readonly [string, string])[]>();

/** Whether a service's selector picks these labels; a service without selector picks nothing. */
export function serviceSelects(service: ServiceObject, labels: Selector | undefined): boolean {
  const { selector } = service.spec;
  if (!selector) return false;
  let wanted = entries.get(selector);
  if (!wanted) entries.set(selector, (wanted = Object.entries(selector)));
  if (wanted.length === 0) return false;
  for (const [key, value] of wanted) if (labels?.[key] !== value) return false;
  return true;
}

/** Whether the endpoints of a service are made from pods at all: it has a selector and is more than a DNS alias. */
export function hasMembers({ spec }: ServiceObject): boolean {
  return spec.type !== "ExternalName" && Object.keys(spec.selector ?? {}).length > 0;
}

/** Pods behind a service: selected, with an address, not ended. */
export function membersOf(service: ServiceObject, cache: Cache): readonly PodObject[] {
  return cache
    .list(Pod, { namespace: service.metadata.namespace!, labels: service.spec.selector! })
    .filter(({ status }) => status?.podIP && status.phase !== "Succeeded" && status.phase !== "Failed");
}

/** Services whose endpoints may change with a pod: those that select it, or did. */
export function servicesOf(pod: PodObject, cache: Cache, old?: PodObject): readonly string[] {
  if (old && !matters(pod, old)) return [];
  const { namespace, labels } = pod.metadata;
  const before = old?.metadata.labels ?? labels;
  const keys: string[] = [];
  for (const service of cache.list(Service, { namespace: namespace! })) {
    if (serviceSelects(service, labels) || (before !== labels && serviceSelects(service, before))) {
      keys.push(keyOf(service));
    }
  }
  return keys;
}

/** Whether two states of a pod differ in something that endpoints show. k8s.io/endpointslice util podEndpointsChanged */
function matters(pod: PodObject, old: PodObject): boolean {
  return (
    pod.metadata.uid !== old.metadata.uid ||
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    !deepEqual(pod.metadata.labels, old.metadata.labels) ||
    pod.spec.nodeName !== old.spec.nodeName ||
    pod.status?.podIP !== old.status?.podIP ||
    pod.status?.phase !== old.status?.phase ||
    podCondition(pod, "Ready")?.status !== podCondition(old, "Ready")?.status
  );
}

/**
 * The number that a service's target port has on a pod: the number itself, or that of the container port so named with the
 * same protocol; undefined when the pod has none. k8s.io/kubernetes pkg/api/v1/pod FindPort
 */
export function targetPortOn(
  pod: PodObject | undefined,
  { port, targetPort, protocol = "TCP" }: ServicePort,
): number | undefined {
  if (targetPort === undefined) return port;
  if (typeof targetPort === "number") return targetPort === 0 ? port : targetPort;
  const named = ({ name, protocol: own = "TCP" }: ContainerPort) => name === targetPort && own === protocol;
  for (const container of pod?.spec.containers ?? []) {
    const found = container.ports?.find(named);
    if (found) return found.containerPort;
  }
  for (const container of pod?.spec.initContainers ?? []) {
    const found = container.restartPolicy === "Always" ? container.ports?.find(named) : undefined;
    if (found) return found.containerPort;
  }
  return undefined;
}

/** The ports of one pod for a service, and a text that is equal for equal ports. */
export interface MemberPorts {
  readonly ports: readonly MemberPort[];
  readonly key: string;
}

/**
 * The ports of a service as they are on each pod; a port whose name the pod does not have is left out. Where no port goes
 * by name they are the same on all, and worked out once.
 */
export function memberPorts(service: ServiceObject): (pod: PodObject) => MemberPorts {
  const servicePorts = service.spec.ports ?? [];
  const on = (pod: PodObject | undefined): MemberPorts => {
    const ports = servicePorts.flatMap((servicePort): MemberPort[] => {
      const port = targetPortOn(pod, servicePort);
      const { name = "", protocol = "TCP", appProtocol } = servicePort;
      return port === undefined ? [] : [{ name, port, protocol, ...(appProtocol !== undefined && { appProtocol }) }];
    });
    return { ports, key: keyOfPorts(ports) };
  };
  if (servicePorts.some(({ targetPort }) => typeof targetPort === "string")) return on;
  const everywhere = on(undefined);
  return () => everywhere;
}

interface AnyPort {
  readonly name?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

export function keyOfPorts(ports: readonly AnyPort[]): string {
  return ports
    .map(({ name, port, protocol, appProtocol }) => `${name} ${port} ${protocol} ${appProtocol ?? ""}`)
    .join("\n");
}

/** The pod's own host name in the service's domain, where the service governs the pod's subdomain. */
export function memberHostname(pod: PodObject, { metadata }: ServiceObject): string | undefined {
  const { hostname, subdomain } = pod.spec;
  return hostname && subdomain === metadata.name ? hostname : undefined;
}

/** endpoints.kubernetes.io/last-change-trigger-time: when what last changed the endpoints happened. */
export const LAST_CHANGE = "endpoints.kubernetes.io/last-change-trigger-time";

/** The latest change of readiness among the members, or the making of the service. */
export function lastChange(service: ServiceObject, pods: readonly PodObject[]): string | undefined {
  let last = service.metadata.creationTimestamp;
  for (const pod of pods) {
    const changed = pod.metadata.deletionTimestamp ?? podCondition(pod, "Ready")?.lastTransitionTime;
    if (changed !== undefined && (last === undefined || changed > last)) last = changed;
  }
  return last;
}

export const isHeadless = ({ spec }: ServiceObject): boolean => spec.clusterIP === "None";

/** Marks endpoints of services without a cluster IP. */
export const HEADLESS_LABEL = "service.kubernetes.io/headless";
