import { sha256 } from "../../../base/hash.ts";
import { EMPTY_BODY, type Header, type HttpRequest, type HttpResponse, headerOf } from "../../../base/http.ts";
import { utf8 } from "../../../base/streams.ts";
import { pathNotFound } from "../../machinery/failures.ts";
import { apiVersionOf, type Kind, type Subresource } from "../../machinery/kind.ts";
import type { Stale } from "../aggregation/aggregator.ts";
import { escaped, jsonAnswer } from "./answers.ts";
import { SUBRESOURCE_VERBS, verbsOf } from "./routes.ts";

/** Discovery, derived from the kinds. https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api */

const AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

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

export function subresourceKind(
  kind: Kind,
  subresource: Subresource,
): { group: string; version: string; kind: string } {
  if (subresource === "proxy") return { group: "", version: "v1", kind: `${kind.kind}ProxyOptions` };
  const { group, version } = kind;
  return SUBRESOURCE_KINDS[subresource] ?? { group, version, kind: kind.kind };
}

interface Group {
  readonly name: string;
  /** In order of preference: as the kinds were given. */
  readonly versions: { readonly version: string; readonly kinds: Kind[] }[];
}

/** What the server serves, itself or by others. */
export interface Served {
  readonly kinds: readonly Kind[];
  /** What others are to serve that do not answer. */
  readonly stale: readonly Stale[];
}

function groupsOf({ kinds, stale }: Served): Group[] {
  const groups = new Map<string, Group>();
  const versionOf = (name: string, version: string) => {
    const group: Group = groups.get(name) ?? { name, versions: [] };
    groups.set(name, group);
    const known = group.versions.find((one) => one.version === version);
    if (known) return known;
    const fresh = { version, kinds: [] as Kind[] };
    group.versions.push(fresh);
    return fresh;
  };
  for (const kind of kinds) versionOf(kind.group, kind.version).kinds.push(kind);
  for (const { group, version } of stale) versionOf(group, version);
  return [...groups.values()];
}

