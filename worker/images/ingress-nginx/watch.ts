import type { IngressObject } from "../../api/generated/types.ts";
import type { Cache, EventRecorder, Kind } from "../../api/index.ts";
import { ConfigMap, EndpointSlice, Ingress, IngressClass, Namespace, Secret, Service } from "../../api/kinds/index.ts";
import { matches, parseSelector } from "../../api/machinery/labels.ts";
import { claimOf, type IngressOptions, type IngressSnapshot } from "../../ingress/index.ts";
import type { Remembered } from "./lifetime.ts";
import { type Log, pairs } from "./log.ts";

const SERVICE_NAME = "kubernetes.io/service-name";

/** What its informers watch. */
export const WATCHED = [Ingress, IngressClass, Service, EndpointSlice, Secret, ConfigMap] as unknown as readonly Kind[];

/** Which namespaces the controller looks at. */
export interface Scope {
  /** --watch-namespace; every namespace when empty. */
  readonly namespace: string;
  /** --watch-namespace-selector */
  readonly selector: string;
}

export function snapshotOf(cache: Cache, scope: Scope): IngressSnapshot {
  return {
    ingresses: cache.list(Ingress).filter(({ metadata }) => inScope(cache, scope, metadata.namespace ?? "")),
    classes: cache.list(IngressClass),
    service: (namespace, name) => cache.get(Service, { namespace, name }),
    slices: (namespace, service) => cache.list(EndpointSlice, { namespace, labels: { [SERVICE_NAME]: service } }),
    secret: (namespace, name) => cache.get(Secret, { namespace, name }),
  };
}

function inScope(cache: Cache, { namespace, selector }: Scope, own: string): boolean {
  if (namespace !== "") return own === namespace;
  if (selector === "") return true;
  const labels = cache.get(Namespace, { name: own })?.metadata.labels ?? {};
  return matches(parseSelector(selector), labels);
}

export interface Following {
  readonly cache: Cache;
  readonly scope: Scope;
  readonly options: () => IngressOptions;
  readonly memory: Remembered;
  readonly events: EventRecorder;
  readonly log: Log;
  /** "namespace/name" of the ConfigMap. */
  readonly configMap: string;
  /** "namespace/name" of the ConfigMap of TCP services. */
  readonly streamMap: string;
  /** Something that decides has changed. */
  changed(): void;
  loadConfig(data: Readonly<Record<string, string>>): void;
}

/** Follows what decides, and tells of Ingresses as they come, in events and in the log. */
export function follow(following: Following, signal: AbortSignal): void {
  const { cache, changed } = following;
  followConfig(following, signal);
  for (const kind of [IngressClass, Service, EndpointSlice, Secret])
    cache.follow(kind as typeof Service, changed, signal);
  cache.follow(
    Ingress,
    ({ type, object, old }) => {
      if (inScope(cache, following.scope, object.metadata.namespace ?? "")) {
        if (type === "DELETED") forget(object, following);
        else tell(object, old, following);
      }
      changed();
    },
    signal,
  );
}

const ref = ({ metadata }: IngressObject): string => `${metadata.namespace}/${metadata.name}`;

function tell(object: IngressObject, old: IngressObject | undefined, following: Following): void {
  const { memory, cache, log, events } = following;
  const uid = object.metadata.uid ?? "";
  const version = object.metadata.resourceVersion ?? "";
  const before = memory.value.seen[uid];
  if (before === version) return;
  memory.update({ seen: { ...memory.value.seen, [uid]: version } });
  const claim = claimOf(object, cache.list(IngressClass), following.options());
  const ingress = pairs({ ingress: ref(object) });
  if (!claim.ours) {
    if (before === undefined) {
      const error = pairs({ error: "ingress does not contain a valid IngressClass" });
      log("I", "store.go:439", `"Ignoring ingress because of error while validating ingress class"${ingress}${error}`);
    } else if (old && claimOf(old, cache.list(IngressClass), following.options()).ours) {
      log("I", "store.go:492", `"removing ingress because of unknown ingressclass"${ingress}`);
    }
    return;
  }
  const ingressclass = pairs({ ingressclass: claim.ingressClass });
  if (before === undefined) log("I", "store.go:443", `"Found valid IngressClass"${ingress}${ingressclass}`);
  else if (old && !claimOf(old, cache.list(IngressClass), following.options()).ours)
    log("I", "store.go:489", `"creating ingress"${ingress}${ingressclass}`);
  void events.event(object, { type: "Normal", reason: "Sync", message: "Scheduled for sync" });
}

function forget({ metadata }: IngressObject, { memory }: Following): void {
  const { [metadata.uid ?? ""]: _, ...seen } = memory.value.seen;
  memory.update({ seen });
}

function followConfig(following: Following, signal: AbortSignal): void {
  const { cache, configMap, events, log, memory, loadConfig, changed } = following;
  const [namespace = "", name = ""] = configMap.split("/");
  cache.follow(
    ConfigMap,
    ({ type, object }) => {
      if (`${object.metadata.namespace}/${object.metadata.name}` === following.streamMap) changed();
      if (object.metadata.namespace !== namespace || object.metadata.name !== name) return;
      const key = object.metadata.uid ?? "";
      const version = object.metadata.resourceVersion ?? "";
      const before = memory.value.seen[key];
      if (before === version) return;
      memory.update({ seen: { ...memory.value.seen, [key]: version } });
      loadConfig(type === "DELETED" ? {} : (object.data ?? {}));
      if (type === "DELETED") return;
      const reason = before === undefined ? "CREATE" : "UPDATE";
      const message = `ConfigMap ${configMap}`;
      log("I", "event.go:377", eventLine(object, reason, message));
      void events.event(object, { type: "Normal", reason, message });
    },
    signal,
  );
}

/** client-go's recorder tells the log of each event. */
export function eventLine(
  {
    kind,
    apiVersion,
    metadata,
  }: { readonly kind: string; readonly apiVersion: string; readonly metadata: IngressObject["metadata"] },
  reason: string,
  message: string,
  type = "Normal",
): string {
  const { namespace = "", name, uid = "", resourceVersion = "" } = metadata;
  return `Event(v1.ObjectReference{Kind:"${kind}", Namespace:"${namespace}", Name:"${name}", UID:"${uid}", APIVersion:"${apiVersion}", ResourceVersion:"${resourceVersion}", FieldPath:""}): type: '${type}' reason: '${reason}' ${message}`;
}
