import { CommandError } from "../cli/errors.ts";
import type { ApiResource } from "../client/discovery.ts";
import type { Place } from "../client/rest.ts";
import { type Json, type JsonObject, listAt, mapAt, nameOf, objectAt, textAt } from "../json.ts";
import type { Kube } from "../kube.ts";
import { selectorText } from "../resource/labels.ts";

/** The core pods resource. */
export async function podResource(kube: Kube): Promise<ApiResource> {
  return (await kube.discovery()).find("pods");
}

/** A pod named on the command line: "web-0", "pod/web-0", "deploy/web", "svc/web". */
export async function findPod(
  kube: Kube,
  word: string,
  timeoutMs: number,
): Promise<{ readonly place: Place; readonly pod: JsonObject }> {
  const slash = word.indexOf("/");
  const rest = await kube.rest();
  const namespace = await kube.namespace();
  const pods = await podResource(kube);
  if (slash < 0) {
    const place = { resource: pods, namespace, name: word };
    return { place, pod: await rest.get(place) };
  }
  const resource = (await kube.discovery()).find(word.slice(0, slash));
  const place = { resource, namespace, name: word.slice(slash + 1) };
  const object = await rest.get(place);
  if (resource.plural === "pods") return { place, pod: object };
  const pod = await firstPodOf(kube, object, resource, timeoutMs);
  return { place: { resource: pods, namespace, name: nameOf(pod) }, pod };
}

/** The pods that an object stands for, by its selector. @throws CommandError for kinds that stand for none */
export async function podsOf(kube: Kube, object: JsonObject, resource: ApiResource): Promise<readonly JsonObject[]> {
  const selector = selectorOf(object, resource);
  const rest = await kube.rest();
  const { items } = await rest.list({ resource: await podResource(kube), namespace: await kube.namespace() }, [
    ["labelSelector", selector],
  ]);
  return items;
}

/** @throws CommandError when the kind selects no pods */
export function selectorOf(object: JsonObject, resource: ApiResource): string {
  const spec = objectAt(object, "spec");
  if (resource.plural === "services" || resource.plural === "replicationcontrollers") {
    const selector = mapAt(spec, "selector");
    if (Object.keys(selector).length === 0) {
      throw new CommandError(
        `invalid service ${JSON.stringify(nameOf(object))}: Service is defined without a selector`,
      );
    }
    return selectorText({ matchLabels: selector });
  }
  if (spec.selector !== undefined) return selectorText(objectAt(spec, "selector"));
  throw new CommandError(
    `cannot attach to *${resource.version}.${resource.kind}: selector for *${resource.version}.${resource.kind} not implemented`,
  );
}

/** The best of the pods, waiting for one to come. */
async function firstPodOf(
  kube: Kube,
  object: JsonObject,
  resource: ApiResource,
  timeoutMs: number,
): Promise<JsonObject> {
  const deadline = kube.io.clock.now() + timeoutMs;
  for (;;) {
    const [first] = [...(await podsOf(kube, object, resource))].sort(byActivity);
    if (first) return first;
    if (kube.io.clock.now() >= deadline) throw new CommandError("timed out waiting for the condition");
    await kube.io.clock.sleep(Math.min(500, deadline - kube.io.clock.now()), kube.io.signal);
  }
}

const PHASES = ["Pending", "Unknown", "Running"];

/** Assigned before unassigned, running before pending, ready before not, longer ready first (controller ActivePods, reversed). */
export function byActivity(a: JsonObject, b: JsonObject): number {
  const rank = (pod: JsonObject): number => {
    const assigned = textAt(pod, "spec", "nodeName") ? 8 : 0;
    const phase = Math.max(0, PHASES.indexOf(textAt(pod, "status", "phase")));
    return assigned + phase * 2 + (isReady(pod) ? 1 : 0);
  };
  const byRank = rank(b) - rank(a);
  if (byRank !== 0) return byRank;
  const created = (pod: JsonObject) => textAt(pod, "metadata", "creationTimestamp");
  return created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : nameOf(a) < nameOf(b) ? -1 : 1;
}

/** Whether the pod has the condition Ready. */
export const isReady = (pod: JsonObject): boolean =>
  listAt(pod, "status", "conditions").some(
    (one) => textAt(one, "type") === "Ready" && textAt(one, "status") === "True",
  );

const DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

const containerNames = (pod: Json, list: string): string[] =>
  listAt(pod, "spec", list).map((one) => textAt(one, "name"));

/** Every container's name as messages list them. */
export const allContainers = (pod: Json): string[] => [
  ...containerNames(pod, "containers"),
  ...containerNames(pod, "initContainers"),
  ...containerNames(pod, "ephemeralContainers"),
];

/**
 * The container meant: the one named, the pod's default by annotation, or its first, which is then announced when there are
 * others. @throws CommandError
 */
export async function chooseContainer(kube: Kube, pod: JsonObject, named: string, quiet: boolean): Promise<string> {
  const all = allContainers(pod);
  if (named !== "") {
    if (!all.includes(named)) {
      throw new CommandError(`container ${named} is not valid for pod ${nameOf(pod)} out of: ${listContainers(pod)}`);
    }
    return named;
  }
  const byAnnotation = mapAt(pod, "metadata", "annotations")[DEFAULT_CONTAINER];
  if (byAnnotation && all.includes(byAnnotation)) return byAnnotation;
  const [first = ""] = containerNames(pod, "containers");
  if (!quiet && all.length > 1)
    await kube.err(`Defaulted container ${JSON.stringify(first)} out of: ${listContainers(pod)}\n`);
  return first;
}

export const listContainers = (pod: Json): string =>
  [
    ...containerNames(pod, "containers"),
    ...containerNames(pod, "initContainers").map((name) => `${name} (init)`),
    ...containerNames(pod, "ephemeralContainers").map((name) => `${name} (ephem)`),
  ].join(", ");
