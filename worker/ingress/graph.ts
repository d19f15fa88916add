import type { HTTPIngressPath, IngressObject } from "../api/generated/types.ts";
import type { TraceObject } from "../base/trace.ts";
import type { LeftOut } from "../routing/index.ts";
import { maxRisk } from "./check.ts";
import { claimOf } from "./claim.ts";
import {
  inertAnnotations,
  invalidAnnotation,
  type LocationDraft,
  nginxFeatures,
  readAnnotations,
  riskyGroup,
} from "./nginx/index.ts";
import { configSwitch, type IngressOptions, type IngressSnapshot } from "./options.ts";
import { type BackendRef, backendRef } from "./upstreams.ts";

export type PathType = "Exact" | "Prefix";

/** A path of a server and what is done there; nginx's location before it is spelled out. */
export interface LocationNode {
  readonly path: string;
  readonly pathType: PathType;
  /** The path type as its author wrote it. */
  readonly written: string;
  /** Absent: the controller's default backend. */
  readonly backend?: BackendRef;
  readonly object: TraceObject;
  readonly ingress: IngressObject;
  readonly draft: LocationDraft;
  /** Not written by anybody: what every server has at "/". */
  readonly isDefault: boolean;
  readonly canary?: { readonly backend: BackendRef; readonly object: TraceObject; readonly draft: LocationDraft };
}

/** All that is said about one host, over all Ingresses. */
export interface ServerNode {
  /** "" for hosts that nobody else serves. */
  readonly hostname: string;
  readonly locations: LocationNode[];
  /** A TLS block is for it: plain HTTP is redirected. */
  tls?: { readonly namespace: string; readonly secretName: string | undefined; readonly object: TraceObject };
  aliases: readonly string[];
  /** Another host that leads here. */
  wwwRedirect: boolean;
}

/** What the Ingresses of a cluster mean to one controller, before any proxy is involved. */
export interface IngressGraph {
  /** Ours, the oldest first. */
  readonly claimed: readonly IngressObject[];
  readonly servers: readonly ServerNode[];
  readonly leftOut: readonly LeftOut[];
  /** What is wrong with claimed ones, for the controller's log; an Ingress with a reason is not served at all. */
  readonly problems: readonly {
    readonly ingress: IngressObject;
    readonly kind: "skipped" | "denied" | "inert" | "canary";
    readonly words: string;
  }[];
}

const ROOT = "/";
const keyOf = ({ metadata }: IngressObject): string => `${metadata.namespace}/${metadata.name}`;

/**
 * The oldest first; of one age the later name first.
 *
 * @see kubernetes/ingress-nginx internal/ingress/controller/store sortIngressSlice
 */
export function byAge(a: IngressObject, b: IngressObject): number {
  const [first, second] = [a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? ""];
  if (first !== second) return first < second ? -1 : 1;
  return keyOf(a) > keyOf(b) ? -1 : 1;
}

/** Puts together what every host answers. Invalid input is data: it is left out and says why. */
export function buildIngressGraph(snapshot: IngressSnapshot, options: IngressOptions): IngressGraph {
  const leftOut: LeftOut[] = [];
  const problems: IngressGraph["problems"][number][] = [];
  const claimed: IngressObject[] = [];
  for (const ingress of snapshot.ingresses.toSorted(byAge)) {
    const reason = whyLeftOut(ingress, snapshot, options);
    if (!reason) {
      claimed.push(ingress);
      continue;
    }
    leftOut.push({
      object: { ...objectOf(ingress), field: reason.field },
      because: reason.because,
      ...hostsOf(ingress),
    });
    if (reason.words) problems.push({ ingress, kind: "skipped", words: reason.words });
  }
  const read = claimed.map((ingress) => {
    const draft = readAnnotations({ ingress, config: options.config, secret: snapshot.secret });
    if (draft.denied !== undefined) problems.push({ ingress, kind: "denied", words: draft.denied });
    for (const name of inertAnnotations(ingress)) problems.push({ ingress, kind: "inert", words: name });
    return { ingress, draft };
  });
  const servers = new Map<string, ServerNode>([["", serverNode("")]]);
  const primary = read.filter(({ draft }) => !draft.canary);
  for (const { ingress, draft } of primary) addIngress(servers, ingress, draft);
  for (const { ingress } of primary) addTls(servers, ingress);
  for (const { ingress, draft } of read) {
    if (draft.canary && !addCanary(servers, ingress, draft)) {
      problems.push({ ingress, kind: "canary", words: "unable to find real backend for alternative backend" });
      leftOut.push({
        object: { ...objectOf(ingress), field: "metadata.annotations[nginx.ingress.kubernetes.io/canary]" },
        because: "it is a canary, and no other Ingress has the same host and path",
        ...hostsOf(ingress),
      });
    }
  }
  return { claimed, servers: [...servers.values()], leftOut, problems };
}

interface Reason {
  readonly because: string;
  readonly field: string;
  /** The controller's own words. */
  readonly words?: string;
}

function whyLeftOut(ingress: IngressObject, snapshot: IngressSnapshot, options: IngressOptions): Reason | undefined {
  const claim = claimOf(ingress, snapshot.classes, options);
  if (!claim.ours) return claim;
  if (options.disableCatchAll && ingress.spec.defaultBackend) {
    return { because: "the controller takes no catch-all Ingresses", field: "spec.defaultBackend" };
  }
  const bad = invalidAnnotation(ingress, nginxFeatures);
  if (bad !== undefined) {
    return {
      because: `its annotation ${bad} has a value that is not valid`,
      field: `metadata.annotations[${bad}]`,
      words: `annotation ${bad} contains invalid value`,
    };
  }
  const risky = riskyGroup(ingress, nginxFeatures, maxRisk(options.config));
  if (risky !== undefined && !onlySnippets(ingress, options)) {
    const words = `annotation group ${risky} contains risky annotation based on ingress configuration`;
    return { because: words, field: "metadata.annotations", words };
  }
  return undefined;
}

