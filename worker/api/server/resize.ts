import type { Container, PodObject } from "../generated/types.ts";
import { qosClassOf } from "../kinds/pod/qos.ts";
import { type FieldError, fieldPath, forbidden, invalid } from "../machinery/field.ts";
import type { Kind } from "../machinery/kind.ts";
import type { Draft, KubeObject } from "../machinery/object.ts";
import { copyOf, deepEqual } from "../machinery/values.ts";

/** pods/resize: the resources of containers that run. k8s.io/kubernetes pkg/registry/core/pod, pkg/apis/core/validation ValidatePodResize */

const SPEC = fieldPath("spec");
const LISTS = ["initContainers", "containers"] as const;
const MUTABLE = new Set(["cpu", "memory"]);

type AnyDraft = Draft<KubeObject> & { spec?: unknown; status?: unknown };

/** The pod with the resources of another one; itself where they are the same. */
export function resizedPod(kind: Kind, old: KubeObject, input: KubeObject): AnyDraft {
  const draft = copyOf(old) as unknown as Draft<PodObject>;
  const { spec } = input as PodObject;
  for (const list of LISTS) {
    for (const container of (draft.spec[list] ?? []) as Draft<Container>[]) {
      const wanted = spec?.[list]?.find(({ name }) => name === container.name);
      if (!wanted) continue;
      if (wanted.resources) container.resources = copyOf(wanted.resources) as typeof container.resources;
      else delete container.resources;
      if (wanted.resizePolicy) container.resizePolicy = copyOf(wanted.resizePolicy) as typeof container.resizePolicy;
    }
  }
  kind.setDefaults?.(draft as never);
  if (deepEqual(draft.spec, (old as PodObject).spec)) return old as AnyDraft;
  draft.metadata.generation = (old.metadata.generation ?? 0) + 1;
  return draft as unknown as AnyDraft;
}

/** What a resize may not do. */
export function resizeErrors(next: KubeObject, before: KubeObject): readonly FieldError[] {
  const [{ spec }, { spec: old, status }] = [next as PodObject, before as PodObject];
  const was = status?.qosClass ?? qosClassOf(old);
  const errors: FieldError[] = [];
  if (qosClassOf(spec) !== was) {
    errors.push(invalid(SPEC, was, "Pod QOS Class may not change as a result of resizing"));
  }
  for (const list of LISTS) {
    (spec[list] ?? []).forEach((container, i) => {
      const at = SPEC.child(list).index(i).child("resources");
      for (const field of ["limits", "requests"] as const) {
        const [now, then] = [container.resources?.[field] ?? {}, old[list]?.[i]?.resources?.[field] ?? {}];
        const names = [...new Set([...Object.keys(now), ...Object.keys(then)])];
        const removed = names.some((name) => MUTABLE.has(name) && then[name] !== undefined && now[name] === undefined);
        if (removed) errors.push(forbidden(at.child(field), `resource ${field} cannot be removed`));
        if (names.some((name) => !MUTABLE.has(name) && !deepEqual(now[name], then[name]))) {
          errors.push(forbidden(SPEC, "only cpu and memory resources are mutable"));
        }
      }
    });
  }
  return errors;
}
