import type {
  DeviceClaim,
  DeviceClassConfiguration,
  DeviceRequest,
  DeviceSelector,
  ExactDeviceRequest,
} from "../../generated/types.ts";
import { duplicate, type FieldError, type FieldPath, invalid, notSupported, required } from "../../machinery/field.ts";
import type { Draft } from "../../machinery/object.ts";
import { driverName } from "../persistentvolume/sources.ts";
import { dnsLabel, dnsSubdomain } from "../rules.ts";

/** What claims, their templates and classes of devices have in common. k8s.io/kubernetes pkg/apis/resource/validation */

export function defaultClaim({ requests = [] }: Draft<DeviceClaim>): void {
  for (const { exactly, firstAvailable = [] } of requests) {
    for (const request of [...(exactly ? [exactly] : []), ...firstAvailable]) {
      request.allocationMode ||= "ExactCount";
      if (request.allocationMode === "ExactCount") request.count ||= 1;
    }
  }
}

export const validateSelectors = (selectors: readonly DeviceSelector[] | undefined, at: FieldPath): FieldError[] =>
  (selectors ?? []).flatMap(({ cel }, i) => {
    const here = at.index(i).child("cel");
    if (!cel) return [required(here)];
    return cel.expression ? [] : [required(here.child("expression"))];
  });

export const validateConfigurations = (
  list: readonly Pick<DeviceClassConfiguration, "opaque">[] | undefined,
  at: FieldPath,
): FieldError[] =>
  (list ?? []).flatMap(({ opaque }, i) => {
    const here = at.index(i);
    if (!opaque) return [required(here.child("opaque"))];
    return [
      ...driverName(here.child("opaque").child("driver"), opaque.driver),
      ...(opaque.parameters === undefined ? [required(here.child("opaque").child("parameters"))] : []),
    ];
  });

const MODES = ["All", "ExactCount"];

function validateExactly(request: ExactDeviceRequest, at: FieldPath): FieldError[] {
  const { deviceClassName, allocationMode = "", count = 0, selectors } = request;
  const mode = at.child("allocationMode");
  const here = at.child("count");
  return [
    ...(deviceClassName
      ? dnsSubdomain(at.child("deviceClassName"), deviceClassName)
      : [required(at.child("deviceClassName"))]),
    ...validateSelectors(selectors, at.child("selectors")),
    ...(MODES.includes(allocationMode) ? [] : [notSupported(mode, allocationMode, MODES)]),
    ...(allocationMode === "All" && count !== 0
      ? [invalid(here, count, "must not be specified when allocationMode is 'All'")]
      : []),
    ...(allocationMode === "ExactCount" && count <= 0 ? [invalid(here, count, "must be greater than zero")] : []),
  ];
}

function validateRequest({ name, exactly, firstAvailable }: DeviceRequest, at: FieldPath): FieldError[] {
  const one = "exactly one of `exactly` or `firstAvailable` is required";
  return [
    ...dnsLabel(at.child("name"), name ?? ""),
    ...(!exactly && !firstAvailable?.length ? [required(at, one)] : []),
    ...(exactly && firstAvailable?.length
      ? [
          {
            type: "FieldValueInvalid" as const,
            field: at.text,
            message: `Invalid value: ${one}, but multiple fields are set`,
          },
        ]
      : []),
    ...(exactly ? validateExactly(exactly, at.child("exactly")) : []),
    ...(firstAvailable ?? []).flatMap((sub, i) => {
      const here = at.child("firstAvailable").index(i);
      return [
        ...(sub.name ? dnsLabel(here.child("name"), sub.name) : [required(here.child("name"))]),
        ...validateExactly(sub, here),
      ];
    }),
  ];
}

export function validateClaim({ requests = [], config }: DeviceClaim, at: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return [
    ...requests.flatMap((request, i) => {
      const here = at.child("requests").index(i);
      const again = seen.has(request.name);
      seen.add(request.name);
      return [...validateRequest(request, here), ...(again ? [duplicate(here, request.name)] : [])];
    }),
    ...validateConfigurations(config, at.child("config")),
  ];
}
