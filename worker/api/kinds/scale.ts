import type { LabelSelector } from "../generated/types.ts";
import type { ScaleAccess } from "../machinery/kind.ts";
import type { KubeObject } from "../machinery/object.ts";
import { selectorText } from "./selector.ts";

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector: LabelSelector };
  readonly status?: { readonly replicas?: number };
}

/** The scale subresource of workloads whose size is spec.replicas. */
export function replicasScale<T extends Scalable>(): ScaleAccess<T> {
  return {
    replicas: ({ spec }) => spec.replicas ?? 0,
    statusReplicas: ({ status }) => status?.replicas ?? 0,
    selector: ({ spec }) => selectorText(spec.selector),
    withReplicas: (object, replicas) => ({ ...object, spec: { ...object.spec, replicas } }),
  };
}
