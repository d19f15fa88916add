import type { Container, PodObject, ResourceFieldSelector } from "../api/generated/types.ts";
import { parseQuantity } from "../base/quantity.ts";

/** Where a pod runs, as its downward API tells it. */
export interface Surroundings {
  readonly nodeIp: string;
  readonly podIp: string;
  readonly allocatable: Readonly<Record<string, string>>;
}

/**
 * The value of a field of the pod, for env and downward API volumes.
 * https://kubernetes.io/docs/concepts/workloads/pods/downward-api/#available-fields
 */
export function podField(pod: PodObject, path: string, { nodeIp, podIp }: Surroundings): string {
  const { metadata, spec } = pod;
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed) return metadata[keyed[1] as "labels" | "annotations"]?.[keyed[2]!] ?? "";
  switch (path) {
    case "metadata.name":
      return metadata.name;
    case "metadata.namespace":
      return metadata.namespace ?? "";
    case "metadata.uid":
      return metadata.uid ?? "";
    case "metadata.labels":
      return formatMap(metadata.labels);
    case "metadata.annotations":
      return formatMap(metadata.annotations);
    case "spec.nodeName":
      return spec.nodeName ?? "";
    case "spec.serviceAccountName":
      return spec.serviceAccountName ?? "";
    case "status.hostIP":
    case "status.hostIPs":
      return nodeIp;
    case "status.podIP":
    case "status.podIPs":
      return spec.hostNetwork ? nodeIp : podIp;
    default:
      throw new Error(`unsupported fieldPath: ${path}`);
  }
}

/** @see k8s.io/kubernetes pkg/fieldpath FormatMap */
function formatMap(map: Readonly<Record<string, string>> = {}): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join("\n");
}

/**
 * A container's request or limit in units of the divisor, rounded up; a missing limit is what the node can give.
 * @see k8s.io/kubernetes pkg/api/v1/resource ExtractContainerResourceValue
 */
export function resourceField(
  container: Container,
  selector: ResourceFieldSelector,
  { allocatable }: Pick<Surroundings, "allocatable">,
): string {
  const [list, name] = splitOnce(selector.resource, ".");
  const { limits = {}, requests = {} } = container.resources ?? {};
  let amount: string | undefined;
  if (list === "limits") amount = limits[name] ?? allocatable[name];
  else if (list === "requests") amount = requests[name];
  else throw new Error(`unsupported container resource : ${selector.resource}`);
  const divisor = selector.divisor && selector.divisor !== "0" ? selector.divisor : "1";
  const units = parseQuantity(divisor).nanos;
  const { nanos } = parseQuantity(amount ?? "0");
  return String((nanos + units - 1n) / units);
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
