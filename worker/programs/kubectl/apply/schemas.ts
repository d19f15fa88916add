import type { Schemas } from "../../../api/machinery/schema.ts";
import type { ApiResource } from "../client/discovery.ts";
import type { PatchType } from "../client/rest.ts";
import type { Kube } from "../kube.ts";

/** How to patch objects of a resource: built-in types merge lists by key, custom ones do not. */
export interface PatchPlan {
  readonly type: PatchType & ("strategic" | "merge");
  readonly typeName: string | undefined;
  readonly schemas: Schemas;
}

/** Groups whose kinds are compiled into kubectl: those without a dot, and those of Kubernetes itself that are not CRDs. */
const BUILT_IN =
  /^(?:|apps|batch|autoscaling|policy|extensions|(?:networking|rbac\.authorization|storage|scheduling|coordination|discovery|events|certificates|node|admissionregistration|apiextensions|apiregistration|authentication|authorization|flowcontrol\.apiserver)\.k8s\.io)$/;

export async function patchPlan(kube: Kube, resource: ApiResource): Promise<PatchPlan> {
  const { builtInSchemas, loadLateSchemas } = await kube.load(import("../../../api/generated/index.ts"));
  await kube.load(loadLateSchemas());
  const known = BUILT_IN.test(resource.group) && builtInSchemas.type(resource.kind) !== undefined;
  return known
    ? { type: "strategic", typeName: resource.kind, schemas: builtInSchemas }
    : { type: "merge", typeName: undefined, schemas: builtInSchemas };
}
