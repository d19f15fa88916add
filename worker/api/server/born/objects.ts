import type { NodeObject } from "../../generated/types.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { timestamp } from "../../machinery/values.ts";
import type { Store } from "../store.ts";
import { flowSchemas, priorityClasses, priorityLevels } from "./flow.ts";

export interface BirthFacts {
  readonly store: Store;
  /** When the cluster was made, milliseconds since the epoch. */
  readonly madeMs: number;
  /** "10.96.0.0/16" */
  readonly serviceCidr: string;
}

const FLOW = "flowcontrol.apiserver.k8s.io/v1";
const MENDED = { annotations: { "apf.kubernetes.io/autoupdate-spec": "true" }, generation: 1 };

/** The objects that an API server and its kubelets make by themselves, before anybody asks for one of them. */
export function bornObjects({ store, madeMs, serviceCidr }: BirthFacts): readonly object[] {
  const lastTransitionTime = timestamp(madeMs);
  const nodes = [...store.collection("nodes").all()] as unknown as NodeObject[];
  return [
    ...priorityClasses.map(({ name, value, description }) => ({
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name, generation: 1 },
      value,
      description,
      preemptionPolicy: "PreemptLowerPriority",
    })),
    ...flowSchemas.map(({ name, spec }) => {
      const message = `This FlowSchema references the PriorityLevelConfiguration object named "${spec.priorityLevelConfiguration.name}" and it exists`;
      const condition = { type: "Dangling", status: "False", lastTransitionTime, reason: "Found", message };
      return {
        apiVersion: FLOW,
        kind: "FlowSchema",
        metadata: { name, ...MENDED },
        spec,
        status: { conditions: [condition] },
      };
    }),
    ...priorityLevels.map(({ name, spec }) => ({
      apiVersion: FLOW,
      kind: "PriorityLevelConfiguration",
      metadata: { name, ...MENDED },
      spec,
      status: {},
    })),
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "ServiceCIDR",
      metadata: { name: "kubernetes" },
      spec: { cidrs: [serviceCidr] },
      status: {
        conditions: [
          {
            type: "Ready",
            status: "True",
            lastTransitionTime,
            reason: "",
            message: "Kubernetes default Service CIDR is ready",
          },
        ],
      },
    },
    ...nodes.map(csiNode),
  ];
}

const MIGRATED = ["aws-ebs", "azure-disk", "azure-file", "cinder", "gce-pd", "portworx-volume", "vsphere-volume"].map(
  (plugin) => `kubernetes.io/${plugin}`,
);

/** What a kubelet says of the storage drivers on its node: there are none. */
function csiNode({ metadata: { name, uid } }: NodeObject): KubeObject {
  return {
    apiVersion: "storage.k8s.io/v1",
    kind: "CSINode",
    metadata: {
      name,
      annotations: { "storage.alpha.kubernetes.io/migrated-plugins": MIGRATED.join(",") },
      ownerReferences: [{ apiVersion: "v1", kind: "Node", name, uid: uid ?? "" }],
    },
    spec: { drivers: null },
  } as unknown as KubeObject;
}