/** Snippets that the administrator has switched off are ignored, not refused, once the Ingress is there. */
function onlySnippets(ingress: IngressObject, { config }: IngressOptions): boolean {
  if (configSwitch(config, "allow-snippet-annotations")) return false;
  const annotations = Object.fromEntries(
    Object.entries(ingress.metadata.annotations ?? {}).filter(([name]) => !name.endsWith("-snippet")),
  );
  const without = { ...ingress, metadata: { ...ingress.metadata, annotations } };
  return riskyGroup(without, nginxFeatures, maxRisk(config)) === undefined;
}

const objectOf = ({ metadata }: IngressObject): TraceObject => ({
  kind: "Ingress",
  namespace: metadata.namespace ?? "",
  name: metadata.name,
});

/** Only hosts that all its rules name make it uninteresting for others. */
function hostsOf({ spec }: IngressObject): { readonly hostnames?: readonly string[] } {
  const hosts = (spec.rules ?? []).map(({ host }) => host ?? "");
  return hosts.length === 0 || spec.defaultBackend || hosts.includes("") ? {} : { hostnames: hosts };
}

const serverNode = (hostname: string): ServerNode => ({ hostname, locations: [], aliases: [], wwwRedirect: false });

function addIngress(servers: Map<string, ServerNode>, ingress: IngressObject, draft: LocationDraft): void {
  const { spec, metadata } = ingress;
  const namespace = metadata.namespace ?? "";
  const common = { ingress, draft };
  const fallback = spec.defaultBackend && backendRef(namespace, spec.defaultBackend);
  const root = (isDefault: boolean): LocationNode | undefined =>
    fallback && {
      ...common,
      path: ROOT,
      pathType: "Prefix",
      written: "default backend for",
      backend: fallback,
      object: { ...objectOf(ingress), field: "spec.defaultBackend" },
      isDefault,
    };
  if (fallback && !spec.rules?.length) put(servers.get("")!, root(true)!);
  (spec.rules ?? []).forEach(({ host = "", http }, ruleIndex) => {
    const server = servers.get(host) ?? serverNode(host);
    servers.set(host, server);
    const location = root(true);
    if (location) put(server, location);
    if (draft.aliases.length > 0 && server.aliases.length === 0) server.aliases = draft.aliases;
    server.wwwRedirect ||= draft.wwwRedirect && host !== "";
    (http?.paths ?? []).forEach((path, pathIndex) => {
      const backend = backendRef(namespace, path.backend);
      if (!backend) return;
      const field = `spec.rules[${ruleIndex}].http.paths[${pathIndex}]`;
      put(server, {
        ...common,
        ...shapeOf(path),
        backend,
        object: { ...objectOf(ingress), field },
        isDefault: false,
      });
    });
  });
}

/** What no type is given for is a Prefix. @see kubernetes/ingress-nginx internal/k8s SetDefaultNGINXPathType */
function shapeOf({ path, pathType }: HTTPIngressPath): Pick<LocationNode, "path" | "pathType" | "written"> {
  return { path: path || ROOT, pathType: pathType === "Exact" ? "Exact" : "Prefix", written: pathType };
}

/** The first that names a path of a host has it; what is only there by default gives way. */
function put(server: ServerNode, location: LocationNode): void {
  const { locations } = server;
  const at = locations.findIndex(({ path, pathType }) => path === location.path && pathType === location.pathType);
  if (at < 0) locations.push(location);
  else if (locations[at]!.isDefault && !location.isDefault) locations[at] = location;
}

function addTls(servers: Map<string, ServerNode>, ingress: IngressObject): void {
  const { rules = [], tls = [] } = ingress.spec;
  for (const { host = "" } of rules) {
    const server = servers.get(host);
    if (!server || server.tls || host === "") continue;
    const at = tls.findIndex(({ hosts }) => hosts?.includes(host));
    const index = at >= 0 ? at : tls.findIndex(({ hosts }) => !hosts?.length);
    const block = tls[index];
    if (!block) continue;
    server.tls = {
      namespace: ingress.metadata.namespace ?? "",
      secretName: block.secretName || undefined,
      object: { ...objectOf(ingress), field: `spec.tls[${index}]` },
    };
  }
}

/** Attaches to the locations of the same host, path and type; whether there was any. */
function addCanary(servers: Map<string, ServerNode>, ingress: IngressObject, draft: LocationDraft): boolean {
  let attached = false;
  const namespace = ingress.metadata.namespace ?? "";
  (ingress.spec.rules ?? []).forEach(({ host = "", http }, ruleIndex) => {
    const server = servers.get(host);
    (http?.paths ?? []).forEach((one, pathIndex) => {
      const backend = backendRef(namespace, one.backend);
      const { path, pathType } = shapeOf(one);
      const at =
        server?.locations.findIndex(
          (location) => location.path === path && location.pathType === pathType && !location.isDefault,
        ) ?? -1;
      const location = server?.locations[at];
      if (!server || !location || !backend || location.canary) return;
      const object = { ...objectOf(ingress), field: `spec.rules[${ruleIndex}].http.paths[${pathIndex}]` };
      server.locations[at] = { ...location, canary: { backend, object, draft } };
      attached = true;
    });
  });
  return attached;
}
