import { invalidObject, methodNotSupported } from "../machinery/failures.ts";
import { fieldPath, invalid } from "../machinery/field.ts";
import type { Kind } from "../machinery/kind.ts";
import type { KubeObject, ObjectRef } from "../machinery/object.ts";
import type { WriteRequest } from "./request.ts";
import type { Resources } from "./resources.ts";

export interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

/** The scale subresource: autoscaling/v1 Scale. */
export function scaleOf(kind: Kind, object: KubeObject): Scale {
  const { scale } = kind;
  if (!scale) throw methodNotSupported(kind, "scale");
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = scale.replicas(object);
  const selector = scale.selector(object);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(uid ? { uid } : {}),
      ...(resourceVersion ? { resourceVersion } : {}),
      ...(creationTimestamp ? { creationTimestamp } : {}),
    },
    spec: replicas ? { replicas } : {},
    status: { replicas: scale.statusReplicas(object), ...(selector ? { selector } : {}) },
  };
}

/** Sets the replicas; answers the Scale as it is then. */
export function replaceScale(
  resources: Resources,
  kind: Kind,
  ref: ObjectRef,
  input: unknown,
  request: WriteRequest,
): KubeObject {
  const { spec, metadata } = input as Scale;
  const replicas = spec?.replicas ?? 0;
  if (replicas < 0) {
    const at = fieldPath("spec").child("replicas");
    const problem = invalid(at, replicas, "must be greater than or equal to 0");
    throw invalidObject({ group: "autoscaling", kind: "Scale" }, ref.name, [problem]);
  }
  const object = resources.get(kind, ref);
  const next = kind.scale!.withReplicas(object, replicas);
  const resourceVersion = metadata?.resourceVersion ?? object.metadata.resourceVersion;
  const versioned = { ...next, metadata: { ...next.metadata, ...(resourceVersion ? { resourceVersion } : {}) } };
  return scaleOf(kind, resources.update(kind, ref, versioned, { ...request, part: "scale" }));
}
