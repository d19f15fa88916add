import { compareQuantities, formatQuantity, parseQuantity } from "../../../base/quantity.ts";
import type {
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
  TypedObjectReference,
} from "../../generated/types.ts";
import { type FieldError, type FieldPath, forbidden, invalid, notSupported, required } from "../../machinery/field.ts";
import { labelProblems, subdomainProblems } from "../../machinery/names.ts";
import type { Draft } from "../../machinery/object.ts";
import { invalidFor, labelSelector, oneOfIfSet, requiredText } from "../rules.ts";

/** What a claim asks for: of claims, of the templates of StatefulSets and of ephemeral volumes. */

export const ACCESS_MODES = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
export const VOLUME_MODES = ["Block", "Filesystem"];

const SHORT_MODES: readonly (readonly [string, string])[] = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
];

/** "RWO,ROX". k8s.io/kubernetes pkg/apis/core/v1/helper GetAccessModesAsString */
export const shortAccessModes = (modes: readonly string[] = []): string =>
  SHORT_MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(",");

/** Known modes, and ReadWriteOncePod only alone. */
export function validateAccessModes(modes: readonly string[], at: FieldPath): FieldError[] {
  const known = modes.filter((mode) => ACCESS_MODES.includes(mode));
  return [
    ...modes.filter((mode) => !ACCESS_MODES.includes(mode)).map((mode) => notSupported(at, mode, ACCESS_MODES)),
    ...(known.includes("ReadWriteOncePod") && known.some((mode) => mode !== "ReadWriteOncePod")
      ? [forbidden(at, "may not use ReadWriteOncePod with other access modes")]
      : []),
  ];
}

/** Names of classes, where one is named. */
export const className = (at: FieldPath, name: string | undefined): FieldError[] =>
  name ? invalidFor(at, name, subdomainProblems(name)) : [];

export function defaultClaimSpec(spec: Draft<PersistentVolumeClaimSpec>): void {
  spec.volumeMode ??= "Filesystem";
}

function validateSource(source: TypedLocalObjectReference, at: FieldPath): FieldError[] {
  const { apiGroup = "", kind, name } = source;
  return [
    ...requiredText(at.child("name"), name),
    ...requiredText(at.child("kind"), kind),
    ...(apiGroup === "" && kind !== "PersistentVolumeClaim"
      ? [invalid(at, kind ?? "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
      : []),
    ...(apiGroup === "" ? [] : invalidFor(at.child("apiGroup"), apiGroup, subdomainProblems(apiGroup))),
  ];
}

const sameSource = (a: TypedLocalObjectReference, b: TypedObjectReference) =>
  a.apiGroup === b.apiGroup && a.kind === b.kind && a.name === b.name;

/** k8s.io/kubernetes pkg/apis/core/validation ValidatePersistentVolumeClaimSpec */
export function validateClaimSpec(spec: PersistentVolumeClaimSpec, at: FieldPath): FieldError[] {
  const { accessModes = [], selector, resources, storageClassName, volumeMode, dataSource, dataSourceRef } = spec;
  const modes = at.child("accessModes");
  const size = at.child("resources").key("storage");
  const storage = resources?.requests?.storage;
  return [
    ...(accessModes.length === 0 ? [required(modes, "at least 1 access mode is required")] : []),
    ...(selector ? labelSelector(at.child("selector"), selector) : []),
    ...validateAccessModes(accessModes, modes),
    ...(storage === undefined ? [required(size)] : positiveQuantity(size, storage)),
    ...className(at.child("storageClassName"), storageClassName),
    ...oneOfIfSet(at.child("volumeMode"), volumeMode, VOLUME_MODES),
    ...(dataSource ? validateSource(dataSource, at.child("dataSource")) : []),
    ...(dataSourceRef
      ? [
          ...validateSource(dataSourceRef, at.child("dataSourceRef")),
          ...(dataSourceRef.namespace
            ? invalidFor(
                at.child("dataSourceRef").child("namespace"),
                dataSourceRef.namespace,
                labelProblems(dataSourceRef.namespace),
              )
            : []),
        ]
      : []),
    ...(dataSource && dataSourceRef && !dataSourceRef.namespace && !sameSource(dataSource, dataSourceRef)
      ? [
          {
            type: "FieldValueInvalid" as const,
            field: at.text,
            message: "Invalid value: {}: must match dataSourceRef",
          },
        ]
      : []),
    ...className(at.child("volumeAttributesClassName"), spec.volumeAttributesClassName),
  ];
}

export function positiveQuantity(at: FieldPath, text: string): FieldError[] {
  const quantity = parseQuantity(String(text));
  const nothing = compareQuantities(quantity, parseQuantity("0")) <= 0;
  return nothing ? [invalid(at, formatQuantity(quantity), "must be greater than zero")] : [];
}

/** Bytes come whole. */
export function claimSpecWarnings({ resources }: PersistentVolumeClaimSpec, at: FieldPath): string[] {
  return (["requests", "limits"] as const).flatMap((which) => {
    const text = resources?.[which]?.storage;
    if (text === undefined) return [];
    const quantity = parseQuantity(String(text));
    if (quantity.nanos % 10n ** 9n === 0n) return [];
    const here = at.child("resources").child(which).key("storage").text;
    return [
      `${here}: fractional byte value ${JSON.stringify(formatQuantity(quantity))} is invalid, must be an integer`,
    ];
  });
}
