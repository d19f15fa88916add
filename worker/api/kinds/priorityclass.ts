import type { PriorityClassObject } from "../generated/types.ts";
import { fieldPath, forbidden, invalid } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { IMMUTABLE, oneOfIfSet } from "./rules.ts";
import { SYSTEM_PRIORITIES } from "./wellknown.ts";

const SYSTEM = "system-";
const HIGHEST = 1_000_000_000;
const POLICIES = ["PreemptLowerPriority", "Never"];

/** Why a class whose name begins with "system-" is none of the server's own; undefined for those. */
function notOfTheSystem({ metadata: { name }, value, globalDefault }: PriorityClassObject): string | undefined {
  const own = SYSTEM_PRIORITIES[name];
  if (own === undefined) return `${name} is not a known system priority class`;
  if (own !== (value ?? 0)) return `value of ${name} PriorityClass must be ${own}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/priority-class-v1/ */
export const PriorityClass = defineKind<PriorityClassObject>({
  group: "scheduling.k8s.io",
  version: "v1",
  kind: "PriorityClass",
  plural: "priorityclasses",
  shortNames: ["pc"],
  namespaced: false,
  schema: "PriorityClass",
  setDefaults(draft) {
    draft.value ??= 0;
    draft.preemptionPolicy ??= "PreemptLowerPriority";
  },
  validate(object) {
    const { metadata, value = 0, preemptionPolicy } = object;
    const why = metadata.name.startsWith(SYSTEM) ? notOfTheSystem(object) : undefined;
    const reserved = `priority class names with '${SYSTEM}' prefix are reserved for system use only. error: ${why}`;
    return [
      ...(why === undefined ? [] : [forbidden(fieldPath("metadata").child("name"), reserved)]),
      ...(value > HIGHEST && !metadata.name.startsWith(SYSTEM)
        ? [forbidden(fieldPath("value"), `maximum allowed value of a user defined priority is ${HIGHEST}`)]
        : []),
      ...oneOfIfSet(fieldPath("preemptionPolicy"), preemptionPolicy, POLICIES),
    ];
  },
  validateUpdate: ({ value, preemptionPolicy }, old) => [
    ...(value === old.value ? [] : [forbidden(fieldPath("value"), "may not be changed in an update.")]),
    ...(preemptionPolicy === old.preemptionPolicy
      ? []
      : [invalid(fieldPath("preemptionPolicy"), preemptionPolicy, IMMUTABLE)]),
  ],
  columns: [
    nameColumn,
    { name: "Value", type: "integer", cell: ({ value }) => value ?? 0 },
    { name: "Global-Default", type: "boolean", cell: ({ globalDefault }) => globalDefault ?? false },
    ageColumn,
    { name: "PreemptionPolicy", cell: ({ preemptionPolicy }) => preemptionPolicy ?? "" },
  ],
});
