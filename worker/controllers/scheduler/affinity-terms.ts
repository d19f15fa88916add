import type { LabelSelector, PodAffinityTerm, PodObject, WeightedPodAffinityTerm } from "../../api/generated/types.ts";
import { NOTHING, selectorOf } from "../workload/selection.ts";
import { change, type Selection } from "./pod-census.ts";

/** Namespaces by name, with labels, for namespace selectors. */
export type NamespaceLabels = () => Iterable<
  readonly [name: string, labels: Readonly<Record<string, string>> | undefined]
>;

/** The pods that an affinity term of this pod speaks of. */
export function selectionOf(term: PodAffinityTerm, pod: PodObject, namespaces: NamespaceLabels): Selection {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term;
  const labels = pod.metadata.labels ?? {};
  const extra = [
    ...matchLabelKeys.flatMap((key) =>
      labels[key] === undefined ? [] : [{ key, operator: "In", values: [labels[key]!] }],
    ),
    ...mismatchLabelKeys.flatMap((key) =>
      labels[key] === undefined ? [] : [{ key, operator: "NotIn", values: [labels[key]!] }],
    ),
  ];
  const selector: LabelSelector | undefined =
    labelSelector && extra.length > 0
      ? { ...labelSelector, matchExpressions: [...(labelSelector.matchExpressions ?? []), ...extra] }
      : labelSelector;
  return {
    namespaces: namespacesOf(term, pod, namespaces),
    selectors: [selector ?? NOTHING],
    withoutTerminating: false,
  };
}

function namespacesOf(term: PodAffinityTerm, pod: PodObject, namespaces: NamespaceLabels): Selection["namespaces"] {
  const named = term.namespaces ?? [];
  if (!term.namespaceSelector) return named.length > 0 ? named : [pod.metadata.namespace!];
  const matches = selectorOf(term.namespaceSelector);
  const selected = [...namespaces()].filter(([, labels]) => matches(labels)).map(([name]) => name);
  return [...new Set([...named, ...selected])].sort();
}

/** A term that placed pods carry, with how many of them on each node. */
export interface CarriedTerm {
  readonly selection: Selection;
  readonly topologyKey: string;
  readonly weight: number;
  readonly counts: ReadonlyMap<string, number>;
}

interface Carried extends CarriedTerm {
  readonly counts: Map<string, number>;
}

/**
 * The terms that placed pods carry and that newcomers must heed: required anti-affinity, and preferences that attract or
 * repel. Equal terms of equal pods count as one.
 */
export class CarriedTerms {
  readonly #required = new Map<string, Carried>();
  readonly #preferred = new Map<string, Carried>();
  /** What each pod was counted under: namespaces may match otherwise by the time it goes. */
  readonly #carriedBy = new Map<string, [Map<string, Carried>, string][]>();
  readonly #namespaces: NamespaceLabels;

  constructor(namespaces: NamespaceLabels) {
    this.#namespaces = namespaces;
  }

  required(): Iterable<CarriedTerm> {
    return this.#required.values();
  }
  preferred(): Iterable<CarriedTerm> {
    return this.#preferred.values();
  }

  add(pod: PodObject, nodeName: string): void {
    const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
    if (!podAffinity && !podAntiAffinity) return;
    const keys = this.#keysOf(pod);
    for (const term of podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
      keys.push([this.#required, this.#count(this.#required, { term, weight: -1, pod, nodeName })]);
    }
    const preferred = [
      ...(podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(repelling),
      ...(podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(attracting),
      // A required affinity of a placed pod attracts its own kind a little: hardPodAffinityWeight is 1.
      ...(podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => ({ term, weight: 1 })),
    ];
    for (const { term, weight } of preferred) {
      keys.push([this.#preferred, this.#count(this.#preferred, { term, weight, pod, nodeName })]);
    }
  }

  remove(pod: PodObject, nodeName: string): void {
    for (const [terms, key] of this.#carriedBy.get(pod.metadata.uid!) ?? []) {
      const carried = terms.get(key);
      if (!carried) continue;
      change(carried.counts, nodeName, -1);
      if (carried.counts.size === 0) terms.delete(key);
    }
    this.#carriedBy.delete(pod.metadata.uid!);
  }

  #keysOf(pod: PodObject): [Map<string, Carried>, string][] {
    const keys: [Map<string, Carried>, string][] = [];
    this.#carriedBy.set(pod.metadata.uid!, keys);
    return keys;
  }

  #count(terms: Map<string, Carried>, { term, weight, pod, nodeName }: Carrying): string {
    const selection = selectionOf(term, pod, this.#namespaces);
    const key = `${weight} ${term.topologyKey} ${JSON.stringify(selection)}`;
    let carried = terms.get(key);
    if (!carried) terms.set(key, (carried = { selection, topologyKey: term.topologyKey, weight, counts: new Map() }));
    change(carried.counts, nodeName, 1);
    return key;
  }
}

interface Carrying {
  readonly term: PodAffinityTerm;
  readonly weight: number;
  readonly pod: PodObject;
  readonly nodeName: string;
}

const attracting = ({ weight, podAffinityTerm: term }: WeightedPodAffinityTerm) => ({ term, weight });
const repelling = ({ weight, podAffinityTerm: term }: WeightedPodAffinityTerm) => ({ term, weight: -weight });
