import type { LoadBalancerIngress, ServiceObject } from "../../generated/types.ts";
import {
  type FieldError,
  type FieldPath,
  fieldPath,
  forbidden,
  invalid,
  notSupported,
  required,
} from "../../machinery/field.ts";
import { subdomainProblems } from "../../machinery/names.ts";
import { invalidFor, ipAddress, isIP } from "../rules.ts";

const MODES = ["Proxy", "VIP"];

function ingressErrors({ ip = "", ipMode, hostname = "" }: LoadBalancerIngress, at: FieldPath): readonly FieldError[] {
  const mode = at.child("ipMode");
  const errors: FieldError[] = [];
  if (ip) errors.push(...ipAddress(at.child("ip"), ip));
  if (ipMode === undefined) {
    if (ip) errors.push(required(mode, "must be specified when `ip` is set"));
  } else if (!ip) {
    errors.push(forbidden(mode, "may not be specified when `ip` is not set"));
  } else if (!MODES.includes(ipMode)) {
    errors.push(notSupported(mode, ipMode, MODES));
  }
  if (!hostname) return errors;
  const here = at.child("hostname");
  errors.push(...invalidFor(here, hostname, subdomainProblems(hostname)));
  if (isIP(hostname)) errors.push(invalid(here, hostname, "must be a DNS name, not an IP address"));
  return errors;
}

/** Where a balancer says that it listens. k8s.io/kubernetes pkg/apis/core/validation ValidateLoadBalancerStatus */
export function validateServiceStatus({ spec, status }: ServiceObject): readonly FieldError[] {
  const at = fieldPath("status").child("loadBalancer").child("ingress");
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (spec.type !== "LoadBalancer" && ingress.length > 0) {
    return [forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  return ingress.flatMap((one, i) => ingressErrors(one, at.index(i)));
}
