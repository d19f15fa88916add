import { forbiddenRequest } from "../machinery/failures.ts";
import type { Kind } from "../machinery/kind.ts";
import { type KubeObject, type ObjectRef, refOf } from "../machinery/object.ts";
import type { Identity } from "../server/request.ts";
import type { Verbs } from "../server/verbs.ts";
import type { Client, DeleteOptions, ListQuery, Patch, WatchEvent } from "./client.ts";

/** May this identity do this? The answer is undefined, or why not. */
export type Authorize = (identity: Identity, attributes: RequestAttributes) => string | undefined;

export interface RequestAttributes {
  readonly verb: string;
  readonly kind: Kind;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
}

/** The client of a loop: the server's own verbs, without bytes in between; frozen objects are shared. */
export function inProcessClient(verbs: Verbs, identity: Identity, authorize: Authorize): Client {
  const by = { by: identity };
  const check = (verb: string, kind: Kind, ref: Partial<ObjectRef>, subresource?: string) => {
    const { namespace, name } = ref;
    const why = authorize(identity, {
      verb,
      kind,
      ...(namespace ? { namespace } : {}),
      ...(name ? { name } : {}),
      ...(subresource ? { subresource } : {}),
    });
    if (why !== undefined) throw forbiddenRequest(kind, name ?? "", why);
  };
  const served = <T extends KubeObject>(kind: Kind<T>): Kind => verbs.served(asAny(kind));
  /** Built-in kinds have their rules at hand, and a turn of the loop costs: only those are waited for that are missing. */
  const rules = <T extends KubeObject>(kind: Kind<T>): Promise<void> | undefined =>
    served(kind).ready?.(verbs.resources.clock);
  const client: Client = {
    async get<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef) {
      check("get", asAny(kind), ref);
      return verbs.resources.get(served(kind), ref) as T;
    },
    async tryGet<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef) {
      check("get", asAny(kind), ref);
      return verbs.resources.find(served(kind), ref) as T | undefined;
    },
    async list<T extends KubeObject>(kind: Kind<T>, query: ListQuery = {}) {
      check("list", asAny(kind), { ...query });
      return verbs.list(served(kind), query) as readonly T[];
    },
    async create<T extends KubeObject>(kind: Kind<T>, object: T) {
      check("create", asAny(kind), object.metadata);
      const missing = rules(kind);
      if (missing) await missing;
      return verbs.create(served(kind), object.metadata.namespace, object, by) as T | Promise<T>;
    },
    async replace<T extends KubeObject>(kind: Kind<T>, object: T) {
      check("update", asAny(kind), object.metadata);
      const missing = rules(kind);
      if (missing) await missing;
      return verbs.update(served(kind), refOf(object), () => object, by) as T | Promise<T>;
    },
    async replaceStatus<T extends KubeObject>(kind: Kind<T>, object: T) {
      check("update", asAny(kind), object.metadata, "status");
      const missing = rules(kind);
      if (missing) await missing;
      const status = { ...by, subresource: "status" } as const;
      return verbs.update(served(kind), refOf(object), () => object, status) as T | Promise<T>;
    },
    async patch<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef, patch: Patch) {
      check("patch", asAny(kind), ref, patch.subresource);
      const missing = rules(kind);
      if (missing) await missing;
      return verbs.patch(served(kind), ref, patch, by) as T | Promise<T>;
    },
    async delete<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef, options: DeleteOptions = {}) {
      check("delete", asAny(kind), ref);
      const missing = rules(kind);
      if (missing) await missing;
      const asking = verbs.delete(served(kind), ref, { ...by, ...deletion(options) });
      if (asking instanceof Promise) await asking;
    },
    async bind(pod, nodeName) {
      check("create", verbs.pods, pod, "binding");
      const asking = verbs.bind(pod, nodeName, by);
      if (asking instanceof Promise) await asking;
    },
    async evict(pod, options = {}) {
      check("create", verbs.pods, pod, "eviction");
      const asking = verbs.evict(pod, { ...by, ...deletion(options) });
      if (asking instanceof Promise) await asking;
    },
    async finalize(namespace, finalizers) {
      check("update", verbs.namespaces, namespace, "finalize");
      const asking = verbs.finalize(namespace, finalizers, by);
      if (asking instanceof Promise) await asking;
    },
    watch<T extends KubeObject>(kind: Kind<T>, query: ListQuery, signal: AbortSignal) {
      check("watch", asAny(kind), { ...query });
      return watch<T>(verbs, served(kind), query, signal);
    },
  };
  return client;
}

const asAny = <T extends KubeObject>(kind: Kind<T>): Kind => kind as unknown as Kind;

function deletion({ gracePeriodSeconds, propagation, uid }: DeleteOptions) {
  return {
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagation ? { propagation } : {}),
    ...(uid ? { preconditions: { uid } } : {}),
  };
}

async function* watch<T extends KubeObject>(
  verbs: Verbs,
  kind: Kind,
  query: ListQuery,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>> {
  const waiting: WatchEvent<T>[] = [];
  let wake = () => {};
  const stop = verbs.follow(kind, query, (change) => {
    waiting.push({ type: change.type, object: change.object as T });
    wake();
  });
  const aborted = () => wake();
  signal.addEventListener("abort", aborted, { once: true });
  try {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next) yield next;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop();
    signal.removeEventListener("abort", aborted);
  }
}
