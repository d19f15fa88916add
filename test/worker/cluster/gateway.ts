/** A cluster with Gateway API and the gatehouse implementation, and what tests ask of it. */
import type { HTTPRouteObject } from "../../../worker/gateway/index.ts";
import { Gateway, HTTPRoute } from "../../../worker/gateway/index.ts";
import { lab } from "./lab.ts";

const CRDS = "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.1/standard-install.yaml";
const INSTALL = "https://gatehouse.dev/gateway/install.yaml";

export type GatewayLab = Awaited<ReturnType<typeof gatewayLab>>;

/** @param installed false leaves the definitions and the implementation to the test */
export async function gatewayLab({ profile = "aks", seed = 1, installed = true } = {}) {
  const world = await lab({ profile, seed });
  const { clock, places } = world.sandbox;
  const sh = (script: string) => clock.drive(places.laptop.run(script));
  const must = async (script: string) => {
    const { exitCode, stdout, stderr } = await sh(script);
    if (exitCode !== 0) throw new Error(`${script}\n${stdout}${stderr}`);
    return stdout;
  };
  const gateway = (name: string, namespace = "default") => world.cache.get(Gateway, { namespace, name });
  const route = (name: string, namespace = "default") => world.cache.get(HTTPRoute, { namespace, name });
  const found = {
    ...world,
    sh,
    must,
    crds: CRDS,
    install: INSTALL,
    gateway,
    route,
    apply: (manifest: string) => must(`cat <<'END' | kubectl apply -f -\n${manifest}\nEND`),
    /** A Deployment that answers with its own name, and its Service on port 80. */
    echo: (name: string, namespace = "default") =>
      must(
        `kubectl -n ${namespace} create deployment ${name} --image=hashicorp/http-echo -- /http-echo -text=${name} && ` +
          `kubectl -n ${namespace} expose deployment ${name} --port 80 --target-port 5678`,
      ),
    programmed: (name: string, namespace = "default") =>
      world.until(() => conditionOf(gateway(name, namespace)?.status, "Programmed") === "True Programmed"),
    available: (name: string, namespace = "default") =>
      must(`kubectl -n ${namespace} wait deployment/${name} --for=condition=Available --timeout=60s`),
    address: (name: string, namespace = "default") => gateway(name, namespace)?.status?.addresses?.[0]?.value ?? "",
  };
  if (installed) {
    await found.must(`kubectl apply -f ${CRDS} && kubectl apply -f ${INSTALL}`);
    await found.available("gatehouse-controller", "gatehouse-system");
  }
  return found;
}

/** "True Accepted": status and reason of a condition. */
export function conditionOf(
  status: { readonly conditions?: readonly { type: string; status: string; reason: string }[] } | undefined,
  type: string,
): string {
  const found = status?.conditions?.find((one) => one.type === type);
  return found ? `${found.status} ${found.reason}` : "absent";
}

/** Status and reason of a condition toward a route's first parent. */
export function parentOf(route: HTTPRouteObject | undefined, type: string): string {
  return conditionOf(route?.status?.parents[0], type);
}

export const GATEWAY = `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: gw
spec:
  gatewayClassName: gatehouse
  listeners:
  - name: http
    port: 80
    protocol: HTTP
`;

/** An HTTPRoute "shop" for gw that shares among Services by weight. */
export const split = (weights: Readonly<Record<string, number>>, name = "shop"): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: ${name}
spec:
  parentRefs:
  - name: gw
  rules:
  - backendRefs:
${Object.entries(weights)
  .map(([service, weight]) => `    - { name: ${service}, port: 80, weight: ${weight} }`)
  .join("\n")}
`;
