import { StatusError } from "../../../api/machinery/status.ts";
import { type JsonObject, listAt, numberAt, textAt } from "../../kubectl/json.ts";
import { HelmError } from "../errors.ts";
import type { Helm } from "../helm.ts";
import { kindOf, type Target } from "./objects.ts";

/** How often the old way of waiting looks. */
const EVERY_MS = 2_000;
const LATE = "context deadline exceeded";

/**
 * Waits as `--wait=legacy`, helm 3's way: looks at one object after the other every two seconds, and says no more than that it was late.
 *
 * @throws HelmError at the deadline, or for a Job that has failed
 * @see https://github.com/helm/helm/blob/v4.2.3/pkg/kube/ready.go
 */
export async function waitLegacy(
  helm: Helm,
  targets: readonly Target[],
  options: { readonly jobs: boolean; readonly timeoutMs: number },
): Promise<void> {
  const allReady = async (): Promise<boolean> => {
    for (const target of targets) if (!(await isReady(helm, target, options.jobs))) return false;
    return true;
  };
  await until(helm, allReady, options.timeoutMs);
}

/** Waits until objects are gone. @throws HelmError at the deadline */
export async function waitUntilDeletedLegacy(helm: Helm, targets: readonly Target[], timeoutMs: number): Promise<void> {
  await until(
    helm,
    async () => (await Promise.all(targets.map((one) => lookUp(helm, one)))).every((one) => !one),
    timeoutMs,
  );
}

async function until(helm: Helm, done: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = helm.now + timeoutMs;
  while (!(await done())) {
    if (helm.now + EVERY_MS > deadline) {
      await helm.io.clock.sleep(Math.max(0, deadline - helm.now), helm.io.signal);
      throw new HelmError(LATE);
    }
    await helm.io.clock.sleep(EVERY_MS, helm.io.signal);
  }
}

async function lookUp(helm: Helm, { place }: Target): Promise<JsonObject | undefined> {
  try {
    return await (await helm.kube.rest()).get(place);
  } catch (error) {
    if (error instanceof StatusError && error.is("NotFound")) return undefined;
    throw error;
  }
}

const observed = (object: JsonObject): boolean =>
  numberAt(object, "status", "observedGeneration") === numberAt(object, "metadata", "generation");
const conditionIs = (object: JsonObject, type: string, status: string): boolean =>
  listAt(object, "status", "conditions").some(
    (one) => textAt(one, "type") === type && textAt(one, "status") === status,
  );

async function isReady(helm: Helm, target: Target, jobs: boolean): Promise<boolean> {
  const object = await lookUp(helm, target);
  if (!object) return false;
  const count = (...path: string[]): number => numberAt(object, ...path) ?? 0;
  switch (kindOf(target)) {
    case "Pod":
      return conditionIs(object, "Ready", "True");
    case "Job":
      return !jobs || jobIsReady(object);
    case "Deployment":
      return deploymentIsReady(helm, target, object);
    case "StatefulSet":
      return statefulSetIsReady(object);
    case "DaemonSet": {
      if (!observed(object)) return false;
      if (textAt(object, "spec", "updateStrategy", "type") !== "RollingUpdate") return true;
      const wanted = count("status", "desiredNumberScheduled");
      const unavailable = share(
        object,
        wanted,
        ["spec", "updateStrategy", "rollingUpdate", "maxUnavailable"],
        Math.ceil,
      );
      return (
        count("status", "updatedNumberScheduled") === wanted && count("status", "numberReady") >= wanted - unavailable
      );
    }
    case "PersistentVolumeClaim":
      return textAt(object, "status", "phase") === "Bound";
    case "Service":
      return serviceIsReady(object);
    case "CustomResourceDefinition":
      return conditionIs(object, "Established", "True") || conditionIs(object, "NamesAccepted", "False");
    case "ReplicaSet":
    case "ReplicationController":
      return observed(object) && podsAreReady(helm, target, object);
    default:
      return true;
  }
}

