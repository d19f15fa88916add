/** Where a proxy subresource leads: the address and port that a name stands for. */
import type { EndpointsObject, NodeObject, PodObject, ServiceObject } from "../../../generated/types.ts";
import { badRequest, failure } from "../../../machinery/failures.ts";
import type { Verbs } from "../../verbs.ts";

export interface ProxyTarget {
  readonly plural: "pods" | "services" | "nodes";
  readonly namespace: string;
  /** "web", "web:8080", "https:web:8443" */
  readonly id: string;
}

export interface ProxyPlace {
  readonly ip: string;
  readonly port: number;
  readonly secure: boolean;
}

const WELL_KNOWN: Readonly<Record<string, number>> = { http: 80, https: 443 };
const KUBELET_PORT = 10250;

/** @throws StatusError where there is no such place */
export function proxyPlace(target: ProxyTarget, verbs: Verbs): ProxyPlace {
  const named = namedBy(target);
  if (target.plural === "pods") return podPlace(target, named, verbs);
  return target.plural === "services" ? servicePlace(target, named, verbs) : nodePlace(named, verbs);
}

interface Named {
  readonly secure: boolean;
  readonly name: string;
  readonly port: string;
}

/** k8s.io/apimachinery pkg/util/net SplitSchemeNamePort */
function namedBy({ plural, id }: ProxyTarget): Named {
  const parts = id.split(":");
  const [scheme, name, port] = parts.length === 3 ? parts : ["", parts[0], parts[1]];
  if (parts.length > 3 || !name || !["", "http", "https"].includes(scheme ?? "")) {
    throw badRequest(`invalid ${plural.slice(0, -1)} request ${JSON.stringify(id)}`);
  }
  return { secure: scheme === "https", name, port: port ?? "" };
}

/** k8s.io/kubernetes pkg/registry/core/pod ResourceLocation */
function podPlace({ namespace }: ProxyTarget, { secure, name, port }: Named, verbs: Verbs): ProxyPlace {
  const kind = verbs.kinds.required("v1", "Pod");
  const pod = verbs.resources.get(kind, { namespace, name }) as unknown as PodObject;
  const [first] = pod.spec.containers.flatMap(({ ports }) => ports?.slice(0, 1) ?? []);
  const ip = pod.status?.podIP;
  if (!ip) throw badRequest("address not allowed");
  return { ip, port: portNumber(port || String(first?.containerPort ?? (secure ? 443 : 80))), secure };
}

function portNumber(port: string): number {
  const number = /^\d+$/.test(port) ? Number(port) : WELL_KNOWN[port];
  if (number !== undefined) return number;
  const why = `dial tcp: lookup tcp/${port}: unknown port`;
  throw failure(503, "ServiceUnavailable", `error trying to reach service: ${why}`);
}

/** k8s.io/kubernetes pkg/registry/core/service/storage ResourceLocation */
function servicePlace({ namespace, id }: ProxyTarget, { secure, name, port }: Named, verbs: Verbs): ProxyPlace {
  const { kinds, resources } = verbs;
  const none = (of: string) =>
    failure(503, "ServiceUnavailable", `no endpoints available for service ${JSON.stringify(of)}`);
  let portName = port;
  if (/^\d+$/.test(port)) {
    const service = resources.get(kinds.required("v1", "Service"), { namespace, name }) as unknown as ServiceObject;
    const found = service.spec.ports?.find((one) => one.port === Number(port));
    const why = `no service port ${Number(port)} found for service ${JSON.stringify(name)}`;
    if (!found) throw failure(503, "ServiceUnavailable", why);
    portName = found.name ?? "";
  }
  const endpoints = resources.get(kinds.required("v1", "Endpoints"), { namespace, name }) as unknown as EndpointsObject;
  const subsets = endpoints.subsets ?? [];
  if (subsets.length === 0) throw none(name);
  const pods = kinds.required("v1", "Pod");
  const isPod = (ip: string, ref: { readonly namespace?: string; readonly name?: string } | undefined) => {
    if (!ref?.name || ref.namespace !== namespace) return false;
    const pod = resources.find(pods, { namespace, name: ref.name }) as unknown as PodObject | undefined;
    return pod?.status?.podIP === ip;
  };
  const places = subsets.flatMap(({ addresses = [], ports = [] }) => {
    const found = ports.find((one) => (one.name ?? "") === portName);
    return found
      ? addresses.filter((one) => isPod(one.ip, one.targetRef)).map(({ ip }) => ({ ip, port: found.port }))
      : [];
  });
  if (places.length === 0) throw none(id);
  return { ...places[resources.random.stream("proxy").below(places.length)]!, secure };
}

/** k8s.io/kubernetes pkg/registry/core/node ResourceLocation */
function nodePlace({ secure, name, port }: Named, { kinds, resources }: Verbs): ProxyPlace {
  const node = resources.get(kinds.required("v1", "Node"), { name }) as unknown as NodeObject;
  const ip = node.status?.addresses?.find(({ type }) => type === "InternalIP")?.address;
  if (!ip) throw badRequest("address not allowed");
  const kubelet = node.status?.daemonEndpoints?.kubeletEndpoint?.Port ?? KUBELET_PORT;
  const number = port === "" ? kubelet : portNumber(port);
  return { ip, port: number, secure: secure || number === kubelet };
}
