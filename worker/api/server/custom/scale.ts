import type { CustomResourceSubresourceScale } from "../../generated/types.ts";
import type { ScaleAccess } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";
import { valueAt } from "./valueAt.ts";

const stepsOf = (path: string) => path.replace(/^\./, "").split(".");

const read = (object: object, path: string | undefined): unknown => path && valueAt(object, stepsOf(path));

function written(at: unknown, [step, ...rest]: readonly string[], value: unknown): JsonObject {
  const object = isObject(at) ? at : {};
  return { ...object, [step!]: rest.length > 0 ? written(object[step!], rest, value) : value };
}

const whole = (value: unknown) => (typeof value === "number" ? value : 0);

/**
 * The scale subresource of custom resources: fields named by simple paths.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#scale-subresource
 */
export function scaleAccess(paths: CustomResourceSubresourceScale): ScaleAccess<KubeObject> {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = paths;
  return {
    replicas: (object) => whole(read(object, specReplicasPath)),
    statusReplicas: (object) => whole(read(object, statusReplicasPath)),
    selector: (object) => String(read(object, labelSelectorPath) ?? ""),
    withReplicas(object, replicas) {
      return written(object, stepsOf(specReplicasPath), replicas) as unknown as KubeObject;
    },
  };
}
