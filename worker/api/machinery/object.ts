import type { NamedMeta } from "../generated/types.ts";

/** Any object of the API. Stored objects are frozen and shared: never change one, make a new one. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: NamedMeta;
}

/** Names one object of a known kind. Namespace is absent for cluster-scoped kinds. */
export interface ObjectRef {
  readonly namespace?: string;
  readonly name: string;
}

/** The same shape with every level writable: what defaulting works on before an object is frozen. */
export type Draft<T> = T extends string | number | boolean | undefined | null | unknown[]
  ? T extends readonly (infer Item)[]
    ? Draft<Item>[]
    : T
  : T extends readonly (infer Item)[]
    ? Draft<Item>[]
    : T extends object
      ? { -readonly [Key in keyof T]: Draft<T[Key]> }
      : T;

/** "namespace/name", or just the name for cluster-scoped objects; the key of queues and caches. */
export function keyOf(object: { readonly metadata: { readonly namespace?: string; readonly name: string } }): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

export function refOf(object: KubeObject): ObjectRef {
  const { namespace, name } = object.metadata;
  return namespace ? { namespace, name } : { name };
}
