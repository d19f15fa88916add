/**
 * What `kubectl describe` knows of each kind: one file a kind. Kinds without one are shown field by field.
 *
 * In:   an object, and the API to look at what belongs to it.
 * Out:  the text below which the events come.
 *
 * To add a kind: a file that exports a Describer, and its line in `describers`.
 *
 * @module
 */
import { configMapDescriber } from "./configmap.ts";
import { cronJobDescriber } from "./cronjob.ts";
import { daemonSetDescriber } from "./daemonset.ts";
import { deploymentDescriber } from "./deployment.ts";
import type { Describer } from "./describer.ts";
import { endpointsDescriber } from "./endpoints.ts";
import { endpointSliceDescriber } from "./endpointslice.ts";
import { horizontalPodAutoscalerDescriber } from "./horizontalpodautoscaler.ts";
import { ingressDescriber } from "./ingress.ts";
import { ingressClassDescriber } from "./ingressclass.ts";
import { jobDescriber } from "./job.ts";
import { limitRangeDescriber } from "./limitrange.ts";
import { namespaceDescriber } from "./namespace.ts";
import { networkPolicyDescriber } from "./networkpolicy.ts";
import { nodeDescriber } from "./node.ts";
import { persistentVolumeDescriber } from "./persistentvolume.ts";
import { persistentVolumeClaimDescriber } from "./persistentvolumeclaim.ts";
import { podDescriber } from "./pod.ts";
import { podDisruptionBudgetDescriber } from "./poddisruptionbudget.ts";
import { priorityClassDescriber } from "./priorityclass.ts";
import { clusterRoleBindingDescriber, clusterRoleDescriber, roleBindingDescriber, roleDescriber } from "./rbac.ts";
import { replicaSetDescriber } from "./replicaset.ts";
import { replicationControllerDescriber } from "./replicationcontroller.ts";
import { resourceQuotaDescriber } from "./resourcequota.ts";
import { secretDescriber } from "./secret.ts";
import { serviceDescriber } from "./service.ts";
import { serviceAccountDescriber } from "./serviceaccount.ts";
import { statefulSetDescriber } from "./statefulset.ts";
import { storageClassDescriber } from "./storageclass.ts";

export type { DescribeContext, Describer } from "./describer.ts";

export const describers: readonly Describer[] = [
  clusterRoleBindingDescriber,
  clusterRoleDescriber,
  horizontalPodAutoscalerDescriber,
  networkPolicyDescriber,
  podDisruptionBudgetDescriber,
  priorityClassDescriber,
  roleBindingDescriber,
  roleDescriber,
  storageClassDescriber,
  configMapDescriber,
  cronJobDescriber,
  daemonSetDescriber,
  deploymentDescriber,
  endpointsDescriber,
  endpointSliceDescriber,
  ingressClassDescriber,
  ingressDescriber,
  jobDescriber,
  limitRangeDescriber,
  namespaceDescriber,
  nodeDescriber,
  persistentVolumeClaimDescriber,
  persistentVolumeDescriber,
  podDescriber,
  replicaSetDescriber,
  replicationControllerDescriber,
  resourceQuotaDescriber,
  secretDescriber,
  serviceAccountDescriber,
  serviceDescriber,
  statefulSetDescriber,
];
