import type { Cache, Client } from "../api/client/client.ts";
import { ServiceAccount } from "../api/kinds/index.ts";

/** Loops whose ServiceAccount in kube-system has another name than their own. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  "daemonset-controller": "daemon-set-controller",
  "endpoints-controller": "endpoint-controller",
  "endpointslice-mirroring-controller": "endpointslicemirroring-controller",
  "garbage-collector-controller": "generic-garbage-collector",
  "horizontal-pod-autoscaler-controller": "horizontal-pod-autoscaler",
  "node-ipam-controller": "node-controller",
  "node-lifecycle-controller": "node-controller",
  "persistentvolume-binder-controller": "persistent-volume-binder",
  "persistentvolume-controller": "persistent-volume-binder",
  "persistentvolumeclaim-protection-controller": "pvc-protection-controller",
  "pod-garbage-collector-controller": "pod-garbage-collector",
  "replicationcontroller-controller": "replication-controller",
  "root-ca-certificate-publisher-controller": "root-ca-cert-publisher",
  "serviceaccount-controller": "service-account-controller",
  "taint-eviction-controller": "node-controller",
  "volume-provisioner": "persistent-volume-binder",
};

/** The ServiceAccount of kube-system that a loop acts as. */
export const accountOf = (loop: string): string => OTHER_NAMES[loop] ?? loop;

/** The loops of kube-controller-manager that begin by making an account for themselves. @see k8s.io/controller-manager clientbuilder */
const ACCOUNTS =
  `attachdetach-controller bootstrap-signer certificate-controller clusterrole-aggregation-controller cronjob-controller daemon-set-controller
  deployment-controller device-taint-eviction-controller disruption-controller endpoint-controller endpointslice-controller
  endpointslicemirroring-controller ephemeral-volume-controller expand-controller generic-garbage-collector horizontal-pod-autoscaler
  job-controller legacy-service-account-token-cleaner namespace-controller node-controller persistent-volume-binder
  pod-garbage-collector pv-protection-controller pvc-protection-controller replicaset-controller replication-controller
  resource-claim-controller resourcequota-controller root-ca-cert-publisher service-account-controller service-cidrs-controller
  statefulset-controller token-cleaner ttl-after-finished-controller ttl-controller validatingadmissionpolicy-status-controller
  volumeattributesclass-protection-controller`.split(/\s+/);

/** Makes the accounts that are not there. */
export async function makeAccounts(client: Client, cache: Cache): Promise<void> {
  for (const name of ACCOUNTS) {
    const metadata = { namespace: "kube-system", name };
    if (cache.get(ServiceAccount, metadata)) continue;
    await client.create(ServiceAccount, { apiVersion: "v1", kind: "ServiceAccount", metadata });
  }
}
