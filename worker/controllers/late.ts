import type { Controller } from "../api/client/controller.ts";
import { type ControllerDeps, runController } from "../api/client/runner.ts";
import {
  CertificateSigningRequest,
  ClusterRole,
  CronJob,
  HorizontalPodAutoscaler,
  Job,
  PersistentVolume,
  PersistentVolumeClaim,
  PodDisruptionBudget,
  ReplicationController,
  ResourceQuota,
  StatefulSet,
} from "../api/kinds/index.ts";
import type { Kind } from "../api/machinery/kind.ts";
import type { KubeObject } from "../api/machinery/object.ts";
import type { SigningAuthority } from "./certificates/index.ts";

/** A loop that a fresh cluster has no work for: nothing of it is there, nor follows anything, until an object of its kind is. */
export interface LateController {
  readonly name: string;
  /** The loop begins with the first object of any of these. */
  readonly beginsWith: readonly Kind[];
  load(): Promise<Controller>;
}

function late<T extends KubeObject>(
  name: string,
  beginsWith: Kind<T>,
  load: () => Promise<Controller<T>>,
): LateController {
  return {
    name,
    beginsWith: [beginsWith] as unknown as readonly Kind[],
    load: load as unknown as LateController["load"],
  };
}

const storage = () => import("./persistentvolume/index.ts");

export const lateControllers: readonly LateController[] = [
  late("job-controller", Job, async () => (await import("./job/index.ts")).jobController()),
  late("ttl-after-finished-controller", Job, async () =>
    (await import("./ttlafterfinished/index.ts")).ttlAfterFinishedController(),
  ),
  late("statefulset-controller", StatefulSet, async () =>
    (await import("./statefulset/index.ts")).statefulSetController(),
  ),
  late("disruption-controller", PodDisruptionBudget, async () =>
    (await import("./disruption/index.ts")).disruptionController(),
  ),
  late("clusterrole-aggregation-controller", ClusterRole, async () =>
    (await import("./clusterroleaggregation/index.ts")).clusterRoleAggregationController(),
  ),
  late("persistentvolume-binder-controller", PersistentVolumeClaim, async () => (await storage()).claimBinder()),
  late("volume-provisioner", PersistentVolumeClaim, async () => (await storage()).provisionerController()),
  late("persistentvolume-controller", PersistentVolume, async () => (await storage()).volumeController()),
  late("persistentvolumeclaim-protection-controller", PersistentVolumeClaim, async () =>
    (await storage()).claimProtection(),
  ),
  late("resourcequota-controller", ResourceQuota, async () =>
    (await import("./resourcequota/index.ts")).resourceQuotaController(),
  ),
  late("horizontal-pod-autoscaler-controller", HorizontalPodAutoscaler, async () =>
    (await import("./horizontalpodautoscaler/index.ts")).horizontalPodAutoscalerController(),
  ),
  late("replicationcontroller-controller", ReplicationController, async () =>
    (await import("./replicationcontroller/index.ts")).replicationControllerController(),
  ),
  late("cronjob-controller", CronJob, async () => (await import("./cronjob/index.ts")).cronJobController()),
];

/** @param signing what certificates are signed with */
export const lateCertificates = (signing: SigningAuthority | undefined): LateController =>
  late("certificate-controller", CertificateSigningRequest, async () =>
    (await import("./certificates/index.ts")).certificateController(signing),
  );

/** Waits for the first object, then fetches the loop and runs it until the signal aborts; cluster time stands still meanwhile. */
export async function runLateController(
  late: LateController,
  deps: ControllerDeps,
  signal: AbortSignal,
): Promise<void> {
  const watching = new AbortController();
  const stop = () => watching.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) return;
  const loop = await new Promise<Promise<Controller> | undefined>((begin) => {
    watching.signal.addEventListener("abort", () => begin(undefined), { once: true });
    for (const kind of late.beginsWith) {
      const following = new AbortController();
      watching.signal.addEventListener("abort", () => following.abort(), { once: true });
      deps.cache.follow(
        kind,
        ({ type }) => {
          if (type !== "DELETED" && !watching.signal.aborted) begin(deps.clock.hold(late.load()));
        },
        following.signal,
      );
    }
  });
  watching.abort();
  signal.removeEventListener("abort", stop);
  if (loop && !signal.aborted) await runController(await loop, deps, signal);
}
