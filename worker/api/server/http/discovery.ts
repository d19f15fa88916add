import { type HttpRequest, type HttpResponse, headerOf } from "../../../base/http.ts";
import { apiVersionOf, type Kind, type Subresource } from "../../machinery/kind.ts";
import type { KindRegistry } from "../kindRegistry.ts";
import { jsonAnswer } from "./answers.ts";

/** Discovery, derived from the kinds. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api */

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"] as const;

const SUBRESOURCE_VERBS: Readonly<Record<Subresource, readonly string[]>> = {
  attach: ["create", "get"],
  binding: ["create"],
  ephemeralcontainers: ["get", "patch", "update"],
  eviction: ["create"],
  exec: ["create", "get"],
  finalize: ["update"],
  log: ["get"],
  portforward: ["create", "get"],
  proxy: ["create", "delete", "get", "patch", "update"],
  resize: ["get", "patch", "update"],
  scale: ["get", "patch", "update"],
  status: ["get", "patch", "update"],
  token: ["create"],
};

/** Subresources whose kind is not that of the object. */
const SUBRESOURCE_KINDS: Partial<Record<Subresource, { group: string; version: string; kind: string }>> = {
  attach: { group: "", version: "v1", kind: "PodAttachOptions" },
  binding: { group: "", version: "v1", kind: "Binding" },
  eviction: { group: "policy", version: "v1", kind: "Eviction" },
  exec: { group: "", version: "v1", kind: "PodExecOptions" },
  portforward: { group: "", version: "v1", kind: "PodPortForwardOptions" },
  scale: { group: "autoscaling", version: "v1", kind: "Scale" },
  token: { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" },
};

function subresourceKind(kind: Kind, subresource: Subresource): { group: string; version: string; kind: string } {
  if (subresource === "proxy") return { group: "", version: "v1", kind: `${kind.kind}ProxyOptions` };
  const { group, version } = kind;
  return SUBRESOURCE_KINDS[subresource] ?? { group, version, kind: kind.kind };
}

/** In the order of the discovery of custom resources. */
const CUSTOM_VERBS = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"] as const;
/** What one can still do while a definition goes. */
const CLOSING_VERBS = ["delete", "deletecollection", "get", "list", "watch"] as const;

function verbsOf(kind: Kind): readonly string[] {
  if (kind.verbs) return kind.verbs;
  if (kind.closing) return CLOSING_VERBS;
  return kind.openApi ? CUSTOM_VERBS : builtInVerbs(kind);
}

/** Namespaces cannot be deleted as a collection. */
const builtInVerbs = (kind: Kind) =>
  kind.group === "" && kind.plural === "namespaces" ? VERBS.filter((verb) => verb !== "deletecollection") : VERBS;

interface Group {
  readonly name: string;
  /** In order of preference: as the kinds were given. */
  readonly versions: { readonly version: string; readonly kinds: Kind[] }[];
}

function groupsOf(kinds: readonly Kind[]): Group[] {
  const groups = new Map<string, Group>();
  for (const kind of kinds) {
    let group = groups.get(kind.group);
    if (!group) {
      group = { name: kind.group, versions: [] };
      groups.set(kind.group, group);
    }
    let version = group.versions.find((one) => one.version === kind.version);
    if (!version) {
      version = { version: kind.version, kinds: [] };
      group.versions.push(version);
    }
    version.kinds.push(kind);
  }
  return [...groups.values()];
}

/** Answers /api, /apis and what is one or two steps below; undefined for other paths. */
export function discover(
  registry: KindRegistry,
  parts: readonly string[],
  request: HttpRequest,
  pretty: boolean,
): HttpResponse | undefined {
  const groups = groupsOf(registry.all());
  const core = groups.filter(({ name }) => name === "");
  const others = groups.filter(({ name }) => name !== "");
  const aggregated = (headerOf(request, "Accept") ?? "").includes("as=APIGroupDiscoveryList");
  if (parts[0] === "api" && parts.length === 1) {
    if (aggregated) return aggregatedAnswer(core);
    return jsonAnswer(
      200,
      {
        kind: "APIVersions",
        versions: ["v1"],
        serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: request.authority }],
      },
      pretty,
    );
  }
  if (parts[0] === "api" && parts.length === 2) {
    const version = core[0]?.versions.find((one) => one.version === parts[1]);
    return version && jsonAnswer(200, resourceList(version.version, version.kinds), pretty);
  }
  if (parts[0] !== "apis") return undefined;
  if (parts.length === 1) {
    if (aggregated) return aggregatedAnswer(others);
    return jsonAnswer(200, { kind: "APIGroupList", apiVersion: "v1", groups: others.map(apiGroup) }, pretty);
  }
  const group = others.find(({ name }) => name === parts[1]);
  if (!group) return undefined;
  if (parts.length === 2) return jsonAnswer(200, { kind: "APIGroup", apiVersion: "v1", ...apiGroup(group) }, pretty);
  const version = parts.length === 3 ? group.versions.find((one) => one.version === parts[2]) : undefined;
  return version && jsonAnswer(200, resourceList(`${group.name}/${version.version}`, version.kinds), pretty);
}

