/**
 * Objects that a cluster is born with and that hardly anybody looks at: they come into the store with the first request that can see
 * them, as old as the cluster, under resource versions that were kept free for them.
 *
 * @module
 */
import type { Clock } from "../../../base/clock.ts";
import { type Random, uuid } from "../../../base/random.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { timestamp } from "../../machinery/values.ts";
import { type KindRegistry, resourceOf } from "../kindRegistry.ts";
import type { Store } from "../store.ts";

export interface LateBornParts {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly clock: Clock;
  readonly random: Random;
  readonly serviceCidr: string;
  /** When the cluster was made, and the first resource version that is kept free. */
  readonly madeMs: number;
  readonly first: number;
  /** ConfigMaps in kube-system and kube-public, beside what every API server makes. */
  readonly configMaps?: () => Promise<readonly object[]>;
  /** They are in the store already. */
  readonly planted: boolean;
  /** How many resource versions are kept free. */
  readonly room: number;
}

const RESOURCES: ReadonlySet<string> = new Set([
  "priorityclasses.scheduling.k8s.io",
  "flowschemas.flowcontrol.apiserver.k8s.io",
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
  "servicecidrs.networking.k8s.io",
  "csinodes.storage.k8s.io",
]);

const NAMESPACES: ReadonlySet<string | undefined> = new Set([undefined, "kube-system", "kube-public"]);

export class LateBorn {
  readonly #parts: LateBornParts;
  #planted: boolean;
  #planting: Promise<void> | undefined;

  constructor(parts: LateBornParts) {
    this.#parts = parts;
    this.#planted = parts.planted;
  }

  get planted(): boolean {
    return this.#planted;
  }

  /** What is not there yet for a request for this kind in this namespace; undefined when nothing is missing. */
  missing(kind: Kind, namespace: string | undefined): Promise<void> | undefined {
    if (this.#planted) return undefined;
    const resource = resourceOf(kind);
    const concerned = RESOURCES.has(resource) || (resource === "configmaps" && NAMESPACES.has(namespace));
    if (!concerned) return undefined;
    this.#planting ??= this.#parts.clock.hold(this.#plant());
    return this.#planting;
  }

  async #plant(): Promise<void> {
    const { store, kinds, random, madeMs, first, room, serviceCidr, configMaps } = this.#parts;
    const [{ bornObjects }, own] = await Promise.all([import("./objects.ts"), configMaps?.() ?? []]);
    const chance = random.stream("lateBorn");
    const creationTimestamp = timestamp(madeMs);
    const all = [...own, ...bornObjects({ store, madeMs, serviceCidr })] as readonly KubeObject[];
    all.forEach((object, at) => {
      const resource = resourceOf(kinds.required(object.apiVersion, object.kind));
      const { name, namespace, ...rest } = object.metadata;
      if (store.get(resource, namespace ? `${namespace}/${name}` : name)) return;
      const place = namespace ? { namespace } : {};
      const resourceVersion = String(first + Math.min(at, room - 1));
      store.plant(resource, {
        ...object,
        metadata: { name, ...place, uid: uuid(chance), resourceVersion, creationTimestamp, ...rest },
      });
    });
    this.#planted = true;
  }
}
