/** Ingresses and what they name, for tests of the pure functions. */
import type {
  IngressClassObject,
  IngressObject,
  SecretObject,
  ServiceObject,
} from "../../../worker/api/generated/types.ts";
import type { IngressOptions, IngressSnapshot } from "../../../worker/ingress/index.ts";

export const OPTIONS: IngressOptions = {
  ingressClass: "nginx",
  controllerClass: "k8s.io/ingress-nginx",
  watchWithoutClass: false,
  classByName: false,
  disableCatchAll: false,
  httpPort: 80,
  httpsPort: 443,
  config: {},
};

export const ingressClass = (name: string, controller = "k8s.io/ingress-nginx"): IngressClassObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "IngressClass",
  metadata: { name },
  spec: { controller },
});

/** Paths as "PATH TYPE SERVICE:PORT"; annotations without the prefix get it. */
export function ingress(
  name: string,
  host: string,
  paths: readonly string[],
  more: {
    readonly annotations?: Readonly<Record<string, string>>;
    readonly className?: string | null;
    readonly created?: string;
    readonly spec?: Partial<IngressObject["spec"]>;
  } = {},
): IngressObject {
  const { annotations = {}, className = "nginx", created = "2026-01-01T00:00:00Z", spec } = more;
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      namespace: "web",
      name,
      uid: name,
      creationTimestamp: created,
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([key, value]) => [
          key.includes("/") ? key : `nginx.ingress.kubernetes.io/${key}`,
          value,
        ]),
      ),
    },
    spec: {
      ...(className !== null && { ingressClassName: className }),
      ...(paths.length > 0 && {
        rules: [
          {
            ...(host !== "" && { host }),
            http: {
              paths: paths.map((row) => {
                const [path = "", pathType = "", backend = ""] = row.split(" ");
                const [service = "", port = "80"] = backend.split(":");
                return { path, pathType, backend: { service: { name: service, port: { number: Number(port) } } } };
              }),
            },
          },
        ],
      }),
      ...spec,
    },
  };
}

const service = (name: string): ServiceObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { namespace: "web", name },
  spec: { type: "ClusterIP", clusterIP: "10.96.0.9", ports: [{ port: 80, targetPort: 8080 as unknown as string }] },
});

export function snapshot(
  ingresses: readonly IngressObject[],
  { classes = [ingressClass("nginx")], secrets = [] as readonly SecretObject[] } = {},
): IngressSnapshot {
  return {
    ingresses,
    classes,
    service: (_, name) => (name === "gone" ? undefined : service(name)),
    slices: (namespace, name) =>
      name === "empty"
        ? []
        : [
            {
              apiVersion: "discovery.k8s.io/v1",
              kind: "EndpointSlice",
              metadata: { namespace, name },
              addressType: "IPv4",
              ports: [{ name: "", port: 8080, protocol: "TCP" }],
              endpoints: [
                {
                  addresses: ["10.244.1.2"],
                  conditions: { ready: true },
                  targetRef: { kind: "Pod", namespace, name: `${name}-1` },
                },
                {
                  addresses: ["10.244.1.3"],
                  conditions: { ready: false },
                  targetRef: { kind: "Pod", namespace, name: `${name}-2` },
                },
              ],
            },
          ],
    secret: (namespace, name) =>
      secrets.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name),
  };
}
