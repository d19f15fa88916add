import type { Container, PodSpec } from "../../../generated/types.ts";

/** What a check looks at: a pod, or the template of pods. */
export interface Judged {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
}

/** Why a pod is refused: in short, and what of it. */
export interface Violation {
  readonly reason: string;
  readonly detail: string;
}

/** Undefined when the pod is as it should be. */
export type CheckPod = (pod: Judged) => Violation | undefined;

/** One rule of the standards, which may have changed from version to version. */
export interface Check {
  readonly id: string;
  readonly level: "baseline" | "restricted";
  /** From old to new; each holds from a minor version on. */
  readonly versions: readonly {
    readonly since: number;
    readonly check: CheckPod;
    /** The check of the baseline that this one takes the place of. */
    readonly overrides?: string;
  }[];
}

/** In the order in which the server visits them. */
export function containersOf({
  initContainers = [],
  containers,
  ephemeralContainers = [],
}: PodSpec): readonly Container[] {
  return [...initContainers, ...(containers ?? []), ...(ephemeralContainers as readonly Container[])];
}

export const quoted = (items: readonly string[]): string => items.map((item) => `"${item}"`).join(", ");

/** Sorted, each once. */
export const distinct = (items: readonly string[]): readonly string[] => [...new Set(items)].sort();

export const plural = (count: number, one: string, many = `${one}s`): string => (count === 1 ? one : many);

/** `container "a"`, `containers "a", "b"` */
export const named = (what: string, names: readonly string[]): string =>
  `${plural(names.length, what)} ${quoted(names)}`;

/** Who set something: the pod itself, some of its containers, or both. */
export function setters(pod: boolean, containers: readonly string[], others: readonly string[] = []): string {
  const own = [...(pod ? ["pod"] : []), ...(containers.length > 0 ? [named("container", containers)] : []), ...others];
  return own.join(" and ");
}

/** Names of the containers of which this is true. */
export const namesOf = (spec: PodSpec, is: (container: Container) => boolean): readonly string[] =>
  containersOf(spec)
    .filter(is)
    .map(({ name }) => name);

/** Pods in a user namespace are trusted with more. */
export const inUserNamespace = ({ hostUsers }: PodSpec): boolean => hostUsers === false;

export const isWindows = ({ os }: PodSpec): boolean => os?.name === "windows";
