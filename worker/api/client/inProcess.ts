import { bodyText, EMPTY_BODY, type HttpRequest, type HttpResponse } from "../../base/http.ts";
import { utf8 } from "../../base/streams.ts";
import type { Kind } from "../machinery/kind.ts";
import { type KubeObject, type ObjectRef, refOf } from "../machinery/object.ts";
import {
  type Authorize,
  type Decision,
  forbidden,
  type ResourceRequest,
  resourceRequest,
} from "../server/authorization/attributes.ts";
import type { Identity } from "../server/request.ts";
import type { Verbs } from "../server/verbs.ts";
import type { Client, DeleteOptions, ListQuery, Patch, WatchEvent } from "./client.ts";

/** Whether an identity is let through to a kind without being asked what it wants there. */
export type Waved = (kind: Kind) => boolean;

/**
 * The client of a loop: the server's own verbs, without bytes in between; frozen objects are shared. A built-in kind has its rules at
 * hand, and a turn of the loop costs: only what is missing is waited for, the judgement included.
 */
export function inProcessClient(
  verbs: Verbs,
  identity: Identity,
  authorize: Authorize,
  waved: Waved,
  /** The HTTP door, for what is asked for by path. */
  ask: (request: HttpRequest) => Promise<HttpResponse>,
): Client {
  const by = { by: identity };
  const byStatus = { by: identity, subresource: "status" } as const;
  const check = (
    verb: string,
    kind: Kind,
    ref: Partial<ObjectRef> & { readonly fields?: string },
    subresource?: string,
  ): Promise<void> | undefined => {
    if (waved(kind)) return undefined;
    // A namespace is looked at as one of its own objects. k8s.io/apiserver RequestInfoFactory
    const own = ref.name && kind.plural === "namespaces" && kind.group === "" ? { namespace: ref.name } : {};
    const { namespace, ...rest } = { ...ref, ...own };
    const asked = resourceRequest(verb, kind, {
      ...rest,
      ...(kind.namespaced || own.namespace ? { namespace } : {}),
      ...(subresource ? { subresource } : {}),
    });
    const decision = authorize(identity, asked);
    if (decision instanceof Promise) return decision.then((made) => refuse(identity, asked, made));
    refuse(identity, asked, decision);
    return undefined;
  };
  const served = <T extends KubeObject>(kind: Kind<T>): Kind => verbs.served(asAny(kind));
  const rules = <T extends KubeObject>(kind: Kind<T>): Promise<void> | undefined =>
    served(kind).ready?.(verbs.resources.clock);
  const client: Client = {
    async get<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef) {
      const asking = check("get", asAny(kind), ref);
      if (asking) await asking;
      return verbs.resources.get(served(kind), ref) as T;
    },
    async tryGet<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef) {
      const asking = check("get", asAny(kind), ref);
      if (asking) await asking;
      return verbs.resources.find(served(kind), ref) as T | undefined;
    },
    async list<T extends KubeObject>(kind: Kind<T>, query: ListQuery = {}) {
      const asking = check("list", asAny(kind), reach(query));
      if (asking) await asking;
      return verbs.list(served(kind), query) as readonly T[];
    },
    async create<T extends KubeObject>(kind: Kind<T>, object: T) {
      const asking = check("create", asAny(kind), { namespace: object.metadata.namespace ?? "" });
      if (asking) await asking;
      const missing = rules(kind);
      if (missing) await missing;
      return verbs.create(served(kind), object.metadata.namespace, object, by) as T | Promise<T>;
    },
    async replace<T extends KubeObject>(kind: Kind<T>, object: T) {
      const asking = check("update", asAny(kind), refOf(object));
      if (asking) await asking;
      const missing = rules(kind);
      if (missing) await missing;
      return verbs.update(served(kind), refOf(object), () => object, by) as T | Promise<T>;
    },
    async replaceStatus<T extends KubeObject>(kind: Kind<T>, object: T) {
      const asking = check("update", asAny(kind), refOf(object), "status");
      if (asking) await asking;
      const missing = rules(kind);
      if (missing) await missing;
      return verbs.update(served(kind), refOf(object), () => object, byStatus) as T | Promise<T>;
    },
    async patch<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef, patch: Patch) {
      const asking = check("patch", asAny(kind), ref, patch.subresource);
      if (asking) await asking;
      const missing = rules(kind);
      if (missing) await missing;
      return verbs.patch(served(kind), ref, patch, by) as T | Promise<T>;
    },
    async delete<T extends KubeObject>(kind: Kind<T>, ref: ObjectRef, options: DeleteOptions = {}) {
      const asking = check("delete", asAny(kind), ref);
      if (asking) await asking;
      const missing = rules(kind);
      if (missing) await missing;
      const doing = verbs.delete(served(kind), ref, { ...by, ...deletion(options) });
      if (doing instanceof Promise) await doing;
    },
    async bind(pod, nodeName) {
      const asking = check("create", verbs.pods, pod, "binding");
      if (asking) await asking;
      const doing = verbs.bind(pod, nodeName, by);
      if (doing instanceof Promise) await doing;
    },
    async evict(pod, options = {}) {
      const asking = check("create", verbs.pods, pod, "eviction");
      if (asking) await asking;
      const doing = verbs.evict(pod, { ...by, ...deletion(options) });
      if (doing instanceof Promise) await doing;
    },
    async finalize(namespace, finalizers) {
      const asking = check("update", verbs.namespaces, namespace, "finalize");
      if (asking) await asking;
      const doing = verbs.finalize(namespace, finalizers, by);
      if (doing instanceof Promise) await doing;
    },
    async request({ method, path, body }) {
      const { status, body: answered } = await ask({
        method,
        authority: "kubernetes.default.svc",
        path,
        headers: [
          ["Accept", "application/json"],
          ...(body === undefined ? [] : [["Content-Type", "application/json"] as const]),
        ],
        body: body === undefined ? EMPTY_BODY : utf8(JSON.stringify(body)),
        protocol: "HTTP/2",
      });
      const text = await bodyText(answered);
      return { status, body: jsonOr(text) };
    },
    async *watch<T extends KubeObject>(kind: Kind<T>, query: ListQuery, signal: AbortSignal) {
      const asking = check("watch", asAny(kind), reach(query));
      if (asking) await asking;
      yield* watch<T>(verbs, served(kind), query, signal);
    },
  };
  return client;
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @throws StatusError Forbidden */
function refuse(identity: Identity, asked: ResourceRequest, { allowed, reason }: Decision): void {
  if (!allowed) throw forbidden(identity, asked, reason);
}

const reach = ({ namespace, fields }: ListQuery) => ({
  ...(namespace ? { namespace } : {}),
  ...(fields ? { fields } : {}),
});

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