/** Answers /api, /apis and what is one or two steps below; undefined for other paths. */
export function discover(
  served: Served,
  documents: AggregatedDocuments,
  parts: readonly string[],
  request: HttpRequest,
  pretty: boolean,
): HttpResponse | undefined {
  const groups = groupsOf(served);
  const core = groups.filter(({ name }) => name === "");
  const others = groups.filter(({ name }) => name !== "");
  const isAggregated = (headerOf(request, "Accept") ?? "").includes("as=APIGroupDiscoveryList");
  if (parts[0] === "api" && parts.length === 1) {
    if (isAggregated) return aggregatedAnswer(documents.get(served, "api"), request);
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
    if (!version) throw pathNotFound();
    return jsonAnswer(200, resourceList(version.version, version.kinds), pretty);
  }
  if (parts[0] !== "apis") return undefined;
  if (parts.length === 1) {
    if (isAggregated) return aggregatedAnswer(documents.get(served, "apis"), request);
    return jsonAnswer(200, { kind: "APIGroupList", apiVersion: "v1", groups: others.map(apiGroup) }, pretty);
  }
  const group = others.find(({ name }) => name === parts[1]);
  if (!group) return undefined;
  if (parts.length === 2) return jsonAnswer(200, { kind: "APIGroup", apiVersion: "v1", ...apiGroup(group) }, pretty);
  const version = parts.length === 3 ? group.versions.find((one) => one.version === parts[2]) : undefined;
  if (!version && group.versions.some(({ kinds }) => kinds.some((kind) => !kind.openApi))) throw pathNotFound();
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
      ...storageVersion(kind),
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

/** Built-in kinds that are stored in another version than the one that is served. */
const STORAGE_VERSIONS: Readonly<Record<string, string>> = {
  CustomResourceDefinition: "v1beta1",
  MutatingAdmissionPolicy: "v1beta1",
  MutatingAdmissionPolicyBinding: "v1beta1",
};

/** Which version objects are stored in, as a hash; what is not stored has none. */
function storageVersion(kind: Kind): { storageVersionHash?: string } {
  if (!verbsOf(kind).includes("watch")) return {};
  const { group, version: own } = kind.storedAs ?? kind;
  const version = kind.storedVersion ?? STORAGE_VERSIONS[kind.kind] ?? own;
  const hash = sha256(`${group}/${version}/${kind.kind}`).slice(0, 16);
  const bytes = hash.match(/../g)!.map((byte) => Number.parseInt(byte, 16));
  return { storageVersionHash: btoa(String.fromCharCode(...bytes)) };
}

/** Definitions tell of status before scale; built-in kinds are in order. */
const sorted = ({ openApi, subresources }: Kind) => (openApi ? subresources : [...subresources].sort());

interface Document {
  readonly kinds: readonly Kind[];
  readonly stale: string;
  readonly text: string;
  readonly tag: string;
}

/** Aggregated documents change only with the kinds: each is written once for as long as these stay. */
export class AggregatedDocuments {
  readonly #written = new Map<"api" | "apis", Document>();

  get(served: Served, path: "api" | "apis"): Document {
    const { kinds } = served;
    const stale = served.stale.map(({ group, version }) => `${group}/${version}`).join();
    const known = this.#written.get(path);
    if (known?.kinds === kinds && known.stale === stale) return known;
    const text = `${escaped(JSON.stringify(aggregated(served, path)))}\n`;
    const document = { kinds, stale, text, tag: `"${sha256(text).toUpperCase()}"` };
    this.#written.set(path, document);
    return document;
  }
}

function aggregatedAnswer({ text, tag }: Document, request: HttpRequest): HttpResponse {
  const headers: Header[] = [
    ["Cache-Control", "public"],
    ["Content-Type", AGGREGATED],
    ["ETag", tag],
    ["Vary", "Accept"],
  ];
  if (headerOf(request, "If-None-Match") === tag) return { status: 304, headers, body: EMPTY_BODY };
  const body = utf8(text);
  return { status: 200, headers: [...headers, ["Content-Length", String(body.length)]], body };
}

function aggregated(served: Served, path: "api" | "apis") {
  const isStale = (group: string, version: string) =>
    served.stale.some((one) => one.group === group && one.version === version);
  const groups = groupsOf(served).filter(({ name }) => (name === "") === (path === "api"));
  const items = groups.map(({ name, versions }) => ({
    metadata: name ? { name } : {},
    versions: versions.map(({ version, kinds }) => ({
      version,
      resources: kinds.map(aggregatedResource),
      freshness: isStale(name, version) ? "Stale" : "Current",
    })),
  }));
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", metadata: {}, items };
}

function aggregatedResource(kind: Kind) {
  return {
    resource: kind.plural,
    responseKind: responseKind(kind, kind),
    scope: kind.namespaced ? "Namespaced" : "Cluster",
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    ...(kind.subresources.length > 0
      ? {
          subresources: sorted(kind).map((subresource) => ({
            subresource,
            responseKind: responseKind(kind, subresourceKind(kind, subresource)),
            verbs: SUBRESOURCE_VERBS[subresource],
          })),
        }
      : {}),
  };
}

/** Built-in kinds leave out the group and version that the document stands under. */
function responseKind(kind: Kind, { group, version, kind: name }: { group: string; version: string; kind: string }) {
  const own = !kind.openApi && group === kind.group && version === kind.version;
  return own ? { group: "", version: "", kind: name } : { group, version, kind: name };
}

/** "/api/v1", "/apis/apps/v1": where a kind's group and version are served. */
export function groupPath(kind: Pick<Kind, "group" | "version">): string {
  return kind.group ? `/apis/${apiVersionOf(kind)}` : `/api/${kind.version}`;
}

/** Every path that GET / lists. */
export function rootPaths(served: Served): string[] {
  const groups = groupsOf(served);
  const paths = groups.flatMap(({ name, versions }) =>
    name
      ? [`/apis/${name}`, ...versions.map(({ version }) => `/apis/${name}/${version}`)]
      : versions.map(({ version }) => `/api/${version}`),
  );
  const fixed = ["/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"];
  return [...fixed, ...paths].sort();
}
