import type { Clock } from "../../../base/clock.ts";
import { type Random, uuid } from "../../../base/random.ts";
import type { Gate, Guarded, GuardedParts, Informers } from "../../client/reflected.ts";
import type { Kind } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { timestamp } from "../../machinery/values.ts";
import type { KindRegistry } from "../kindRegistry.ts";
import type { Admission, Identity } from "../request.ts";
import type { Store } from "../store.ts";
import { ALLOWED, type Attributes, type Decision, isPath, MASTERS } from "./attributes.ts";
import type { Evaluator } from "./evaluator.ts";

type Late = typeof import("./late.ts");

const RBAC = "rbac.authorization.k8s.io";

/** The resources that decide, under the names that the store has for them. */
const RESOURCES = ["clusterroles", "clusterrolebindings", "roles", "rolebindings"].map((one) => `${one}.${RBAC}`);

/** Resource versions that are kept free for the objects that a cluster is born with: its policy, and what else is born late. */
const RESERVED = 256;
const POLICY = 200;

/** The roles and bindings that a cluster is born with, beside those of every API server. */
export interface BirthPolicy {
  /** Fetched when first needed. */
  objects(): Promise<readonly KubeObject[]>;
  /** A group that one of these objects makes an administrator of everything. */
  readonly administrators?: string;
}

/** Plain data. */
export interface SavedAuthorization {
  /** When the cluster was made, milliseconds since the epoch. */
  readonly madeMs: number;
  /** The first resource version that is kept free. */
  readonly first: number;
  /** The objects are in the store. */
  readonly planted: boolean;
  /** Somebody has changed a role or a binding. */
  readonly changed: boolean;
}

export interface AuthorizationParts {
  readonly store: Store;
  readonly kinds: KindRegistry;
  readonly clock: Clock;
  readonly random: Random;
  readonly policy: BirthPolicy;
  podsOn(node: string): Iterable<KubeObject>;
  readonly saved?: SavedAuthorization;
}

/**
 * The gate in front of Node and RBAC authorisation. Roles and bindings that a cluster is born with are some two hundred objects that
 * hardly anybody looks at: they come into the store with the first request that can see them, which finds them as old as the cluster,
 * under resource versions that were kept free for them. Until somebody changes a role or a binding, those whom they serve (the
 * cluster's own components, its administrators) are let through without asking: the answer is known.
 */
export class Authorization implements Gate {
  readonly #parts: AuthorizationParts;
  readonly #madeMs: number;
  readonly #first: number;
  #planted: boolean;
  #changed: boolean;
  #late: Late | undefined;
  #evaluator: Evaluator | undefined;
  #loading: Promise<Evaluator> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(parts: AuthorizationParts) {
    const { store, clock, saved } = parts;
    this.#parts = parts;
    this.#madeMs = saved?.madeMs ?? clock.now();
    this.#first = saved?.first ?? store.reserve(RESERVED);
    this.#planted = saved?.planted ?? false;
    this.#changed = saved?.changed ?? false;
    for (const resource of RESOURCES) {
      store.listen(resource, () => {
        this.#evaluator?.forget();
        if (!this.#planted) return;
        this.#changed = true;
        for (const listener of [...this.#listeners]) listener();
      });
    }
  }

  /** When the cluster was made, and the resource versions that the policy has no use for. */
  get birth(): { readonly madeMs: number; readonly first: number; readonly room: number } {
    return { madeMs: this.#madeMs, first: this.#first + POLICY, room: RESERVED - POLICY };
  }

  get changed(): boolean {
    return this.#changed;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  decide(identity: Identity, attributes: Attributes): Decision | Promise<Decision> {
    const evaluator = this.#evaluator;
    // Whoever asks for roles must find them.
    if (!evaluator && !isPath(attributes) && attributes.group === RBAC) return this.#later(identity, attributes);
    if (identity.groups.includes(MASTERS)) return ALLOWED;
    const { administrators } = this.#parts.policy;
    if (!this.#changed && administrators && identity.groups.includes(administrators)) return ALLOWED;
    return evaluator ? evaluator.decide(identity, attributes) : this.#later(identity, attributes);
  }

  waves({ groups }: Identity, { group }: Kind, own: boolean): boolean {
    if (group === RBAC) return false;
    return (own && !this.#changed) || groups.includes(MASTERS);
  }

  /** Refuses roles and bindings that hand on what their author does not have. */
  readonly admission: Admission = {
    name: "RBACEscalation",
    resources: RESOURCES,
    admitCreate: (draft, context) => this.#refuse(draft as KubeObject, undefined, context),
    admitUpdate: (draft, old, context) => this.#refuse(draft as KubeObject, old, context),
  };

  #refuse(object: KubeObject, old: KubeObject | undefined, context: Parameters<Late["refuseEscalation"]>[3]): void {
    if (this.#evaluator) this.#late?.refuseEscalation(this.#evaluator, object, old, context);
  }

  /** Who is granted what, in full. The clock stands still until it is there. */
  evaluator(): Promise<Evaluator> {
    this.#loading ??= this.#parts.clock.hold(this.#load());
    return this.#loading;
  }

  informers(guarded: Guarded, parts: GuardedParts, filled: boolean): Informers | undefined {
    if (!this.#late || !this.#evaluator) return undefined;
    const { store, kinds, clock, random } = this.#parts;
    const around = { evaluator: this.#evaluator, store, kinds, clock, random };
    return new this.#late.Reflectors(guarded, parts, around, filled);
  }

  save(): SavedAuthorization {
    return { madeMs: this.#madeMs, first: this.#first, planted: this.#planted, changed: this.#changed };
  }

  async #later(identity: Identity, attributes: Attributes): Promise<Decision> {
    return (await this.evaluator()).decide(identity, attributes);
  }

  async #load(): Promise<Evaluator> {
    const { store, policy, podsOn } = this.#parts;
    const [late, own] = await Promise.all([import("./late.ts"), this.#planted ? [] : policy.objects()]);
    if (!this.#planted) this.#plant(late.aggregated([...late.bootstrapObjects(), ...own]));
    this.#late = late;
    this.#evaluator = new late.Evaluator(late.storedPolicy(store), {
      rules: late.nodeRules(),
      podsOn,
      object: (resource, key) => store.get(resource, key),
    });
    return this.#evaluator;
  }

  /** Puts the objects where they have been since the cluster was made. */
  #plant(objects: readonly KubeObject[]): void {
    const { store, random } = this.#parts;
    const chance = random.stream("policy");
    const creationTimestamp = timestamp(this.#madeMs);
    objects.forEach((object, at) => {
      const { name, namespace, ...rest } = object.metadata;
      store.plant(`${PLURAL[object.kind]}.${RBAC}`, {
        ...object,
        metadata: {
          name,
          ...(namespace ? { namespace } : {}),
          uid: uuid(chance),
          resourceVersion: String(this.#first + at),
          creationTimestamp,
          ...rest,
        },
      });
    });
    this.#planted = true;
  }
}

const PLURAL: Readonly<Record<string, string>> = {
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  Role: "roles",
  RoleBinding: "rolebindings",
};
