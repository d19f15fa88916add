import type { Clock } from "../../../base/clock.ts";
import { bodyText, type HttpRequest, type HttpResponse } from "../../../base/http.ts";
import { utf8 } from "../../../base/streams.ts";
import type { Cache } from "../../client/client.ts";
import type { APIServiceObject, EndpointSliceObject, ServiceObject } from "../../generated/types.ts";
import { defineKind, type Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import type { KindRegistry } from "../kindRegistry.ts";
import type { OutboundAnswer, OutboundCall, OutboundCaller } from "../outbound.ts";
import type { Identity } from "../request.ts";
import type { Resources } from "../resources.ts";
import type { Store } from "../store.ts";
import { isAvailable, judged, PASSED, unreachable, type Verdict, withAvailability } from "./availability.ts";
import { API_SERVICES } from "./where.ts";

export interface AggregatorParts {
  readonly resources: Resources;
  readonly kinds: KindRegistry;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly outbound: () => OutboundCaller | undefined;
}

const RESYNC_MS = 30_000;
const FIRST_RETRY_MS = 5;
const CHECK_TIMEOUT_MS = 5_000;
const PROXY_TIMEOUT_MS = 60_000;
const SERVER: Identity = { user: "system:apiserver", groups: ["system:masters"] };
/** Whom the aggregator itself asks as: somebody who may everything. */
const AGGREGATOR: Identity = { user: "system:kube-aggregator", groups: ["system:masters"] };

/** An APIService that names a Service. */
interface Remote {
  apiService: APIServiceObject;
  failures: number;
  cancel: () => void;
  /** Which check is the last one begun: what an older one finds does not matter any more. */
  round: number;
  /** What its discovery has said. */
  kinds?: readonly Kind[];
}

/** A group and version that cannot be asked what it has. */
export interface Stale {
  readonly group: string;
  readonly version: string;
}

/** Serves what APIServices hand on to Services, and tells which of them can be reached. */
export class Aggregator {
  readonly #parts: AggregatorParts;
  readonly #remotes = new Map<string, Remote>();
  #kinds: readonly Kind[] = [];
  #all: { readonly of: readonly Kind[]; readonly own: readonly Kind[]; readonly list: readonly Kind[] } | undefined;

  constructor(store: Store, parts: AggregatorParts) {
    this.#parts = parts;
    for (const object of store.collection(API_SERVICES).all()) this.#changed(object as APIServiceObject);
    store.listen(API_SERVICES, ({ type, object }) => {
      if (type === "DELETED") this.#forget(object.metadata.name);
      else this.#changed(object as APIServiceObject);
    });
    const concerns = (namespace: string | undefined, name: string | undefined) => {
      for (const [key, { apiService }] of this.#remotes) {
        const { service } = apiService.spec!;
        if (service?.namespace === namespace && service?.name === name) this.#soon(key, 0);
      }
    };
    store.listen("services", ({ object }) => concerns(object.metadata.namespace, object.metadata.name));
    store.listen("endpointslices.discovery.k8s.io", ({ object }) =>
      concerns(object.metadata.namespace, object.metadata.labels?.["kubernetes.io/service-name"]),
    );
  }

  /** Every kind that discovery tells of: the server's own, then those of others. */
  kinds(own: readonly Kind[]): readonly Kind[] {
    if (this.#all?.of !== own || this.#all.own !== this.#kinds) {
      this.#all = { of: own, own: this.#kinds, list: [...own, ...this.#kinds] };
    }
    return this.#all.list;
  }

  /** Groups and versions that are registered, and do not answer. */
  stale(): readonly Stale[] {
    return [...this.#remotes.values()]
      .filter(({ kinds, apiService }) => !kinds || !isAvailable(apiService))
      .map(({ apiService }) => ({ group: apiService.spec!.group ?? "", version: apiService.spec!.version ?? "" }));
  }

  /** The answer of whoever serves this group and version; undefined when that is the server itself. */
  answer(parts: readonly string[], request: HttpRequest, identity: Identity): Promise<HttpResponse> | undefined {
    if (parts[0] !== "apis" || parts.length < 3) return undefined;
    const remote = this.#remotes.get(`${parts[2]}.${parts[1]}`);
    return remote && this.#proxied(remote.apiService, request, identity);
  }

  /** k8s.io/kube-aggregator pkg/apiserver proxyHandler */
  async #proxied(apiService: APIServiceObject, request: HttpRequest, identity: Identity): Promise<HttpResponse> {
    if (!isAvailable(apiService)) return errorText(503, "service unavailable");
    const headers = request.headers.filter(
      ([name]) => !/^(authorization|host|content-length|x-remote-.*)$/i.test(name),
    );
    const body = await bodyText(request.body);
    const answer = await this.#send(apiService, {
      method: request.method,
      path: request.path,
      headers: [...headers, ...remoteHeaders(identity)],
      body,
      timeoutMs: PROXY_TIMEOUT_MS,
    });
    if ("error" in answer) {
      return errorText(503, answer.at ? `error trying to reach service: ${answer.error}` : "service unavailable");
    }
    const bytes = utf8(answer.body);
    const kept = (answer.headers ?? []).filter(([name]) => !/^(content-length|transfer-encoding)$/i.test(name));
    return { status: answer.status, headers: [...kept, ["Content-Length", String(bytes.length)]], body: bytes };
  }

  async #send(
    { spec }: APIServiceObject,
    asked: Pick<OutboundCall, "method" | "path" | "headers" | "body" | "timeoutMs">,
  ): Promise<OutboundAnswer> {
    const { name = "", namespace = "", port = 443 } = spec!.service!;
    const serverName = `${name}.${namespace}.svc`;
    const caller = this.#parts.outbound();
    if (!caller) return { error: "dial tcp: connect: network is unreachable" };
    return caller.send({
      ...asked,
      to: { service: { namespace, name, port } },
      serverName,
      authority: `${serverName}:${port}`,
      ...(spec!.insecureSkipTLSVerify ? { insecure: true } : {}),
      ...(spec!.caBundle ? { caBundle: atob(spec!.caBundle) } : {}),
    });
  }

  #changed(apiService: APIServiceObject): void {
    const { name } = apiService.metadata;
    const known = this.#remotes.get(name);
    if (!apiService.spec?.service) {
      if (known) this.#forget(name);
      return;
    }
    if (known) {
      const same = known.apiService.spec === apiService.spec;
      known.apiService = apiService;
      if (!same) this.#soon(name, 0);
      return;
    }
    this.#remotes.set(name, { apiService, failures: 0, cancel: () => {}, round: 0 });
    this.#soon(name, 0);
  }

  #forget(name: string): void {
    this.#remotes.get(name)?.cancel();
    this.#remotes.delete(name);
    this.#collect();
  }

  /** What has been learnt, in the order of discovery: groups that want to be first come first. */
  #collect(): void {
    const remotes = [...this.#remotes.values()];
    remotes.sort(({ apiService: { spec: a } }, { apiService: { spec: b } }) => {
      const groups = (b?.groupPriorityMinimum ?? 0) - (a?.groupPriorityMinimum ?? 0);
      return (
        groups ||
        (a!.group === b!.group ? 0 : a!.group! < b!.group! ? -1 : 1) ||
        b!.versionPriority - a!.versionPriority
      );
    });
    this.#kinds = remotes.flatMap(({ kinds = [] }) => kinds);
  }

  #soon(name: string, ms: number): void {
    const remote = this.#remotes.get(name);
    if (!remote) return;
    remote.cancel();
    remote.cancel = this.#parts.clock.after(ms, () => {
      // Whatever goes wrong is written into the condition.
      void this.#check(name, remote);
    });
  }

  async #check(name: string, remote: Remote): Promise<void> {
    const round = ++remote.round;
    const verdict = await this.#verdict(remote);
    if (this.#remotes.get(name) !== remote || remote.round !== round) return;
    const failed = verdict.reason === "FailedDiscoveryCheck";
    remote.failures = failed ? remote.failures + 1 : 0;
    const { resources, kinds, clock } = this.#parts;
    const kind = kinds.required("apiregistration.k8s.io/v1", "APIService");
    const next = withAvailability(remote.apiService, verdict, clock.now());
    if (next !== remote.apiService) resources.rewrite(kind, next as unknown as KubeObject, { by: SERVER });
    this.#soon(name, failed ? Math.min(FIRST_RETRY_MS * 2 ** remote.failures, RESYNC_MS) : RESYNC_MS);
  }

  async #verdict(remote: Remote): Promise<Verdict> {
    const { apiService } = remote;
    const missing = unreachable(apiService, this.#behind(apiService));
    if (missing) return missing;
    const { group = "", version = "" } = apiService.spec!;
    const path = `/apis/${group}/${version}`;
    const answer = await this.#send(apiService, {
      method: "GET",
      path,
      headers: [["Accept", "application/json"], ...remoteHeaders(AGGREGATOR)],
      body: "",
      timeoutMs: CHECK_TIMEOUT_MS,
    });
    const verdict = judged(answer, path);
    if (verdict === PASSED && "body" in answer) {
      const learnt = kindsOf(answer.body, { group, version });
      if (JSON.stringify(learnt) !== JSON.stringify(remote.kinds)) {
        remote.kinds = learnt;
        this.#collect();
      }
    }
    return verdict;
  }

  #behind({ spec }: APIServiceObject) {
    const { name = "", namespace = "" } = spec!.service!;
    const { cache, kinds } = this.#parts;
    const labels = { "kubernetes.io/service-name": name };
    return {
      service: cache.get(kinds.required("v1", "Service"), { namespace, name }) as ServiceObject | undefined,
      slices: cache.list(kinds.required("discovery.k8s.io/v1", "EndpointSlice"), {
        namespace,
        labels,
      }) as unknown as readonly EndpointSliceObject[],
    };
  }
}

