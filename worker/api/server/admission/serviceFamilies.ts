import type { ServiceObject } from "../../generated/types.ts";
import { isIPv6 } from "../../kinds/rules.ts";
import { type FieldError, fieldPath, invalid } from "../../machinery/field.ts";
import type { Draft } from "../../machinery/object.ts";

type ServiceDraft = Draft<ServiceObject>;
type Spec = ServiceObject["spec"] | ServiceDraft["spec"];

const SPEC = fieldPath("spec");
const HEADLESS = "None";
export const DUAL = "RequireDualStack";
export const SINGLE = "SingleStack";

const isHeadless = (spec: Spec) => spec.clusterIP === HEADLESS || spec.clusterIPs?.[0] === HEADLESS;
const same = (a: readonly unknown[], b: readonly unknown[]) => String(a) === String(b);

/** Headless, and without a selector: such a service may promise any family. */
export const isForAnything = (spec: Spec) => isHeadless(spec) && Object.keys(spec.selector ?? {}).length === 0;

/**
 * The families of a service on a cluster that has IPv4 alone.
 *
 * @see k8s.io/kubernetes pkg/registry/core/service/storage initIPFamilyFields
 */
export function settleFamilies(
  spec: ServiceDraft["spec"],
  old: ServiceObject["spec"] | undefined,
): readonly FieldError[] {
  const errors = [...(old ? reductionErrors(spec, old) : []), ...countErrors(spec), ...inferFamilies(spec)];
  if (errors.length > 0) return errors;
  if (isForAnything(spec)) {
    const families = spec.ipFamilies?.length ? spec.ipFamilies : ["IPv4"];
    const other = families[0] === "IPv4" ? "IPv6" : "IPv4";
    spec.ipFamilies = spec.ipFamilyPolicy === SINGLE || families.length > 1 ? families : [families[0]!, other];
    return [];
  }
  const policy = SPEC.child("ipFamilyPolicy");
  const dual = spec.ipFamilyPolicy === DUAL;
  const unknown = (spec.ipFamilies ?? []).flatMap((family, i) =>
    family === "IPv4" ? [] : [invalid(SPEC.child("ipFamilies").index(i), family, "not configured on this cluster")],
  );
  if (dual) return [invalid(policy, DUAL, "this cluster is not configured for dual-stack services"), ...unknown];
  if (unknown.length > 0) return unknown;
  if (!spec.ipFamilies?.length) spec.ipFamilies = ["IPv4"];
  return [];
}

/** Asking for a single stack gives up the second address and family; otherwise that must be asked for. */
function reductionErrors(spec: ServiceDraft["spec"], old: ServiceObject["spec"]): readonly FieldError[] {
  const parts = [
    { field: "clusterIPs", what: "cluster IP" },
    { field: "ipFamilies", what: "IP family" },
  ] as const;
  return parts.flatMap(({ field, what }) => {
    const [now = [], before = []] = [spec[field], old[field]];
    if (spec.ipFamilyPolicy === SINGLE) {
      if (now.length > 1 && same(now, before)) spec[field] = now.slice(0, 1);
      return [];
    }
    const reduced = now.length > 0 && now.length < before.length && now[0] === before[0];
    const words = `must be 'SingleStack' to release the secondary ${what}`;
    return reduced ? [invalid(SPEC.child("ipFamilyPolicy"), spec.ipFamilyPolicy, words)] : [];
  });
}

function countErrors({
  ipFamilyPolicy,
  clusterIPs = [],
  ipFamilies = [],
}: ServiceDraft["spec"]): readonly FieldError[] {
  if (ipFamilyPolicy !== SINGLE) return [];
  const tooMany = (what: string) => {
    const words = `must be 'RequireDualStack' or 'PreferDualStack' when multiple ${what} are specified`;
    return invalid(SPEC.child("ipFamilyPolicy"), ipFamilyPolicy, words);
  };
  return [
    ...(clusterIPs.length === 2 ? [tooMany("cluster IPs")] : []),
    ...(ipFamilies.length === 2 ? [tooMany("IP families")] : []),
  ];
}

/** A family for each address that has none. */
function inferFamilies(spec: ServiceDraft["spec"]): readonly FieldError[] {
  const { clusterIPs = [] } = spec;
  if (clusterIPs[0] === HEADLESS) return [];
  return clusterIPs.slice(spec.ipFamilies?.length ?? 0).flatMap((ip) => {
    const at = SPEC.child("clusterIPs").index(clusterIPs.indexOf(ip));
    if (isIPv6(ip)) return [invalid(at, clusterIPs, "IPv6 is not configured on this cluster")];
    spec.ipFamilies = [...(spec.ipFamilies ?? []), "IPv4"];
    return [];
  });
}
