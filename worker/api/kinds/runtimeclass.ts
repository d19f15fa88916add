import type { RuntimeClassObject } from "../generated/types.ts";
import { fieldPath, invalid, required } from "../machinery/field.ts";
import { defineKind } from "../machinery/kind.ts";
import { validateLabels } from "../machinery/names.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { validateResources } from "./pod/resources.ts";
import { dnsLabel, IMMUTABLE } from "./rules.ts";

const HANDLER = fieldPath("handler");

/** https://kubernetes.io/docs/concepts/containers/runtime-class/ */
export const RuntimeClass = defineKind<RuntimeClassObject>({
  group: "node.k8s.io",
  version: "v1",
  kind: "RuntimeClass",
  plural: "runtimeclasses",
  namespaced: false,
  schema: "RuntimeClass",
  withoutGeneration: true,
  validate: ({ handler, overhead, scheduling }) => [
    ...(handler ? dnsLabel(HANDLER, handler) : [required(HANDLER)]),
    ...(overhead ? validateResources({ limits: overhead.podFixed ?? {} }, fieldPath("overhead")) : []),
    ...validateLabels(scheduling?.nodeSelector, fieldPath("scheduling").child("nodeSelector")),
  ],
  validateUpdate: ({ handler }, old) => (handler === old.handler ? [] : [invalid(HANDLER, handler, IMMUTABLE)]),
  columns: [nameColumn, { name: "Handler", cell: ({ handler }) => handler }, ageColumn],
});
