import type { CSIDriverObject } from "../generated/types.ts";
import { duplicate, type FieldError, invalid, notSupported } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { deepEqual } from "../machinery/values.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { IMMUTABLE, oneOfIfSet } from "./rules.ts";
import { SPEC } from "./workload.ts";

const MODES = ["Persistent", "Ephemeral"];

function validateTokens({ spec }: CSIDriverObject): FieldError[] {
  const seen = new Set<string>();
  return (spec.tokenRequests ?? []).flatMap(({ audience, expirationSeconds }, i) => {
    const at = SPEC.child("tokenRequests").index(i);
    if (seen.has(audience)) return [duplicate(at.child("audience"), audience)];
    seen.add(audience);
    if (expirationSeconds === undefined) return [];
    const here = at.child("expirationSeconds");
    return [
      ...(expirationSeconds < 600
        ? [invalid(here, expirationSeconds, "may not specify a duration less than 10 minutes")]
        : []),
      ...(expirationSeconds > 2 ** 32
        ? [invalid(here, expirationSeconds, "may not specify a duration larger than 2^32 seconds")]
        : []),
    ];
  });
}

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-driver-v1/ */
export const CSIDriver = defineKind<CSIDriverObject>({
  group: "storage.k8s.io",
  version: "v1",
  kind: "CSIDriver",
  plural: "csidrivers",
  namespaced: false,
  schema: "CSIDriver",
  withoutGeneration: true,
  setDefaults(driver) {
    driver.spec ??= {};
    const { spec } = driver;
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= "ReadWriteOnceWithFSType";
    if (!spec.volumeLifecycleModes?.length) spec.volumeLifecycleModes = ["Persistent"];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
  validate: (driver) => {
    const { spec } = driver;
    const modes = SPEC.child("volumeLifecycleModes");
    const period = spec.nodeAllocatableUpdatePeriodSeconds;
    return [
      ...oneOfIfSet(SPEC.child("fsGroupPolicy"), spec.fsGroupPolicy, ["File", "None", "ReadWriteOnceWithFSType"]),
      ...validateTokens(driver),
      ...(spec.volumeLifecycleModes ?? [])
        .filter((mode) => !MODES.includes(mode))
        .map((mode) => notSupported(modes, mode, MODES)),
      ...(period !== undefined && period < 10
        ? [
            invalid(
              SPEC.child("nodeAllocatableUpdatePeriodSeconds"),
              period,
              "must be greater than or equal to 10 seconds",
            ),
          ]
        : []),
    ];
  },
  validateUpdate: ({ spec }, { spec: old }) => [
    ...(spec.attachRequired === old.attachRequired
      ? []
      : [invalid(SPEC.child("attachedRequired"), spec.attachRequired, IMMUTABLE)]),
    ...(deepEqual(spec.volumeLifecycleModes, old.volumeLifecycleModes)
      ? []
      : [invalid(SPEC.child("volumeLifecycleModes"), spec.volumeLifecycleModes, IMMUTABLE)]),
  ],
  warn: ({ spec }) =>
    (spec.tokenRequests ?? []).length > 0 && spec.serviceAccountTokenInSecrets === undefined
      ? [
          "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes",
        ]
      : [],
  columns: [
    nameColumn,
    { name: "AttachRequired", type: "boolean", cell: ({ spec }) => spec.attachRequired ?? true },
    { name: "PodInfoOnMount", type: "boolean", cell: ({ spec }) => spec.podInfoOnMount ?? false },
    { name: "StorageCapacity", type: "boolean", cell: ({ spec }) => spec.storageCapacity ?? false },
    {
      name: "TokenRequests",
      cell: ({ spec }) => spec.tokenRequests?.map(({ audience }) => audience).join(",") ?? "<unset>",
    },
    { name: "RequiresRepublish", type: "boolean", cell: ({ spec }) => spec.requiresRepublish ?? false },
    { name: "Modes", cell: ({ spec }) => spec.volumeLifecycleModes?.join(",") || "<none>" },
    ageColumn,
  ],
});
