import type { NodeObject, PodObject } from "../../api/generated/types.ts";
import type { Cache } from "../../api/index.ts";
import { type KubeObject, keyOf, notFound, StatusError } from "../../api/index.ts";
import { Node, Pod } from "../../api/kinds/index.ts";
import { formatDuration } from "../../base/duration.ts";
import { type HttpRequest, type HttpResponse, headerOf, textResponse } from "../../base/http.ts";
import { addQuantities, formatQuantity, parseQuantity } from "../../base/quantity.ts";
import { rfc3339 } from "../../base/time.ts";
import type { Use } from "./points.ts";
import { nodeUse, podUse, type Remembered } from "./storage.ts";

const GROUP_VERSION = "metrics.k8s.io/v1beta1";
const ROOT = `/apis/${GROUP_VERSION}`;
const VERSION = { groupVersion: GROUP_VERSION, version: "v1beta1" };
const GROUP = { name: "metrics.k8s.io", versions: [VERSION], preferredVersion: VERSION };
const RESOURCES = {
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: GROUP_VERSION,
  resources: [
    { name: "nodes", singularName: "", namespaced: false, kind: "NodeMetrics", verbs: ["get", "list"] },
    { name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] },
  ],
};

type Amounts = Readonly<Record<"cpu" | "memory", string>>;

interface Metrics {
  readonly metadata: object & { readonly name: string };
  readonly timestamp: string;
  readonly window: string;
  readonly usage?: Amounts;
  readonly containers?: readonly { readonly name: string; readonly usage: Amounts }[];
}

const cpuText = (nanocores: number) => formatQuantity({ nanos: BigInt(nanocores), format: "DecimalSI" });
const memoryText = (bytes: number) => formatQuantity({ nanos: BigInt(bytes) * 1_000_000_000n, format: "BinarySI" });
const amounts = ({ nanocores, memory }: Use): Amounts => ({ cpu: cpuText(nanocores), memory: memoryText(memory) });

/** metrics.k8s.io/v1beta1, as it is served to the API server. */
export class MetricsApi {
  readonly #cache: Cache;
  readonly #now: () => number;
  readonly #remembered: () => Remembered;

  constructor(cache: Cache, now: () => number, remembered: () => Remembered) {
    this.#cache = cache;
    this.#now = now;
    this.#remembered = remembered;
  }

  answer(request: HttpRequest): HttpResponse {
    const [path = "", search = ""] = request.path.split("?");
    const user = headerOf(request, "X-Remote-User");
    if (!user) return json(403, forbidden(path));
    try {
      const body = this.#body(path.replace(/\/$/, ""), new URLSearchParams(search), headerOf(request, "Accept") ?? "");
      return body ? json(200, body) : textResponse(404, "404 page not found\n", "text/plain; charset=utf-8");
    } catch (error) {
      if (error instanceof StatusError) return json(error.code, error.status);
      throw error;
    }
  }

