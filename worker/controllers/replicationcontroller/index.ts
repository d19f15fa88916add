/**
 * ReplicationControllers keep as many pods as they ask for: what came before ReplicaSets.
 *
 * In:   ReplicationControllers and pods.
 * Out:  the same as of ReplicaSets, whose loop does the work.
 * Never: touches pods of another controller.
 *
 * @module
 */
import type { Controller } from "../../api/client/controller.ts";
import type { ReplicaSetObject, ReplicationControllerObject } from "../../api/generated/types.ts";
import { ReplicationController } from "../../api/kinds/index.ts";
import { replicaController } from "../replicaset/index.ts";

/** k8s.io/kubernetes pkg/controller/replication */
export const replicationControllerController = (): Controller<ReplicationControllerObject> =>
  replicaController<ReplicationControllerObject>({
    name: "replicationcontroller-controller",
    kind: ReplicationController,
    asSet,
    withStatus: (controller, { terminatingReplicas: _, ...status }) => ({ ...controller, status }),
  });

const sets = new WeakMap<ReplicationControllerObject, ReplicaSetObject>();

function asSet(controller: ReplicationControllerObject): ReplicaSetObject {
  const known = sets.get(controller);
  if (known) return known;
  const { selector = {}, ...spec } = controller.spec;
  const set: ReplicaSetObject = { ...controller, spec: { ...spec, selector: { matchLabels: selector } } };
  sets.set(controller, set);
  return set;
}
