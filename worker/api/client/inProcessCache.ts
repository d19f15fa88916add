import { apiVersionOf, type Kind } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import { resourceOf, viewOf } from "../server/kindRegistry.ts";
import { byField, readQuery, select } from "../server/query.ts";
import type { Verbs } from "../server/verbs.ts";
import type { Cache, Change } from "./client.ts";

/** An informer's cache that is always current: it looks straight into the store. */
export function inProcessCache(verbs: Pick<Verbs, "resources" | "kinds" | "follow">): Cache {
  const { store } = verbs.resources;
  const { kinds } = verbs;
  const servedOf = <T extends KubeObject>(kind: Kind<T>): Kind | undefined => kinds.served(plain(kind));
  return {
    serves: (kind) => (kind.reference ? kinds.served(kind) : kinds.byKind(apiVersionOf(kind), kind.kind)) !== undefined,
    get(kind, ref) {
      const served = servedOf(kind);
      return served && (verbs.resources.find(served, ref) as never);
    },
    list(kind, query) {
      const served = servedOf(kind);
      return (served ? select(store, served, readQuery(served, query)) : []) as never;
    },
    ownedBy(kind, uid) {
      const served = servedOf(kind);
      if (!served) return [];
      return seen(served, store.collection(resourceOf(kind)).indexed("owner", uid)) as never;
    },
    byField(kind, field, value) {
      const served = servedOf(kind);
      if (!served) return [];
      return seen(served, byField(store.collection(resourceOf(kind)), served, field, value)) as never;
    },
    follow(kind, listener, signal) {
      if (signal.aborted) return;
      const stop = verbs.follow(plain(kind), undefined, listener as (change: Change<KubeObject>) => void);
      signal.addEventListener("abort", stop, { once: true });
    },
  };
}

const seen = (kind: Kind, stored: Iterable<KubeObject>): readonly KubeObject[] =>
  kind.view ? Array.from(stored, (one) => viewOf(kind, one)) : Array.from(stored);

const plain = <T extends KubeObject>(kind: Kind<T>): Kind => kind as unknown as Kind;
