/** Gateway API objects for tests, as the server would have stored them, and a snapshot of them. */
import type { EndpointSliceObject, SecretObject, ServiceObject } from "../../../worker/api/generated/types.ts";
import {
  certificatePem,
  issue,
  makeEd25519Key,
  privateKeyPem,
  publicKeyOf,
  signerOf,
  simpleName,
} from "../../../worker/base/x509/index.ts";
import { listenerProgrammed } from "../../../worker/gateway/conditions/index.ts";
import { gatehouse } from "../../../worker/gateway/implementations/gatehouse/index.ts";
import {
  buildGraph,
  type GatewayClassObject,
  type GatewayObject,
  type Graph,
  gatewayStatus,
  type HTTPRouteObject,
  type HTTPRouteRule,
  type Listener,
  type ParentReference,
  type ReferenceGrantObject,
  routeParents,
  type Snapshot,
} from "../../../worker/gateway/index.ts";

const API = "gateway.networking.k8s.io/v1";
export const NOW = "2026-01-01T00:00:00Z";

interface Named {
  readonly namespace?: string;
  readonly name?: string;
}

const meta = (name: string, namespace?: string) => ({
  name,
  ...(namespace && { namespace }),
  uid: `${namespace ?? ""}/${name}`,
  generation: 3,
  creationTimestamp: "2026-01-01T00:00:00Z",
});

export const gatewayClass = (
  spec: Partial<GatewayClassObject["spec"]> = {},
  name = "gatehouse",
): GatewayClassObject => ({
  apiVersion: API,
  kind: "GatewayClass",
  metadata: meta(name),
  spec: { controllerName: "gatehouse.dev/gateway-controller", ...spec },
});

export const http = (more: Partial<Listener> = {}): Listener => ({ name: "http", port: 80, protocol: "HTTP", ...more });
export const https = (more: Partial<Listener> = {}): Listener => ({
  name: "https",
  port: 443,
  protocol: "HTTPS",
  tls: { mode: "Terminate", certificateRefs: [{ name: "cert" }] },
  ...more,
});

export const gateway = (
  listeners: readonly Listener[],
  { name = "gw", namespace = "infra", ...spec }: Named & Partial<GatewayObject["spec"]> = {},
): GatewayObject => ({
  apiVersion: API,
  kind: "Gateway",
  metadata: meta(name, namespace),
  spec: { gatewayClassName: "gatehouse", listeners, ...spec },
});

export const route = ({
  name = "shop",
  namespace = "infra",
  parents = [{ name: "gw" }],
  hostnames,
  rules = [{ backendRefs: [{ name: "shop", port: 80 }] }],
}: Named & {
  readonly parents?: readonly ParentReference[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly HTTPRouteRule[];
} = {}): HTTPRouteObject => ({
  apiVersion: API,
  kind: "HTTPRoute",
  metadata: meta(name, namespace),
  spec: { parentRefs: parents, ...(hostnames && { hostnames }), rules },
});

export const service = (
  name = "shop",
  namespace = "infra",
  spec: Partial<ServiceObject["spec"]> = {},
): ServiceObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: meta(name, namespace),
  spec: { selector: { app: name }, ports: [{ port: 80, protocol: "TCP" }], ...spec },
});

export const grant = (
  namespace: string,
  from: ReferenceGrantObject["spec"]["from"][number],
  to: ReferenceGrantObject["spec"]["to"][number],
): ReferenceGrantObject => ({
  apiVersion: "gateway.networking.k8s.io/v1beta1",
  kind: "ReferenceGrant",
  metadata: meta("grant", namespace),
  spec: { from: [from], to: [to] },
});

const key = makeEd25519Key((length) => new Uint8Array(length).fill(7));
const otherKey = makeEd25519Key((length) => new Uint8Array(length).fill(8));
const name = simpleName({ CN: "shop.example" });
const certificate = issue(
  {
    serial: new Uint8Array([1]),
    issuer: name,
    subject: name,
    notBeforeMs: 0,
    notAfterMs: 1e12,
    publicKey: publicKeyOf(key).der,
    extensions: [],
  },
  signerOf(key),
);
export const certificateBase64 = btoa(certificatePem({ der: certificate }));
export const otherKeyBase64 = btoa(privateKeyPem(otherKey));

export const secret = (
  name = "cert",
  namespace = "infra",
  { type = "kubernetes.io/tls", data }: Partial<SecretObject> = {},
): SecretObject => ({
  apiVersion: "v1",
  kind: "Secret",
  metadata: meta(name, namespace),
  type,
  data: data ?? { "tls.crt": certificateBase64, "tls.key": btoa(privateKeyPem(key)) },
});

export interface Cluster {
  readonly classes?: readonly GatewayClassObject[];
  readonly gateways?: readonly GatewayObject[];
  readonly routes?: readonly HTTPRouteObject[];
  readonly grants?: readonly ReferenceGrantObject[];
  readonly services?: readonly ServiceObject[];
  readonly slices?: readonly EndpointSliceObject[];
  readonly secrets?: readonly SecretObject[];
  /** Labels by namespace. */
  readonly namespaces?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly bundleVersion?: string;
}

export function snapshotOf(cluster: Cluster): Snapshot {
  const find = <T extends { metadata: { name: string; namespace?: string } }>(
    all: readonly T[],
    { namespace, name }: Named,
  ) => all.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  return {
    gatewayClasses: cluster.classes ?? [gatewayClass()],
    gateways: cluster.gateways ?? [gateway([http()])],
    httpRoutes: cluster.routes ?? [],
    referenceGrants: cluster.grants ?? [],
    service: (ref) => find(cluster.services ?? [service()], ref),
    endpointSlices: ({ namespace, name }) =>
      (cluster.slices ?? []).filter(
        ({ metadata }) => metadata.namespace === namespace && metadata.labels?.["kubernetes.io/service-name"] === name,
      ),
    secret: (ref) => find(cluster.secrets ?? [secret()], ref),
    namespace: (name) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: { "kubernetes.io/metadata.name": name, ...cluster.namespaces?.[name] } },
    }),
    bundleVersion: cluster.bundleVersion ?? "v1.4.1",
  };
}

export const graphOf = (cluster: Cluster): Graph => buildGraph(snapshotOf(cluster), gatehouse);

type Conditions = readonly { type: string; status: string; reason: string; message: string }[] | undefined;

/** "True Accepted": status and reason of a condition. */
export function told(conditions: Conditions, type: string): string {
  const found = conditions?.find((one) => one.type === type);
  return found ? `${found.status} ${found.reason}` : "absent";
}

export const message = (conditions: Conditions, type: string): string =>
  conditions?.find((one) => one.type === type)?.message ?? "";

/** The status of the Gateway "infra/gw" once its proxies are well. */
export function gatewayTold(cluster: Cluster) {
  const graph = graphOf(cluster);
  const node = graph.gateways.get("infra/gw")!;
  return gatewayStatus(node, graph, { addresses: [], programmed: listenerProgrammed() }, NOW);
}

/** status.parents of the first route. */
export function parentsTold(cluster: Cluster) {
  const graph = graphOf(cluster);
  const object = cluster.routes![0]!;
  const node = graph.routes.find((one) => one.object === object);
  return routeParents(object, node, { controllerName: gatehouse.controllerName, now: NOW });
}
