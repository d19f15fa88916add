import type { Clock } from "../../../base/clock.ts";
import type { CustomResourceDefinitionObject } from "../../generated/types.ts";
import { CustomResourceDefinition } from "../../kinds/customresourcedefinition.ts";
import { type Kind, qualifiedResource } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { deepEqual } from "../../machinery/values.ts";
import { deleteObject } from "../deletion.ts";
import { type KindRegistry, resourceOf } from "../kindRegistry.ts";
import type { Identity } from "../request.ts";
import type { Resources } from "../resources.ts";
import { approvalOf } from "./approval.ts";
import {
  conditionOf,
  DELETION_COMPLETED,
  DELETION_IN_PROGRESS,
  ESTABLISHED,
  INSTALLING,
  isTrue,
  NEVER_ESTABLISHED,
  NOT_ACCEPTED,
  withCondition,
} from "./conditions.ts";
import { acceptNames } from "./names.ts";
import type { RulesOf } from "./rulesOf.ts";
import { servedKinds } from "./servedKind.ts";

type Definition = CustomResourceDefinitionObject;

export const CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

/** How long each of the server's own loops takes to notice a definition. */
const NOTICE_MS = 2;

const SERVER: Identity = { user: "system:apiserver", groups: ["system:masters"] };

/**
 * Follows the definitions: says which names they get, establishes them, serves their kinds, and clears out the objects of
 * those that go.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
 */
export class Definitions {
  readonly #resources: Resources;
  readonly #kinds: KindRegistry;
  readonly #clock: Clock;
  readonly #rulesOf: RulesOf;
  readonly #kind = CustomResourceDefinition as unknown as Kind;
  /** By name: what was served, of which state. */
  readonly #served = new Map<string, { readonly of: Definition; readonly kinds: readonly Kind[] }>();
  readonly #due = new Set<string>();
  /** How to stop waiting for the last object of a definition that goes. */
  readonly #waiting = new Map<string, () => void>();

  constructor(parts: {
    readonly resources: Resources;
    readonly kinds: KindRegistry;
    readonly clock: Clock;
    readonly rulesOf: RulesOf;
  }) {
    this.#resources = parts.resources;
    this.#kinds = parts.kinds;
    this.#clock = parts.clock;
    this.#rulesOf = parts.rulesOf;
    const { store } = this.#resources;
    for (const object of store.collection(resourceOf(this.#kind)).all()) this.#changed(object);
    store.listen(resourceOf(this.#kind), ({ type, object }) => {
      if (type === "DELETED") this.#gone(object as Definition);
      else this.#changed(object);
    });
  }

  #all(): readonly Definition[] {
    return this.#resources.store.collection(resourceOf(this.#kind)).all() as readonly Definition[];
  }

  #changed(object: KubeObject): void {
    const crd = object as Definition;
    this.#serve(crd);
    if (this.#step(crd)) this.#notice(crd.metadata.name);
  }

  /** A definition that is gone frees its names for others of its group. */
  #gone(crd: Definition): void {
    this.#withdraw(crd.metadata.name);
    this.#waiting.get(crd.metadata.name)?.();
    this.#waiting.delete(crd.metadata.name);
    for (const other of this.#all()) if (other.spec.group === crd.spec.group) this.#notice(other.metadata.name);
  }

  #notice(name: string): void {
    if (this.#due.has(name)) return;
    this.#due.add(name);
    this.#clock.after(NOTICE_MS, () => {
      this.#due.delete(name);
      const crd = this.#resources.store.get(resourceOf(this.#kind), name) as Definition | undefined;
      const next = crd && this.#step(crd);
      if (next) this.#resources.rewrite(this.#kind, next, { by: SERVER });
    });
  }