function apiGroup({ name, versions }: Group) {
  const named = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: named, preferredVersion: named[0] };
}

function resourceList(groupVersion: string, kinds: readonly Kind[]) {
  const resources = kinds.flatMap((kind) => [
    {
      name: kind.plural,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: verbsOf(kind),
      ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
      ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    },
    ...sorted(kind).map((subresource) => {
      const own = subresourceKind(kind, subresource);
      const elsewhere = own.group !== kind.group || own.version !== kind.version;
      return {
        name: `${kind.plural}/${subresource}`,
        singularName: "",
        namespaced: kind.namespaced,
        ...(elsewhere ? { group: own.group, version: own.version } : {}),
        kind: own.kind,
        verbs: SUBRESOURCE_VERBS[subresource],
      };
    }),
  ]);
  return { kind: "APIResourceList", ...(groupVersion === "v1" ? {} : { apiVersion: "v1" }), groupVersion, resources };
}

/** Definitions tell of status before scale; built-in kinds are in order. */
const sorted = ({ openApi, subresources }: Kind) => (openApi ? subresources : [...subresources].sort());

function aggregatedAnswer(groups: readonly Group[]): HttpResponse {
  const items = groups.map(({ name, versions }) => ({
    metadata: name ? { name, creationTimestamp: null } : { creationTimestamp: null },
    versions: versions.map(({ version, kinds }) => ({
      version,
      freshness: "Current",
      resources: kinds.map(aggregatedResource),
    })),
  }));
  const body = { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
  return jsonAnswer(200, body, false, [], AGGREGATED);
}

function aggregatedResource(kind: Kind) {
  return {
    resource: kind.plural,
    responseKind: { group: kind.group, version: kind.version, kind: kind.kind },
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    ...(kind.subresources.length > 0
      ? {
          subresources: sorted(kind).map((subresource) => ({
            subresource,
            responseKind: subresourceKind(kind, subresource),
            verbs: SUBRESOURCE_VERBS[subresource],
          })),
        }
      : {}),
  };
}

/** "/api/v1", "/apis/apps/v1": where a kind's group and version are served. */
export function groupPath(kind: Pick<Kind, "group" | "version">): string {
  return kind.group ? `/apis/${apiVersionOf(kind)}` : `/api/${kind.version}`;
}

/** Every path that GET / lists. */
export function rootPaths(registry: KindRegistry): string[] {
  const groups = groupsOf(registry.all());
  const served = groups.flatMap(({ name, versions }) =>
    name
      ? [`/apis/${name}`, ...versions.map(({ version }) => `/apis/${name}/${version}`)]
      : versions.map(({ version }) => `/api/${version}`),
  );
  const fixed = ["/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"];
  return [...fixed, ...served].sort();
}