  #body(path: string, query: URLSearchParams, accept: string): object | undefined {
    if (path === "/apis") return { kind: "APIGroupList", apiVersion: "v1", groups: [GROUP] };
    if (path === "/apis/metrics.k8s.io") return { kind: "APIGroup", apiVersion: "v1", ...GROUP };
    if (path === ROOT) return RESOURCES;
    if (!path.startsWith(`${ROOT}/`)) return undefined;
    const [plural, ...rest] = path
      .slice(ROOT.length + 1)
      .split("/")
      .map(decodeURIComponent);
    const table = accept.includes("as=Table");
    if (plural === "nodes" && rest.length < 2)
      return shaped("NodeMetrics", this.#nodes(rest[0], query), rest[0], table);
    if (plural === "pods" && rest.length === 0)
      return shaped("PodMetrics", this.#pods("", undefined, query), undefined, table);
    const [namespace = "", kind, name, more] = rest;
    if (plural !== "namespaces" || kind !== "pods" || more !== undefined) return undefined;
    return shaped("PodMetrics", this.#pods(namespace, name, query), name, table);
  }

  #nodes(name: string | undefined, query: URLSearchParams): readonly Metrics[] {
    const nodes = name === undefined ? sorted(this.#cache.list(Node, asked(query))) : [this.#required(Node, { name })];
    const found = nodes.flatMap((node) => this.#node(node));
    if (name !== undefined && found.length === 0) throw notFound({ group: "metrics.k8s.io", plural: "nodes" }, name);
    return found;
  }

  #node({ metadata: { name, labels } }: NodeObject): readonly Metrics[] {
    const use = nodeUse(this.#remembered(), name);
    if (!use) return [];
    return [{ metadata: this.#metadata({ name, labels }), ...times(use), usage: amounts(use) }];
  }

  #pods(namespace: string, name: string | undefined, query: URLSearchParams): readonly Metrics[] {
    const within = namespace === "" ? {} : { namespace };
    const pods =
      name === undefined
        ? sorted(this.#cache.list(Pod, { ...within, ...asked(query) }))
        : [this.#required(Pod, { namespace, name })];
    const found = pods.flatMap((pod) => this.#pod(pod));
    if (name !== undefined && found.length === 0) {
      throw notFound({ group: "metrics.k8s.io", plural: "pods" }, `${namespace}/${name}`);
    }
    return found;
  }

  #pod({ metadata, status }: PodObject): readonly Metrics[] {
    const { name, namespace = "", labels } = metadata;
    const uses = status?.phase === "Running" ? podUse(this.#remembered(), `${namespace}/${name}`) : undefined;
    if (!uses || uses.size === 0) return [];
    const earliest = [...uses.values()].reduce((first, one) => (one.ms < first.ms ? one : first));
    const containers = [...uses].map(([container, use]) => ({ name: container, usage: amounts(use) }));
    return [{ metadata: this.#metadata({ name, namespace, labels }), ...times(earliest), containers }];
  }

  #required<K extends typeof Node | typeof Pod>(kind: K, ref: { readonly name: string; readonly namespace?: string }) {
    const found = this.#cache.get(kind as typeof Pod, ref);
    if (!found) throw notFound(kind, ref.name);
    return found as unknown as K extends typeof Node ? NodeObject : PodObject;
  }

  #metadata({
    labels,
    ...rest
  }: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: object | undefined;
  }) {
    return { ...rest, creationTimestamp: rfc3339(this.#now()), ...(labels && { labels }) };
  }
}

const asked = (query: URLSearchParams) => {
  const [labels, fields] = [query.get("labelSelector"), query.get("fieldSelector")];
  return { ...(labels ? { labels } : {}), ...(fields ? { fields } : {}) };
};

const sorted = <T extends KubeObject>(objects: readonly T[]): readonly T[] =>
  objects.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));

const times = ({ ms, windowMs }: Use) => ({ timestamp: rfc3339(ms), window: formatDuration(windowMs) });

function shaped(kind: string, items: readonly Metrics[], name: string | undefined, table: boolean): object {
  if (table) return tableOf(kind, items);
  if (name !== undefined) return { kind, apiVersion: GROUP_VERSION, ...items[0] };
  return { kind: `${kind}List`, apiVersion: GROUP_VERSION, metadata: {}, items };
}

function tableOf(kind: string, items: readonly Metrics[]): object {
  const column = (name: string, format: string) => ({ name, type: "string", format, description: "", priority: 0 });
  const columnDefinitions =
    items.length === 0
      ? []
      : [
          { ...column("Name", "name"), description: "Name of the resource" },
          column("cpu", "quantity"),
          column("memory", "quantity"),
          column("Window", "duration"),
        ];
  const rows = items.map((item) => {
    const { cpu, memory } = item.usage ?? total(item.containers ?? []);
    return {
      cells: [item.metadata.name, cpu, memory, item.window],
      object: { kind, apiVersion: GROUP_VERSION, ...item },
    };
  });
  return { kind: "Table", apiVersion: "meta.k8s.io/v1", metadata: {}, columnDefinitions, rows };
}

function total(containers: NonNullable<Metrics["containers"]>): Amounts {
  const sum = (name: "cpu" | "memory") =>
    containers.map(({ usage }) => parseQuantity(usage[name])).reduce(addQuantities);
  return { cpu: formatQuantity(sum("cpu")), memory: formatQuantity(sum("memory")) };
}

/** Whoever does not come through the API server is nobody. */
function forbidden(path: string) {
  const message = `forbidden: User "system:anonymous" cannot get path ${JSON.stringify(path)}`;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason: "Forbidden",
    details: {},
    code: 403,
  };
}

function json(status: number, body: object): HttpResponse {
  const headers = [["Cache-Control", "no-cache, private"]] as const;
  return textResponse(status, `${JSON.stringify(body)}\n`, "application/json", headers);
}
