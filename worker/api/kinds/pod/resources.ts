import { compareQuantities, parseQuantity, type Quantity } from "../../../base/quantity.ts";
import type { ResourceRequirements } from "../../generated/types.ts";
import { type FieldError, type FieldPath, forbidden, invalid, required } from "../../machinery/field.ts";
import { labelKeyProblems } from "../../machinery/names.ts";
import { joined } from "../../machinery/values.ts";
import { invalidFor } from "../rules.ts";

/** Rules for requests and limits. k8s.io/kubernetes pkg/apis/core/validation validateResourceRequirements */

export const OF_CONTAINERS: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);
const STANDARD: ReadonlySet<string> = new Set([
  ...OF_CONTAINERS,
  ...["requests.", "limits."].flatMap((prefix) => [...OF_CONTAINERS].map((name) => prefix + name)),
  "pods",
  "services",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "storage",
  "requests.storage",
  "services.nodeports",
  "services.loadbalancers",
]);

const isHugePages = (name: string) => name.startsWith("hugepages-");
export const isNative = (name: string) => !name.includes("/") || name.includes("kubernetes.io/");
/** Devices and huge pages are handed out whole: what is asked for is what is kept. */
export const isOvercommitAllowed = (name: string) => isNative(name) && !isHugePages(name);

/** Names of resources of any kind: of containers, of claims, of what a quota counts. */
export function resourceNameProblems(name: string): string[] {
  const problems = labelKeyProblems(name);
  if (problems.length > 0 || name.includes("/") || STANDARD.has(name) || isQuotaHugePages(name)) return problems;
  return ["must be a standard resource type or fully qualified"];
}

const isQuotaHugePages = (name: string) => isHugePages(name) || name.startsWith("requests.hugepages-");

/** Devices and the like, which nodes make known: of another domain than Kubernetes' own. */
export const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith("requests.") && labelKeyProblems(`requests.${name}`).length === 0;

export function containerResourceProblems(name: string): string[] {
  const problems = resourceNameProblems(name);
  if (labelKeyProblems(name).length > 0) return problems;
  if (!name.includes("/")) {
    const known = OF_CONTAINERS.has(name) || isHugePages(name);
    return known ? problems : [...problems, "must be a standard resource for containers"];
  }
  return isNative(name) || isExtended(name)
    ? problems
    : [...problems, "doesn't follow extended resource name standard"];
}

function validateAmount(name: string, quantity: Quantity, shown: string, at: FieldPath): FieldError[] {
  if (quantity.nanos < 0n) return [invalid(at, shown, "must be greater than or equal to 0")];
  const whole = quantity.nanos % 10n ** 9n === 0n;
  return !isNative(name) && !whole ? [invalid(at, shown, "must be an integer")] : [];
}

/** Rules for requests and limits. k8s.io/kubernetes pkg/apis/core/validation validateContainerResourceRequirements */
export function validateResources(resources: ResourceRequirements | undefined, at: FieldPath): FieldError[] {
  const { limits = {}, requests = {} } = resources ?? {};
  const errors: FieldError[] = [];
  const amounts = new Map(Object.entries(limits).map(([name, text]) => [name, parseQuantity(String(text))]));
  for (const [name, quantity] of amounts) {
    const here = at.child("limits").key(name);
    errors.push(...invalidFor(here, name, containerResourceProblems(name)));
    errors.push(...validateAmount(name, quantity, String(limits[name]), here));
  }
  for (const [name, text] of Object.entries(requests)) {
    const here = at.child("requests").key(name);
    const asked = parseQuantity(String(text));
    errors.push(...invalidFor(here, name, containerResourceProblems(name)));
    errors.push(...validateAmount(name, asked, String(text), here));
    const limit = amounts.get(name);
    if (limit === undefined) {
      if (!isOvercommitAllowed(name)) {
        errors.push(required(at.child("limits"), "Limit must be set for non overcommitable resources"));
      }
      continue;
    }
    const order = compareQuantities(asked, limit);
    const words = `${name} limit of ${limits[name]}`;
    if (order !== 0 && !isOvercommitAllowed(name)) {
      errors.push(invalid(at.child("requests"), String(text), `must be equal to ${words}`));
    } else if (order > 0) {
      errors.push(invalid(at.child("requests"), String(text), `must be less than or equal to ${words}`));
    }
  }
  const names = joined(Object.keys(limits), Object.keys(requests));
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory")) {
    errors.push(forbidden(at, "HugePages require cpu or memory"));
  }
  return errors;
}
