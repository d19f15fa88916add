import type { HttpRequest } from "../base/http.ts";
import type { Site, SiteSurroundings } from "../base/site.ts";
import { ingressNginx } from "./ingressNginx.ts";
import type { RegistryHost } from "./registryHost.ts";

/** https://github.com/kubernetes/registry.k8s.io */
const kubernetes: RegistryHost = {
  name: "registry.k8s.io",
  address: "34.96.108.209",
  access: { kind: "readers" },
  charts: {
    // Charts have been pushed here since July 2025.
    "ingress-nginx/charts/ingress-nginx": { chart: ingressNginx.charts[0]!, versions: ["4.15.1"] },
  },
};

/** https://docs.github.com/en/packages/working-with-a-github-packages-registry/working-with-the-container-registry */
const github: RegistryHost = {
  name: "ghcr.io",
  address: "140.82.112.33",
  charts: {},
  access: {
    kind: "accounts",
    realm: "https://ghcr.io/token",
    service: "ghcr.io",
    publicAtFirst: false,
    style: "github",
  },
};

/** https://docs.docker.com/docker-hub/oci-artifacts/ */
const dockerHub: RegistryHost = {
  name: "registry-1.docker.io",
  names: ["auth.docker.io"],
  address: "98.85.153.80",
  charts: {},
  access: {
    kind: "accounts",
    realm: "https://auth.docker.io/token",
    service: "registry.docker.io",
    publicAtFirst: true,
    style: "docker",
  },
};

export const registryHosts: readonly RegistryHost[] = [kubernetes, github, dockerHub];

/** The registries as sites; what answers is fetched with the first request. */
export const registrySites: readonly Site[] = registryHosts.map((host) => ({
  names: [host.name, ...(host.names ?? [])],
  address: host.address,
  httpsOnly: true,
  pages: [],
  says: saysOf(host),
  answer: async (request: HttpRequest, around: SiteSurroundings) =>
    (await around.clock.hold(import("./registry/index.ts"))).answerAs(host, request, around),
}));

function saysOf({ name, charts, access }: RegistryHost): string {
  const offered = Object.keys(charts).map((repository) => `oci://${name}/${repository}`);
  const pushes = access.kind === "accounts" ? [`helm push CHART.tgz oci://${name}/YOU after helm registry login`] : [];
  return [...(offered.length > 0 ? [`charts: ${offered.join(", ")}`] : []), ...pushes].join("; ");
}