interface Resource {
  readonly name: string;
  readonly singularName?: string;
  readonly kind: string;
  readonly namespaced?: boolean;
  readonly verbs?: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

/** The kinds of an APIResourceList; none when it is none. */
function kindsOf(text: string, { group, version }: Stale): readonly Kind[] {
  let resources: readonly Resource[];
  try {
    ({ resources = [] } = JSON.parse(text) as { readonly resources?: readonly Resource[] });
  } catch {
    return [];
  }
  return resources
    .filter(({ name }) => !name.includes("/"))
    .map(({ name, singularName = "", kind, namespaced = false, verbs = [], shortNames = [], categories = [] }) =>
      defineKind({
        group,
        version,
        kind,
        plural: name,
        singular: singularName,
        namespaced,
        verbs,
        shortNames,
        categories,
        columns: [],
      }),
    );
}

/** Who asks, as the server behind is told. https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/ */
const remoteHeaders = ({ user, groups }: Identity): readonly (readonly [string, string])[] => [
  ["X-Remote-User", user],
  ...groups.map((group) => ["X-Remote-Group", group] as const),
];

/** As Go's http.Error answers. */
function errorText(status: number, text: string): HttpResponse {
  const body = utf8(`${text}\n`);
  return {
    status,
    headers: [
      ["Content-Type", "text/plain; charset=utf-8"],
      ["X-Content-Type-Options", "nosniff"],
      ["Content-Length", String(body.length)],
    ],
    body,
  };
}
