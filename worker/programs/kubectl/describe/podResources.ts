import { addQuantities, compareQuantities, parseQuantity, type Quantity } from "../../../base/quantity.ts";
import { type Json, type JsonObject, listAt, mapAt, objectAt, textAt } from "../json.ts";

export type Amounts = ReadonlyMap<string, Quantity>;
type Side = "requests" | "limits";

/**
 * What a pod asks for: its containers and sidecars together, or the most that a step of its start needs; plus overhead.
 * Amounts for the pod as a whole stand instead where they are given.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/#resource-sharing-within-containers
 */
export function podAmounts(pod: JsonObject, side: Side): Amounts {
  const statuses = [...listAt(pod, "status", "containerStatuses"), ...listAt(pod, "status", "initContainerStatuses")];
  const ofContainer = (container: Json) => containerAmounts(container, statuses, side);
  let total = sum(listAt(pod, "spec", "containers").map(ofContainer));
  let sidecars: Amounts = new Map();
  let start: Amounts = new Map();
  for (const container of listAt(pod, "spec", "initContainers")) {
    const own = ofContainer(container);
    if (textAt(container, "restartPolicy") === "Always") {
      total = sum([total, own]);
      sidecars = sum([sidecars, own]);
      start = most([start, sidecars]);
    } else start = most([start, sum([sidecars, own])]);
  }
  total = most([total, start]);
  const whole = read(mapAt(pod, "spec", "resources", side));
  total = new Map([...total, ...whole]);
  const overhead = read(mapAt(pod, "spec", "overhead"));
  if (side === "requests") return sum([total, overhead]);
  // Without a limit there is nothing to add to.
  return sum([total, new Map([...overhead].filter(([name]) => total.has(name)))]);
}

/** A running container may have been given more than its spec asks for now. */
function containerAmounts(container: Json, statuses: readonly Json[], side: Side): Amounts {
  const wanted = read(mapAt(container, "resources", side));
  const status = statuses.find((one) => textAt(one, "name") === textAt(container, "name"));
  const given = read(objectAt(status, "resources", side) as Readonly<Record<string, string>>);
  return most([wanted, given]);
}

const read = (amounts: Readonly<Record<string, string>>): Amounts =>
  new Map(Object.entries(amounts).map(([name, amount]) => [name, parseQuantity(String(amount))]));

export const sum = (all: readonly Amounts[]): Amounts => merge(all, addQuantities);

const most = (all: readonly Amounts[]): Amounts => merge(all, (a, b) => (compareQuantities(b, a) > 0 ? b : a));

function merge(all: readonly Amounts[], join: (a: Quantity, b: Quantity) => Quantity): Amounts {
  const joined = new Map<string, Quantity>();
  for (const amounts of all) {
    for (const [name, amount] of amounts) {
      const before = joined.get(name);
      joined.set(name, before ? join(before, amount) : amount);
    }
  }
  return joined;
}
