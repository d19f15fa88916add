import type { CustomResourceSubresourceScale } from "../../generated/types.ts";
import { badRequest } from "../../machinery/failures.ts";
import type { ScaleAccess } from "../../machinery/kind.ts";
import type { KubeObject } from "../../machinery/object.ts";
import { isObject, type JsonObject } from "../../machinery/values.ts";

const stepsOf = (path: string) => path.replace(/^\./, "").split(".");

function read(object: object, path: string | undefined): unknown {
  if (!path) return undefined;
  let at: unknown = object;
  for (const step of stepsOf(path)) at = isObject(at) ? at[step] : undefined;
  return at;
}

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
      if (read(object, specReplicasPath) === undefined && replicas === undefined) {
        throw badRequest(`the spec replicas field ${JSON.stringify(specReplicasPath)} cannot be empty`);
      }
      return written(object, stepsOf(specReplicasPath), replicas) as unknown as KubeObject;
    },
  };
}
