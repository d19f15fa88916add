import type { Cache } from "../../api/client/client.ts";
import type { CustomResourceDefinitionObject } from "../../api/generated/types.ts";
import { CustomResourceDefinition } from "../../api/kinds/index.ts";
import { customKind, type Kind } from "../../api/machinery/kind.ts";

/** The kind by which loops reach the objects of a definition: in the version it stores, where that is served. */
export function kindOfDefinition({ spec }: CustomResourceDefinitionObject): Kind | undefined {
  const served = spec.versions.filter((version) => version.served);
  const version = served.find(({ storage }) => storage) ?? served[0];
  if (!version) return undefined;
  const { kind, plural } = spec.names;
  return customKind({
    group: spec.group,
    version: version.name,
    kind,
    plural,
    namespaced: spec.scope === "Namespaced",
  });
}

/** Kinds that CustomResourceDefinitions bring and the server serves now. */
export function customKinds(cache: Cache): readonly Kind[] {
  return cache
    .list(CustomResourceDefinition)
    .flatMap((definition) => kindOfDefinition(definition) ?? [])
    .filter((kind) => cache.serves(kind));
}
