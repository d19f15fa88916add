import { CommandError } from "../cli/errors.ts";
import { dig, type Json, type JsonObject, listAt, nameOf, numberAt, textAt } from "../json.ts";

/** One line about a rollout, and whether it is over. */
export interface RolloutStatus {
  readonly says: string;
  readonly done: boolean;
}

/**
 * How far a rollout is, from the object's spec and status.
 *
 * @throws CommandError for kinds that have no rollouts, and for a deployment past its deadline
 * @see k8s.io/kubectl/pkg/polymorphichelpers rollout_status.go
 */
export function rolloutStatus(object: JsonObject, revision: number): RolloutStatus {
  switch (textAt(object, "kind")) {
    case "Deployment":
      return deploymentStatus(object, revision);
    case "DaemonSet":
      return daemonSetStatus(object);
    case "StatefulSet":
      return statefulSetStatus(object);
    default:
      throw new CommandError(`no status viewer has been implemented for ${textAt(object, "kind")}`);
  }
}

const count = (object: Json, ...path: string[]): number => numberAt(object, ...path) ?? 0;
const waiting = (says: string): RolloutStatus => ({ says: `${says}\n`, done: false });
const finished = (says: string): RolloutStatus => ({ says: `${says}\n`, done: true });
const observed = (object: JsonObject): boolean =>
  count(object, "metadata", "generation") <= count(object, "status", "observedGeneration");

function deploymentStatus(object: JsonObject, revision: number): RolloutStatus {
  const name = JSON.stringify(nameOf(object));
  if (revision > 0) {
    const current = Number(textAt(object, "metadata", "annotations", "deployment.kubernetes.io/revision"));
    if (current !== revision)
      throw new CommandError(`desired revision (${revision}) is different from the running revision (${current})`);
  }
  if (!observed(object)) return waiting("Waiting for deployment spec update to be observed...");
  const progressing = listAt(object, "status", "conditions").find((one) => textAt(one, "type") === "Progressing");
  if (textAt(progressing, "reason") === "ProgressDeadlineExceeded") {
    throw new CommandError(`deployment ${name} exceeded its progress deadline`);
  }
  const wanted = numberAt(object, "spec", "replicas");
  const replicas = count(object, "status", "replicas");
  const updated = count(object, "status", "updatedReplicas");
  const available = count(object, "status", "availableReplicas");
  const head = `Waiting for deployment ${name} rollout to finish:`;
  if (wanted !== undefined && updated < wanted) {
    return waiting(`${head} ${updated} out of ${wanted} new replicas have been updated...`);
  }
  if (replicas > updated) return waiting(`${head} ${replicas - updated} old replicas are pending termination...`);
  if (available < updated) return waiting(`${head} ${available} of ${updated} updated replicas are available...`);
  return finished(`deployment ${name} successfully rolled out`);
}

function daemonSetStatus(object: JsonObject): RolloutStatus {
  const name = JSON.stringify(nameOf(object));
  if (textAt(object, "spec", "updateStrategy", "type") !== "RollingUpdate") {
    throw new CommandError("rollout status is only available for RollingUpdate strategy type");
  }
  if (!observed(object)) return waiting("Waiting for daemon set spec update to be observed...");
  const desired = count(object, "status", "desiredNumberScheduled");
  const updated = count(object, "status", "updatedNumberScheduled");
  const available = count(object, "status", "numberAvailable");
  const head = `Waiting for daemon set ${name} rollout to finish:`;
  if (updated < desired) return waiting(`${head} ${updated} out of ${desired} new pods have been updated...`);
  if (available < desired) return waiting(`${head} ${available} of ${desired} updated pods are available...`);
  return finished(`daemon set ${name} successfully rolled out`);
}

function statefulSetStatus(object: JsonObject): RolloutStatus {
  if (textAt(object, "spec", "updateStrategy", "type") !== "RollingUpdate") {
    throw new CommandError("rollout status is only available for RollingUpdate strategy type");
  }
  if (count(object, "status", "observedGeneration") === 0 || !observed(object)) {
    return waiting("Waiting for statefulset spec update to be observed...");
  }
  const replicas = numberAt(object, "spec", "replicas");
  const ready = count(object, "status", "readyReplicas");
  const updated = count(object, "status", "updatedReplicas");
  if (replicas !== undefined && ready < replicas) return waiting(`Waiting for ${replicas - ready} pods to be ready...`);
  if (dig(object, "spec", "updateStrategy", "rollingUpdate")) {
    const partition = numberAt(object, "spec", "updateStrategy", "rollingUpdate", "partition");
    if (replicas !== undefined && partition !== undefined && updated < replicas - partition) {
      return waiting(
        `Waiting for partitioned roll out to finish: ${updated} out of ${replicas - partition} new pods have been updated...`,
      );
    }
    return finished(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const revision = textAt(object, "status", "updateRevision");
  if (revision !== textAt(object, "status", "currentRevision")) {
    return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${revision}...`);
  }
  return finished(
    `statefulset rolling update complete ${count(object, "status", "currentReplicas")} pods at revision ${textAt(object, "status", "currentRevision")}...`,
  );
}
