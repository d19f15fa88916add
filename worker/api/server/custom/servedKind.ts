import type { CustomResourceDefinitionObject, CustomResourceDefinitionVersion } from "../../generated/types.ts";
import { apiVersionOf, defineKind, type FieldOf, type Kind, type Subresource } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { copyOf, deepEqual, deepFreeze, type JsonObject } from "../../machinery/values.ts";
import { withWritten, writtenOf } from "../written.ts";
import { isTrue } from "./conditions.ts";
import { normalize } from "./normalize.ts";
import type { RulesOf } from "./rulesOf.ts";
import { scaleAccess } from "./scale.ts";
import { type Structural, structuralOf } from "./structural.ts";
import { valueAt } from "./valueAt.ts";
import { byPreference } from "./versions.ts";

/** The kinds that an established definition brings: one a served version. */
export function servedKinds(crd: CustomResourceDefinitionObject, rulesOf: RulesOf): readonly Kind[] {
  return crd.spec.versions.filter(({ served }) => served).map((version) => servedKind(crd, version, rulesOf));
}

function servedKind(
  crd: CustomResourceDefinitionObject,
  version: CustomResourceDefinitionVersion,
  rulesOf: RulesOf,
): Kind {
  const { group, versions, scope } = crd.spec;
  const names = crd.status?.acceptedNames ?? crd.spec.names;
  const apiVersion = apiVersionOf({ group, version: version.name });
  const stored = versions.find(({ storage }) => storage)?.name ?? version.name;
  const schema = lazily(() => structuralOf(version.schema?.openAPIV3Schema ?? {}));
  const { status, scale } = version.subresources ?? {};
  const subresources: Subresource[] = [
    ...(status ? (["status"] as const) : []),
    ...(scale ? (["scale"] as const) : []),
  ];
  const fields = selectable(version);
  const kind: Kind = {
    ...defineKind<KubeObject>({
      group,
      version: version.name,
      kind: names.kind,
      plural: names.plural,
      singular: names.singular ?? "",
      shortNames: names.shortNames ?? [],
      categories: names.categories ?? [],
      namespaced: scope === "Namespaced",
      subresources,
      columns: [],
      printerColumns: version.additionalPrinterColumns ?? [],
      ...(fields ? { selectableFields: fields } : {}),
      ...(scale ? { scale: scaleAccess(scale) } : {}),
      ...(version.deprecated ? { deprecation: deprecationOf(crd, version) } : {}),
      setDefaults: (draft) => void normalize(draft as unknown as JsonObject, schema()),
      warn: finalizerWarnings,
      ...(status ? { prepareCreate: (draft) => void delete (draft as { status?: unknown }).status } : {}),
    }),
    listKind: names.listKind ?? `${names.kind}List`,
    conditional: true,
    ...(stored === version.name ? {} : { storedVersion: stored }),
    ...(isTrue(crd, "Terminating") ? { closing: true } : {}),
    view: viewer(apiVersion, schema),
    unknownFields: (object) => normalize(copyOf(object) as JsonObject, schema()),
    openApi: () => version.schema?.openAPIV3Schema ?? {},
  };
  return { ...kind, ...rulesOf(version, schema) };
}

const STANDARD_FINALIZERS = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

/** k8s.io/apiextensions-apiserver pkg/registry/customresource validateKubeFinalizerName */
function finalizerWarnings({ metadata }: KubeObject): readonly string[] {
  const own = (metadata.finalizers ?? []).filter((name) => !name.includes("/") && !STANDARD_FINALIZERS.has(name));
  return own.map((name) => {
    const path = name.includes(".") ? " including a path (/)" : "";
    return `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`;
  });
}

/** Works a value out when it is first asked for. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Stored objects as a version has them: without what its schema does not know, with its defaults. */
function viewer(apiVersion: string, schema: () => Structural): (stored: KubeObject) => KubeObject {
  const known = new WeakMap<KubeObject, KubeObject>();
  return (stored) => {
    const seen = known.get(stored);
    if (seen) return seen;
    const draft = withWritten({ ...copyOf(stored), apiVersion }, writtenOf(stored));
    normalize(draft as unknown as JsonObject, schema());
    const view = deepEqual(draft, stored) ? stored : deepFreeze(draft);
    known.set(stored, view);
    return view;
  };
}

function selectable({ selectableFields }: CustomResourceDefinitionVersion) {
  if (!selectableFields?.length) return undefined;
  const fields: Record<string, FieldOf<KubeObject>> = {};
  for (const { jsonPath } of selectableFields) {
    const name = jsonPath.replace(/^\./, "");
    fields[name] = (object) => String(valueAt(object, name.split(".")) ?? "");
  }
  return fields;
}

/** k8s.io/apiextensions-apiserver pkg/apiserver defaultDeprecationWarning */
function deprecationOf({ spec }: CustomResourceDefinitionObject, version: CustomResourceDefinitionVersion): string {
  if (version.deprecationWarning) return version.deprecationWarning;
  const { group, names, versions } = spec;
  const better = versions
    .filter(({ served, deprecated, name }) => served && !deprecated && byPreference(name, version.name) < 0)
    .map(({ name }) => name)
    .sort(byPreference)[0];
  const words = `${group}/${version.name} ${names.kind} is deprecated`;
  return better ? `${words}; use ${group}/${better} ${names.kind}` : words;
}
