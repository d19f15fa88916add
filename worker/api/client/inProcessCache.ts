import type { Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import { resourceOf } from "../server/kindRegistry.ts";
import { byField, readQuery, select } from "../server/query.ts";
import type { Verbs } from "../server/verbs.ts";
import type { Cache, Change } from "./client.ts";

/** An informer's cache that is always current: it looks straight into the store. */
export function inProcessCache(verbs: Verbs): Cache {
  const { store } = verbs.resources;
  return {
    get: (kind, ref) => verbs.resources.find(plain(kind), ref) as never,
    list: (kind, query) => select(store, plain(kind), readQuery(plain(kind), query)) as never,
    ownedBy: (kind, uid) => [...store.collection(resourceOf(kind)).indexed("owner", uid)] as never,
    byField: (kind, field, value) =>
      [...byField(store.collection(resourceOf(kind)), plain(kind), field, value)] as never,
    follow(kind, listener, signal) {
      if (signal.aborted) return;
      const stop = verbs.follow(plain(kind), undefined, listener as (change: Change<KubeObject>) => void);
      signal.addEventListener("abort", stop, { once: true });
    },
  };
}

const plain = <T extends KubeObject>(kind: Kind<T>): Kind => kind as unknown as Kind;
