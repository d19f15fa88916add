import { humanDuration } from "../../../base/duration.ts";
import { formatQuantity, parseQuantity, type Quantity, quantityMilli, quantityValue } from "../../../base/quantity.ts";
import { type JsonObject, mapAt, nameOf, namespaceOf, textAt } from "../json.ts";
import { type Amounts, podAmounts, sum } from "./podResources.ts";
import type { DescribeWriter } from "./writer.ts";

/** What stands on a node and what it asks for: "Non-terminated Pods" and "Allocated resources". */
export function writeNodeResources(
  { node, pods, nowMs }: { readonly node: JsonObject; readonly pods: readonly JsonObject[]; readonly nowMs: number },
  out: DescribeWriter,
): void {
  const given = mapAt(node, "status", "allocatable");
  const allocatable = Object.keys(given).length > 0 ? given : mapAt(node, "status", "capacity");
  const share = (name: string, amounts: Amounts, ofPod: boolean) => {
    const amount = amounts.get(name) ?? ZERO;
    return `${formatQuantity(amount)} (${percent(name, amount, parseQuantity(allocatable[name] ?? "0"), ofPod)}%)`;
  };
  const asked = pods.map((pod) => ({ pod, requests: podAmounts(pod, "requests"), limits: podAmounts(pod, "limits") }));

  out.field(0, "Non-terminated Pods", `(${pods.length} in total)`);
  out.line(1, "Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge");
  out.line(1, "---------\t----\t\t------------\t----------\t---------------\t-------------\t---");
  for (const { pod, requests, limits } of asked) {
    const shares = ["cpu", "memory"].flatMap((name) => [share(name, requests, true), share(name, limits, true)]);
    const age = humanDuration(nowMs - Date.parse(textAt(pod, "metadata", "creationTimestamp")));
    out.line(1, `${namespaceOf(pod)}\t${nameOf(pod)}\t\t${shares.join("\t")}\t${age}`);
  }

  out.line(0, "Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)");
  out.line(1, "Resource\tRequests\tLimits");
  out.line(1, "--------\t--------\t------");
  const requests = sum(asked.map((one) => one.requests));
  const limits = sum(asked.map((one) => one.limits));
  const names = Object.keys(allocatable).sort();
  for (const name of ["cpu", "memory", "ephemeral-storage", ...names.filter(isHugePages)]) {
    out.line(1, `${name}\t${share(name, requests, false)}\t${share(name, limits, false)}`);
  }
  for (const name of names.filter((one) => !isHugePages(one) && !STANDARD.has(one))) {
    const total = (amounts: Amounts) => formatQuantity(amounts.get(name) ?? ZERO);
    out.line(1, `${name}\t${total(requests)}\t${total(limits)}`);
  }
}

const ZERO = parseQuantity("0");
const STANDARD = new Set(["cpu", "memory", "ephemeral-storage", "pods"]);
const isHugePages = (name: string): boolean => name.startsWith("hugepages-");

/** Whole percents, cut. A node without any of it has 0% in the totals; Go's cast of NaN or infinity stands in a pod's row. */
function percent(name: string, amount: Quantity, of: Quantity, ofPod: boolean): string {
  const measure = name === "cpu" ? quantityMilli : quantityValue;
  const whole = measure(of);
  if (whole === 0) return ofPod ? "-9223372036854775808" : "0";
  return String(Math.trunc((measure(amount) / whole) * 100));
}
