/**
 * Labels, annotations, taints and finalizers that Kubernetes itself gives a meaning.
 * https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
export const HOSTNAME_LABEL = "kubernetes.io/hostname";
export const ZONE_LABEL = "topology.kubernetes.io/zone";
export const REGION_LABEL = "topology.kubernetes.io/region";
export const ARCH_LABEL = "kubernetes.io/arch";
export const OS_LABEL = "kubernetes.io/os";
export const INSTANCE_TYPE_LABEL = "node.kubernetes.io/instance-type";
export const NODE_ROLE_PREFIX = "node-role.kubernetes.io/";
export const NODE_ROLE_LABEL = "kubernetes.io/role";
export const EXCLUDE_FROM_EXTERNAL_LB_LABEL = "node.kubernetes.io/exclude-from-external-load-balancers";

export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";

export const POD_TEMPLATE_HASH_LABEL = "pod-template-hash";
export const CONTROLLER_REVISION_HASH_LABEL = "controller-revision-hash";
export const POD_TEMPLATE_GENERATION_LABEL = "pod-template-generation";

export const JOB_NAME_LABEL = "batch.kubernetes.io/job-name";
export const JOB_CONTROLLER_UID_LABEL = "batch.kubernetes.io/controller-uid";
export const LEGACY_JOB_NAME_LABEL = "job-name";
export const LEGACY_JOB_CONTROLLER_UID_LABEL = "controller-uid";
export const JOB_COMPLETION_INDEX_ANNOTATION = "batch.kubernetes.io/job-completion-index";
export const JOB_TRACKING_FINALIZER = "batch.kubernetes.io/job-tracking";

export const SERVICE_NAME_LABEL = "kubernetes.io/service-name";
export const SERVICE_PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name";
export const HEADLESS_SERVICE_LABEL = "service.kubernetes.io/headless";
export const ENDPOINTSLICE_MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by";
export const ENDPOINTSLICE_SKIP_MIRROR_LABEL = "endpointslice.kubernetes.io/skip-mirror";
export const LAST_CHANGE_TRIGGER_TIME_ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time";
export const OVER_CAPACITY_ANNOTATION = "endpoints.kubernetes.io/over-capacity";
export const LOAD_BALANCER_FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

export const REVISION_ANNOTATION = "deployment.kubernetes.io/revision";
export const REVISION_HISTORY_ANNOTATION = "deployment.kubernetes.io/revision-history";
export const DESIRED_REPLICAS_ANNOTATION = "deployment.kubernetes.io/desired-replicas";
export const MAX_REPLICAS_ANNOTATION = "deployment.kubernetes.io/max-replicas";
export const CHANGE_CAUSE_ANNOTATION = "kubernetes.io/change-cause";
export const LAST_APPLIED_ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";
export const RESTARTED_AT_ANNOTATION = "kubectl.kubernetes.io/restartedAt";
export const DEFAULT_CONTAINER_ANNOTATION = "kubectl.kubernetes.io/default-container";
export const POD_DELETION_COST_ANNOTATION = "controller.kubernetes.io/pod-deletion-cost";
export const DAEMONSET_TEMPLATE_GENERATION_ANNOTATION = "deprecated.daemonset.template.generation";

export const MIRROR_POD_ANNOTATION = "kubernetes.io/config.mirror";
export const CONFIG_SOURCE_ANNOTATION = "kubernetes.io/config.source";
export const CONFIG_HASH_ANNOTATION = "kubernetes.io/config.hash";
export const CONFIG_SEEN_ANNOTATION = "kubernetes.io/config.seen";

export const SERVICE_ACCOUNT_NAME_ANNOTATION = "kubernetes.io/service-account.name";
export const SERVICE_ACCOUNT_UID_ANNOTATION = "kubernetes.io/service-account.uid";

export const DEFAULT_INGRESS_CLASS_ANNOTATION = "ingressclass.kubernetes.io/is-default-class";
export const INGRESS_CLASS_ANNOTATION = "kubernetes.io/ingress.class";

export const NOT_READY_TAINT = "node.kubernetes.io/not-ready";
export const UNREACHABLE_TAINT = "node.kubernetes.io/unreachable";
export const UNSCHEDULABLE_TAINT = "node.kubernetes.io/unschedulable";
export const MEMORY_PRESSURE_TAINT = "node.kubernetes.io/memory-pressure";
export const DISK_PRESSURE_TAINT = "node.kubernetes.io/disk-pressure";
export const PID_PRESSURE_TAINT = "node.kubernetes.io/pid-pressure";
export const NETWORK_UNAVAILABLE_TAINT = "node.kubernetes.io/network-unavailable";
export const CONTROL_PLANE_TAINT = "node-role.kubernetes.io/control-plane";

export const NAMESPACE_FINALIZER = "kubernetes";
export const FOREGROUND_FINALIZER = "foregroundDeletion";
export const ORPHAN_FINALIZER = "orphan";

/** status.reason of a pod whose node stopped answering. k8s.io/kubernetes pkg/util/node NodeUnreachablePodReason */
export const NODE_LOST_REASON = "NodeLost";

/** Priority classes that every cluster has. k8s.io/kubernetes pkg/apis/scheduling/v1 SystemPriorityClasses */
export const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};
