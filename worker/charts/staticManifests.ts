import { goYaml } from "../base/goprint/index.ts";
import { SeededRandom } from "../base/random.ts";
import { Answers, type Dict, isDict } from "../base/sprig/index.ts";
import { utf8 } from "../base/streams.ts";
import { loadChart } from "../programs/helm/chart/load.ts";
import { decodeYaml } from "../programs/helm/chart/yaml.ts";
import { capabilitiesObject, defaultCapabilities } from "../programs/helm/render/capabilities.ts";
import { renderTemplates } from "../programs/helm/render/engine.ts";
import { splitManifests } from "../programs/helm/render/manifests.ts";
import { coalesceValues } from "../programs/helm/values/coalesce.ts";
import { type CatalogueChart, type CatalogueVersion, filesOfVersion } from "./chart.ts";

const NAME = "ingress-nginx";

/** The order in which the project's manifests have their kinds. */
const ORDER = [
  "Namespace",
  "ServiceAccount",
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ConfigMap",
  "Service",
  "Deployment",
  "Job",
  "IngressClass",
  "ValidatingWebhookConfiguration",
];

/**
 * ingress-nginx for those who do not use helm, as the project publishes it: the chart, rendered for a kind of environment, without
 * what only helm reads.
 *
 * @see https://kubernetes.github.io/ingress-nginx/deploy/
 */
export async function staticManifest(chart: CatalogueChart, version: CatalogueVersion, values: Dict): Promise<string> {
  const mtimeMs = Date.parse(version.created);
  const files = Object.entries(await filesOfVersion(chart, version));
  const loaded = loadChart(files.map(([name, text]) => ({ name, data: utf8(text), mtimeMs })));
  const rendered = renderTemplates(
    loaded,
    {
      Values: coalesceValues(loaded, values),
      Capabilities: capabilitiesObject(defaultCapabilities()),
      Release: { Name: NAME, Namespace: NAME, IsUpgrade: false, IsInstall: true, Revision: 1, Service: "Helm" },
    },
    { now: () => mtimeMs, random: new SeededRandom(0), answers: new Answers() },
  );
  const objects = [...rendered]
    .filter(([path]) => path.endsWith(".yaml"))
    .flatMap(([, text]) => splitManifests(text).map(decodeYaml))
    .filter(isDict)
    .map((object) => withoutHelm(object) as Dict);
  return [namespace, ...objects]
    .sort((a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : 1))
    .map((object) => goYaml(object))
    .join("---\n");
}

const namespace: Dict = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { labels: { "app.kubernetes.io/instance": NAME, "app.kubernetes.io/name": NAME }, name: NAME },
};

const rank = ({ kind }: Dict): number => ORDER.indexOf(String(kind));
const nameOf = ({ metadata }: Dict): string => (isDict(metadata) ? String(metadata.name) : "");

/** Labels and hooks of helm's, and the number of replicas, are left out. */
function withoutHelm(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutHelm);
  if (!isDict(value)) return value;
  const kept = Object.entries(value).flatMap(([key, own]) => {
    if (key.startsWith("helm.sh/") || key === "app.kubernetes.io/managed-by") return [];
    if (key === "replicas" && isDict(value.template)) return [];
    const inner = withoutHelm(own);
    return key === "annotations" && isDict(inner) && Object.keys(inner).length === 0 ? [] : [[key, inner] as const];
  });
  return Object.fromEntries(kept);
}