  /** What the next loop makes of a definition; undefined when there is nothing to do. */
  #step(crd: Definition): Definition | undefined {
    const nowMs = this.#clock.now();
    if (crd.metadata.deletionTimestamp) return this.#clearOut(crd);
    const approval = approvalOf(crd);
    const said = approval && conditionOf(crd, approval.type);
    if (approval && (said?.status !== approval.status || said.message !== approval.message)) {
      return withCondition(crd, approval, nowMs);
    }
    const named = this.#named(crd);
    if (named) return named;
    if (isTrue(crd, "NamesAccepted") && !isTrue(crd, "Established")) return withCondition(crd, ESTABLISHED, nowMs);
    return undefined;
  }

  #named(crd: Definition): Definition | undefined {
    if (deepEqual(crd.spec.names, crd.status?.acceptedNames)) return undefined;
    const others = this.#all().filter(
      ({ spec, metadata }) => spec.group === crd.spec.group && metadata.name !== crd.metadata.name,
    );
    const { acceptedNames, condition } = acceptNames(crd, others);
    const old = conditionOf(crd, condition.type);
    const same = old?.status === condition.status && old.message === condition.message;
    if (same && deepEqual(acceptedNames, crd.status?.acceptedNames)) return undefined;
    const nowMs = this.#clock.now();
    const named = withCondition({ ...crd, status: { ...crd.status, acceptedNames } }, condition, nowMs);
    if (isTrue(crd, "Established")) return named;
    if (condition.status === "True") return withCondition(named, INSTALLING, nowMs);
    return conditionOf(crd, "Established") ? named : withCondition(named, NOT_ACCEPTED, nowMs);
  }

  /** Deletes the objects of a definition that goes; what finalizers hold is waited for. */
  #clearOut(crd: Definition): Definition | undefined {
    if (!crd.metadata.finalizers?.includes(CLEANUP)) return undefined;
    const nowMs = this.#clock.now();
    if (conditionOf(crd, "Terminating")?.reason !== DELETION_IN_PROGRESS.reason) {
      return withCondition(crd, DELETION_IN_PROGRESS, nowMs);
    }
    if (!isTrue(crd, "Established")) return withoutCleanup(withCondition(crd, NEVER_ESTABLISHED, nowMs));
    const { group, versions, scope } = crd.spec;
    const { plural, kind } = crd.status?.acceptedNames ?? crd.spec.names;
    const names = { group, version: versions[0]?.name ?? "", plural, kind };
    const instances = { ...names, namespaced: scope === "Namespaced" } as Kind;
    const served = this.#served.get(crd.metadata.name)?.kinds[0] ?? instances;
    const collection = this.#resources.store.collection(qualifiedResource(instances));
    for (const { metadata } of [...collection.all()]) {
      if (metadata.deletionTimestamp) continue;
      const ref = { name: metadata.name, ...(metadata.namespace ? { namespace: metadata.namespace } : {}) };
      deleteObject(this.#resources, served, ref, { by: SERVER });
    }
    if (collection.size === 0) return withoutCleanup(withCondition(crd, DELETION_COMPLETED, nowMs));
    this.#awaitLast(crd.metadata.name, qualifiedResource(instances));
    return undefined;
  }

  #awaitLast(name: string, resource: string): void {
    if (this.#waiting.has(name)) return;
    const { store } = this.#resources;
    const stop = store.listen(resource, () => {
      if (store.collection(resource).size === 0) this.#notice(name);
    });
    this.#waiting.set(name, stop);
  }

  #serve(crd: Definition): void {
    const { name } = crd.metadata;
    if (!isTrue(crd, "Established")) return this.#withdraw(name);
    const known = this.#served.get(name);
    const same =
      known &&
      known.of.spec === crd.spec &&
      deepEqual(known.of.status?.acceptedNames, crd.status?.acceptedNames) &&
      isTrue(known.of, "Terminating") === isTrue(crd, "Terminating");
    if (same) return;
    const kinds = servedKinds(crd, this.#rulesOf);
    for (const kind of known?.kinds ?? []) this.#kinds.removeCustom(kind);
    for (const kind of kinds) this.#kinds.addCustom(kind);
    this.#served.set(name, { of: crd, kinds });
  }

  #withdraw(name: string): void {
    for (const kind of this.#served.get(name)?.kinds ?? []) this.#kinds.removeCustom(kind);
    this.#served.delete(name);
  }
}

function withoutCleanup(crd: Definition): Definition {
  const finalizers = crd.metadata.finalizers?.filter((one) => one !== CLEANUP) ?? [];
  const { finalizers: _, ...metadata } = crd.metadata;
  return { ...crd, metadata: finalizers.length > 0 ? { ...metadata, finalizers } : metadata };
}
