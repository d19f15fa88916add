import type { NodeObject } from "../../generated/types.ts";
import type { Draft } from "../../machinery/object.ts";
import type { Admission } from "../request.ts";

const NOT_READY = "node.kubernetes.io/not-ready";

/**
 * No pod goes to a node that has not said yet that it is ready.
 *
 * @see k8s.io/kubernetes plugin/pkg/admission/nodetaint
 */
export const nodeTaint: Admission = {
  name: "TaintNodesByCondition",
  resources: ["nodes"],
  admitCreate(draft) {
    const { spec } = draft as unknown as Draft<NodeObject>;
    const taints = spec.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY && effect === "NoSchedule")) return;
    spec.taints = [...taints, { key: NOT_READY, effect: "NoSchedule" }];
  },
};