function jobIsReady(job: JsonObject): boolean {
  if ((numberAt(job, "status", "failed") ?? 0) > (numberAt(job, "spec", "backoffLimit") ?? 0)) {
    throw new HelmError(`job is failed: ${textAt(job, "metadata", "namespace")}/${textAt(job, "metadata", "name")}`);
  }
  return (numberAt(job, "status", "succeeded") ?? 0) >= (numberAt(job, "spec", "completions") ?? 0);
}

function serviceIsReady(service: JsonObject): boolean {
  const type = textAt(service, "spec", "type");
  if (type === "ExternalName") return true;
  if (textAt(service, "spec", "clusterIP") === "") return false;
  if (type !== "LoadBalancer" || listAt(service, "spec", "externalIPs").length > 0) return true;
  return listAt(service, "status", "loadBalancer", "ingress").length > 0;
}

function statefulSetIsReady(set: JsonObject): boolean {
  const count = (...path: string[]): number => numberAt(set, ...path) ?? 0;
  if (!observed(set)) return false;
  if (textAt(set, "spec", "updateStrategy", "type") !== "RollingUpdate") return true;
  const partition = count("spec", "updateStrategy", "rollingUpdate", "partition");
  const replicas = numberAt(set, "spec", "replicas") ?? 1;
  if (count("status", "updatedReplicas") < replicas - partition) return false;
  if (count("status", "readyReplicas") !== replicas) return false;
  return partition !== 0 || textAt(set, "status", "currentRevision") === textAt(set, "status", "updateRevision");
}

/** A number, or the share of a whole that a percentage is. */
function share(object: JsonObject, whole: number, path: readonly string[], round: (one: number) => number): number {
  const number = numberAt(object, ...path);
  if (number !== undefined) return number;
  return round((whole * Number.parseInt(textAt(object, ...path) || "0", 10)) / 100);
}

const REVISION = "deployment.kubernetes.io/revision";

async function deploymentIsReady(helm: Helm, { place }: Target, deployment: JsonObject): Promise<boolean> {
  if ((deployment.spec as JsonObject | undefined)?.paused === true) return true;
  const rest = await helm.kube.rest();
  const path = `/apis/apps/v1/namespaces/${place.namespace}/replicasets`;
  const sets = listAt(await rest.connection.json({ path }), "items");
  const revision = textAt(deployment, "metadata", "annotations", REVISION);
  const uid = textAt(deployment, "metadata", "uid");
  const newest = sets.find(
    (one) =>
      textAt(one, "metadata", "annotations", REVISION) === revision &&
      listAt(one, "metadata", "ownerReferences").some((owner) => textAt(owner, "uid") === uid),
  ) as JsonObject | undefined;
  if (!newest || !observed(newest) || !observed(deployment)) return false;
  const replicas = numberAt(deployment, "spec", "replicas") ?? 1;
  const rolling = textAt(deployment, "spec", "strategy", "type") !== "Recreate" && replicas > 0;
  const at = ["spec", "strategy", "rollingUpdate", "maxUnavailable"];
  const unavailable = rolling ? Math.min(replicas, share(deployment, replicas, at, Math.floor)) : 0;
  return (numberAt(newest, "status", "readyReplicas") ?? 0) >= replicas - unavailable;
}

async function podsAreReady(helm: Helm, { place }: Target, object: JsonObject): Promise<boolean> {
  const rest = await helm.kube.rest();
  const path = `/api/v1/namespaces/${place.namespace}/pods`;
  const uid = textAt(object, "metadata", "uid");
  return listAt(await rest.connection.json({ path }), "items")
    .filter((pod) => listAt(pod, "metadata", "ownerReferences").some((owner) => textAt(owner, "uid") === uid))
    .every((pod) => conditionIs(pod as JsonObject, "Ready", "True"));
}
