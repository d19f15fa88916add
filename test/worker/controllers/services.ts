import type { EndpointSliceObject, ServiceObject, ServicePort } from "../../../worker/api/generated/types.ts";

/** A Service as the server stores it: defaults filled in, addresses given. */
export function service(spec: Partial<ServiceObject["spec"]> = {}, more: Partial<ServiceObject> = {}): ServiceObject {
  const ports: readonly ServicePort[] = [{ port: 8080, protocol: "TCP", targetPort: 80 }];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default", uid: "uid-web", ...more.metadata },
    spec: {
      clusterIP: "10.96.0.80",
      clusterIPs: ["10.96.0.80"],
      type: "ClusterIP",
      selector: { app: "web" },
      sessionAffinity: "None",
      internalTrafficPolicy: "Cluster",
      ports,
      ...spec,
    },
    status: more.status ?? { loadBalancer: {} },
  };
}

export interface At {
  readonly name: string;
  readonly ip: string;
  readonly node: string;
  readonly ready?: boolean;
  readonly terminating?: boolean;
  readonly hostname?: string;
}

export function slice(
  endpoints: readonly At[],
  ports: EndpointSliceObject["ports"] = [{ name: "", port: 80, protocol: "TCP" }],
  of = "web",
): EndpointSliceObject {
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${of}-abcde`, namespace: "default", labels: { "kubernetes.io/service-name": of } },
    addressType: "IPv4",
    endpoints: endpoints.map(({ name, ip, node, ready = true, terminating = false, hostname }) => ({
      addresses: [ip],
      conditions: { ready: ready && !terminating, serving: ready, terminating },
      nodeName: node,
      targetRef: { kind: "Pod", namespace: "default", name },
      ...(hostname ? { hostname } : {}),
    })),
    ports,
  };
}
